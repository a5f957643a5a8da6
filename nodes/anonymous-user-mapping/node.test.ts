import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { realPeople } from '../test/real-people.ts';
import node from './node.ts';

it('lets the journey succeed for nobody, and identifies and proves nothing', async () => {
  const { ports } = await realPeople();
  const { action, shared } = await runNode(node, { ports });
  expect([action, shared]).toEqual([
    { kind: 'goTo', outcome: 'outcome', anonymous: 'anonymous', nodeTypes: ['Anonymous'] },
    { username: 'anonymous' },
  ]);
  expect([node.provides, node.mayProvide]).toEqual([{}, {}]);
});

it.each([['mia'], ['MIA']])('takes nobody’s name: %s', async (anonymousUserName) => {
  const { ports, made } = await realPeople();
  await made();
  await expect(runNode(node, { config: { anonymousUserName }, ports })).rejects.toMatchObject({
    kind: 'authoring',
    code: 'anonymous.name_taken',
  });
});

it('needs a name', () => {
  expect(node.config.safeParse({ anonymousUserName: '' }).success).toBe(false);
});
