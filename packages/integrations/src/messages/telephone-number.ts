/**
 * A telephone number as gateways take it (E.164), however people write it.
 * @param countryCode digits that stand before a number that is written without them
 * @returns undefined when it is none
 */
export function telephoneNumber(written: string, countryCode: string | undefined): string | undefined {
  const plain = written
    .trim()
    .replace(/^tel:/i, '')
    .replaceAll('(0)', '')
    .replaceAll(/[\s()./\u00a0\u2010-\u2015-]/g, '');
  const international = plain.replace(/^00/, '+');
  const number =
    international.startsWith('+') || countryCode === undefined ? international : `+${countryCode}${international.replace(/^0/, '')}`;
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : undefined;
}
