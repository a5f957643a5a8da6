import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it('takes back what the author names', async () => {
  const { action } = await runNode(node, { config: { propertyNames: ['tier', 'region'] } });
  expect(action).toEqual({ kind: 'goTo', outcome: 'outcome', removedSessionProperties: ['tier', 'region'] });
});

it.each([['AuthLevel'], ['service'], ['']])('does not take away %o', (name) => {
  expect(node.config.safeParse({ propertyNames: [name] }).success).toBe(false);
});
