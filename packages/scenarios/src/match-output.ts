import type { Json } from '@waygate/schema';
import type { OutputMatcher, TextMatcher } from './scenario.ts';

/** Whether a text is what is expected. */
export function textMatches(expected: TextMatcher, actual: string): boolean {
  if (typeof expected === 'string') return actual === expected;
  if ('contains' in expected) return actual.includes(expected.contains);
  return new RegExp(expected.matches, 'u').test(actual);
}

/** Whether the value of a callback's output is what is expected. Numbers and their texts count as the same, as they do for AM's clients. */
export function outputMatches(expected: OutputMatcher, actual: Json | undefined): boolean {
  if (actual === undefined) return false;
  if (typeof expected === 'number' || typeof expected === 'boolean') return String(actual) === String(expected);
  if (Array.isArray(expected)) return JSON.stringify(actual) === JSON.stringify(expected);
  return textMatches(expected, typeof actual === 'string' ? actual : JSON.stringify(actual));
}

/** The expectation in words, for messages. */
export function describeMatcher(expected: OutputMatcher): string {
  if (typeof expected !== 'object' || Array.isArray(expected)) return JSON.stringify(expected);
  return 'contains' in expected ? `a text with ${JSON.stringify(expected.contains)}` : `a text like /${expected.matches}/`;
}
