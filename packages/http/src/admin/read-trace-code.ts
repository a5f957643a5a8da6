/**
 * A short code as it is stored, out of what somebody typed or heard: letter case, spaces and hyphens do not count, and what looks like a digit is one.
 * @returns undefined for what is no code
 */
export function readTraceCode(text: string): string | undefined {
  const digits = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(digits) ? `${digits.slice(0, 4)}-${digits.slice(4)}` : undefined;
}
