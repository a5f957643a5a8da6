import type { OutcomeTaken } from '../src/index.ts';
import type { BeyondBrowsers } from './beyond-browsers.ts';

const HEAD = `# Outcomes of the factors, and what takes them

Each outcome of each node of a factor, with the drivers by which some scenario takes it: all three, or else it says why no browser can. Made by \`packages/scenarios/test/shipped-journeys.test.ts\`, which fails when this
says something else than the scenarios did; \`vitest run packages/scenarios/test/shipped-journeys.test.ts -u\` writes it anew. Do not edit.

| Node type | Outcome | Drivers |
| --- | --- | --- |
`;

/** Text of `docs/factor-outcomes.md`. */
export function describeFactorOutcomes(outcomes: readonly OutcomeTaken[], beyond: readonly BeyondBrowsers[]): string {
  const rows = outcomes.map(({ nodeType, outcome, drivers }) => {
    const why = beyond.find((one) => one.nodeType === nodeType && one.outcomes.includes(outcome))?.why;
    return `| ${nodeType} | ${outcome} | ${drivers.join(', ') || 'none'}${why === undefined ? '' : `; no browser: ${why}`} |\n`;
  });
  return HEAD + rows.join('');
}
