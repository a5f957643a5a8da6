import { randomInt } from '../random.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 11;

/** Ten different codes of eleven letters and digits, 65.5 random bits each: AM has ten, which are fewer than the 64 bits that NIST SP 800-63B-4 asks for. */
export function makeRecoveryCodes(count = 10): string[] {
  const codes = new Set<string>();
  while (codes.size < count) codes.add(Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''));
  return [...codes];
}
