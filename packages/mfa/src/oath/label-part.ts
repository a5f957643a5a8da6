/** Longest issuer and account, in UTF-16 units: a QR code has to stay readable. */
const LONGEST_LABEL = 128;

/** A name as it can stand in a registration link: clients cut the label at colons and the decoded query at ampersands. */
export function labelPart(text: string): string {
  return text
    .replaceAll(/[:&]/g, ' ')
    .replaceAll(/\p{C}/gu, '')
    .slice(0, LONGEST_LABEL)
    .toWellFormed()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s/]+|[\s/]+$/g, '');
}
