import type { NamedTests } from './test-titles.ts';

/** What is said of one requirement of the standard. Texts are ours: the standard is named by its numbers and not quoted. */
export type AsvsAnswer =
  | { readonly kind: 'met'; readonly asks: string; readonly how: string; readonly where: readonly string[]; readonly tests: NamedTests }
  | { readonly kind: 'metUntested'; readonly asks: string; readonly how: string; readonly where: readonly string[]; readonly why: string }
  | {
      readonly kind: 'operator';
      readonly asks: string;
      readonly how: string;
      readonly where: readonly string[];
      readonly tests: NamedTests;
    }
  | { readonly kind: 'notMet'; readonly asks: string; readonly gap: string; readonly needs: string; readonly tests: NamedTests }
  | { readonly kind: 'doesNotApply'; readonly asks: string; readonly because: string };

/** Answers by the number of the requirement. */
export type AsvsChapter = Readonly<Record<string, AsvsAnswer>>;

/** Met, and tests fail when it is no longer. @param where files and documents that meet it */
export function met(asks: string, how: string, where: readonly string[], tests: NamedTests): AsvsAnswer {
  return { kind: 'met', asks, how, where, tests };
}

/** Met, but by something that no test can show. @param why no test can */
export function metUntested(asks: string, how: string, where: readonly string[], why: string): AsvsAnswer {
  return { kind: 'metUntested', asks, how, where, why };
}

/** Met or not by whoever runs the server; what they must do is written down. */
export function forOperator(asks: string, how: string, where: readonly string[], tests: NamedTests = {}): AsvsAnswer {
  return { kind: 'operator', asks, how, where, tests };
}

/** Not met, or not whole. @param needs what it would take @param tests of the part that is there */
export function notMet(asks: string, gap: string, needs: string, tests: NamedTests = {}): AsvsAnswer {
  return { kind: 'notMet', asks, gap, needs, tests };
}

/** There is nothing here that it could be about. */
export function doesNotApply(asks: string, because: string): AsvsAnswer {
  return { kind: 'doesNotApply', asks, because };
}
