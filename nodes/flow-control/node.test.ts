import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

/** How many of a thousand runs take path A; runs are called as the engine calls them. */
async function shareOfA(percentageA: number): Promise<number> {
  let taken = 0;
  for (let run = 0; run < 1_000; run += 1) {
    const idempotencyKey = `${Buffer.from(`session ${run}`).toString('base64url')}.${run % 7}.1`;
    if ((await runNode(node, { config: { percentageA }, idempotencyKey })).outcome === 'A') taken += 1;
  }
  return taken / 10;
}

it.each([[0], [10], [50], [90], [100]])('sends about %i of a hundred along A', async (percentage) => {
  const share = await shareOfA(percentage);
  if (percentage === 0 || percentage === 100) expect(share).toBe(percentage);
  else expect(Math.abs(share - percentage)).toBeLessThan(5);
});

it('goes the same way when a step is repeated', async () => {
  const outcomes = new Set<string | undefined>();
  for (let round = 0; round < 20; round += 1) outcomes.add((await runNode(node, { idempotencyKey: 'session.3.1' })).outcome);
  expect(outcomes.size).toBe(1);
});

it('calls its handles what the author calls them, and keeps their ids', () => {
  const config = node.config.parse({ outcomeADisplayName: 'New page' }) as never;
  expect(node.outcomes(config)).toEqual([
    { id: 'A', displayName: 'New page' },
    { id: 'B', displayName: 'B' },
  ]);
});

it.each([[101], [-1], [1.5]])('takes %d for no percentage', (percentageA) => {
  expect(node.config.safeParse({ percentageA }).success).toBe(false);
});
