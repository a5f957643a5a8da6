import { nodeTypes } from '../nodes/index.ts';

/**
 * Text of `apps/login/src/sign-on/node-texts.json`: what nodes say where an author says nothing, in every language, each once. What several nodes say stands before
 * what fewer say, so that the first is the best guess where one text has two translations.
 */
export function nodeTexts(): string {
  const counts = new Map<string, number>();
  for (const { texts } of nodeTypes) {
    for (const text of Object.values(texts)) {
      const row = JSON.stringify(text);
      counts.set(row, (counts.get(row) ?? 0) + 1);
    }
  }
  const rows = [...counts]
    .sort(([a, often], [b, oftener]) => oftener - often || (a < b ? -1 : 1))
    .map(([row]) => JSON.parse(row) as unknown);
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}
