import type { OutcomeTaken } from '../src/index.ts';
import type { UntakenOutcomes } from './untaken-outcomes.ts';

const HEAD = `# Outcomes of the factors, and what takes them

Each outcome of each node of a factor, with the drivers by which some scenario takes it. Made by \`packages/scenarios/test/shipped-journeys.test.ts\`, which fails when this
says something else than the scenarios did; \`vitest run packages/scenarios/test/shipped-journeys.test.ts -u\` writes it anew. Do not edit.

| Node type | Outcome | Drivers |
| --- | --- | --- |
`;

/** Text of `docs/factor-outcomes.md`. */
export function describeFactorOutcomes(outcomes: readonly OutcomeTaken[], untaken: readonly UntakenOutcomes[]): string {
  const rows = outcomes.map(({ nodeType, outcome, drivers }) => {
    const why = untaken.find((one) => one.nodeType === nodeType && one.outcomes.includes(outcome))?.why ?? '';
    return `| ${nodeType} | ${outcome} | ${drivers.length === 0 ? `none: ${why}` : drivers.join(', ')} |\n`;
  });
  return HEAD + rows.join('');
}
