import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

it.each([
  [4, 'false'],
  [5, 'true'],
  [6, 'true'],
  [undefined, 'false'],
])('takes level %o, where 5 is enough, for %s', async (level, outcome) => {
  const shared = level === undefined ? {} : { authLevel: level };
  expect((await runNode(node, { config: { authLevelRequirement: 5 }, shared })).outcome).toBe(outcome);
});

it('takes no level at all for too low even where 0 is enough', async () => {
  expect((await runNode(node, { config: { authLevelRequirement: 0 } })).outcome).toBe('false');
});

it('breaks when nobody said which level is enough', async () => {
  await expect(runNode(node, { shared: { authLevel: 5 } })).rejects.toMatchObject({ kind: 'authoring', code: 'auth_level.no_requirement' });
});
