import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Titles of tests by the file that they stand in, from the root of the checkout. */
export type NamedTests = Readonly<Record<string, readonly string[]>>;

/**
 * Which of the named tests are not there. A title counts when it is written out whole in the file, as the first argument of a call (a test, a group of tests) or the first
 * member of a row (a case of a test that runs many).
 * @returns one sentence for each
 */
export function missingTests(root: string, named: NamedTests): string[] {
  return Object.entries(named).flatMap(([file, titles]) => {
    if (!existsSync(join(root, file))) return [`${file} does not exist.`];
    const text = readFileSync(join(root, file), 'utf8');
    return titles.filter((title) => !hasTitle(text, title)).map((title) => `${file} has no test “${title}”.`);
  });
}

/** Whether a test file has a test, or a case of one, of this very title. */
export function hasTitle(text: string, title: string): boolean {
  return ["'", '"', '`'].some((quote) => {
    const literal = quote + title.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
      if (/[([]\s*$/.test(text.slice(Math.max(0, at - 40), at))) return true;
    }
    return false;
  });
}
