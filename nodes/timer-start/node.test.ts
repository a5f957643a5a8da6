import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it('notes the time in milliseconds', async () => {
  const { outcome, shared } = await runNode(node, { now: 1_790_000_000_123 });
  expect([outcome, shared]).toEqual(['outcome', { TimerNodeStartTime: 1_790_000_000_123 }]);
});

it('notes it where the author says, anew each time', async () => {
  const { shared } = await runNode(node, { config: { startTimeProperty: 'began' }, shared: { began: 1 }, now: 2 });
  expect(shared).toEqual({ began: 2 });
});

it('needs a place to note it', () => {
  expect(node.config.safeParse({ startTimeProperty: '' }).success).toBe(false);
});
