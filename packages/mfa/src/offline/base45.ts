const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const VALUES = new Map([...ALPHABET].map((char, value) => [char, value]));

/** Base45 (RFC 9285): text of the characters that a QR code packs two in eleven bits. */
export function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 2) {
    const [first = 0, second] = bytes.subarray(index, index + 2);
    const value = second === undefined ? first : first * 256 + second;
    text += digits(value, second === undefined ? 2 : 3);
  }
  return text;
}

/** @returns undefined when the text is no Base45: another character, a length that cannot be, or a group that is more than its bytes can hold */
export function fromBase45(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 3 === 1) return undefined;
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index += 3) {
    const group = text.slice(index, index + 3);
    let value = 0;
    for (const char of [...group].reverse()) value = value * 45 + (VALUES.get(char) ?? Number.NaN);
    // Not-a-number is at most nothing.
    if (!(value < (group.length === 3 ? 65_536 : 256))) return undefined;
    if (group.length === 3) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}

function digits(value: number, count: number): string {
  let text = '';
  for (let rest = value, place = 0; place < count; place += 1, rest = Math.floor(rest / 45)) text += ALPHABET[rest % 45];
  return text;
}
