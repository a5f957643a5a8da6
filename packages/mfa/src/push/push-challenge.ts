import { randomInt } from '../random.ts';

/** Three different numbers of two digits, ascending, and which of them the sign-on page shows. */
export function makeNumberChallenge(): { readonly numbers: readonly string[]; readonly answer: string } {
  const numbers = new Set<number>();
  while (numbers.size < 3) numbers.add(10 + randomInt(90));
  const sorted = [...numbers].sort((a, b) => a - b).map(String);
  return { numbers: sorted, answer: sorted[randomInt(3)] ?? '' };
}

/** Six digits that the person types over from the sign-on page (NIST SP 800-63B-4: at least six, at most ten minutes). */
export function makeCodeChallenge(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}
