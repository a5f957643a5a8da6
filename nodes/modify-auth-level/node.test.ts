import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it.each([
  [5, 10, 15],
  [5, -7, -2],
  [0, 0, 0],
  [undefined, 3, 3],
])('from level %o by %i to %i', async (before, authLevelIncrement, after) => {
  const shared = before === undefined ? {} : { authLevel: before };
  const result = await runNode(node, { config: { authLevelIncrement }, shared });
  expect([result.outcome, result.shared]).toEqual(['outcome', { authLevel: after }]);
});

it('breaks when nobody said what to add', async () => {
  await expect(runNode(node, { shared: { authLevel: 5 } })).rejects.toMatchObject({ kind: 'authoring', code: 'auth_level.no_increment' });
});
