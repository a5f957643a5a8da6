import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const config = { startTimeProperty: 'began', metricKey: 'mfa.took' };

it('measures from the time that was noted', async () => {
  const { action, shared } = await runNode(node, { config, shared: { began: 1_000 }, now: 3_500 });
  expect(action).toMatchObject({ outcome: 'outcome', measured: { metric: 'mfa.took', milliseconds: 2_500 } });
  expect(shared).toEqual({ began: 1_000 });
});

it.each([[{}], [{ began: 'noon' }], [{ began: null }], [{ began: 4_000 }]])(
  'goes on without measuring when it began at %j',
  async (shared) => {
    expect((await runNode(node, { config, shared, now: 3_500 })).action).toEqual({
      kind: 'goTo',
      outcome: 'outcome',
      audit: { measured: false },
    });
  },
);
