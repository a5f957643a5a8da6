import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
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

it.each([['mia'], ['MIA']])('takes nobody’s name, and works on under one that nobody can have: %s', async (anonymousUserName) => {
  const { ports, made } = await realPeople();
  await made();
  const name = `${anonymousUserName}/anonymous`;
  const { action, shared } = await runNode(node, { config: { anonymousUserName }, ports });
  expect([action, shared]).toMatchObject([{ outcome: 'outcome', anonymous: name, audit: { nameTaken: true } }, { username: name }]);
  const wish = ports.identities.create('/alpha', { ...MIA, userName: name }, { idempotencyKey: name });
  expect(await wish).toMatchObject({ status: 'refused', failed: [{ property: 'userName' }] });
});

it('needs a name', () => {
  expect(node.config.safeParse({ anonymousUserName: '' }).success).toBe(false);
});
