import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it.each([
  ['SET', 30, { set: 30 }],
  ['SET', 0, { set: 0 }],
  ['MODIFY', 5, { add: 5 }],
  ['MODIFY', -5, { add: -5 }],
])('%s %d', async (operation, value, journeyTime) => {
  expect((await runNode(node, { config: { operation, value } })).action).toEqual({ kind: 'goTo', outcome: 'outcome', journeyTime });
});

it.each([[{ operation: 'SET', value: -1 }], [{ value: 1.5 }], [{ value: 43_201 }], [{}], [{ operation: 'ADD', value: 1 }]])(
  'takes no time that is none: %j',
  (config) => {
    expect(node.config.safeParse(config).success).toBe(false);
  },
);
