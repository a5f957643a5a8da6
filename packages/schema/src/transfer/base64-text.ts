const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A text as base64 of its UTF-8. */
export function encodeBase64Text(text: string): string {
  const bytes = utf8(text);
  const out: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const digit = (shift: number) => DIGITS.charAt((bits >> shift) & 63);
    out.push(digit(18), digit(12), b === undefined ? '=' : digit(6), c === undefined ? '=' : digit(0));
  }
  return out.join('');
}

/** The text of base64, which some programs break into lines. @returns undefined for what is no base64 of UTF-8 */
export function decodeBase64Text(base64: string): string | undefined {
  const digits = base64.replaceAll(/\s/g, '');
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined;
  const escaped: string[] = [];
  for (let at = 0; at < digits.length; at += 4) {
    const part = digits.slice(at, at + 4).replaceAll('=', '');
    let bits = 0;
    for (const digit of part.padEnd(4, 'A')) bits = (bits << 6) | DIGITS.indexOf(digit);
    for (let byte = 0; byte < part.length - 1; byte += 1) {
      escaped.push(`%${((bits >> (16 - 8 * byte)) & 255).toString(16).padStart(2, '0')}`);
    }
  }
  try {
    return decodeURIComponent(escaped.join(''));
  } catch {
    return undefined;
  }
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const [whole] of encodeURIComponent(text.toWellFormed()).matchAll(/%[0-9A-F]{2}|[^%]/g)) {
    bytes.push(whole.length === 3 ? Number.parseInt(whole.slice(1), 16) : whole.charCodeAt(0));
  }
  return bytes;
}
