import { randomInt } from '../random.ts';

/** Crockford's base32: no letter in it is taken for a digit or another letter. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;
const GROUP = 4;

/** A backup code of twelve characters in groups of four, 60 random bits. */
export function makeBackupCode(): string {
  return grouped(Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''));
}

/** Reads a backup code as people type it: in any case, with or without hyphens and spaces, O for 0, I and L for 1. @returns undefined when it is none */
export function readBackupCode(typed: string): string | undefined {
  const letters = typed.replaceAll(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return letters.length === LENGTH && [...letters].every((letter) => ALPHABET.includes(letter)) ? grouped(letters) : undefined;
}

function grouped(letters: string): string {
  return [0, 1, 2].map((group) => letters.slice(group * GROUP, (group + 1) * GROUP)).join('-');
}
