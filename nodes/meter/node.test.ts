import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it('counts one', async () => {
  expect((await runNode(node, { config: { metricKey: 'mfa.started' } })).action).toEqual({
    kind: 'goTo',
    outcome: 'outcome',
    measured: { metric: 'mfa.started' },
  });
});

it('needs a name for what it counts', () => {
  expect(node.config.safeParse({}).success).toBe(false);
  expect(node.config.safeParse({ metricKey: '' }).success).toBe(false);
});
