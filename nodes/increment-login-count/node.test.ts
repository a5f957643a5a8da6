import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { realPeople } from '../test/real-people.ts';
import node from './node.ts';

it('counts each sign-on once, also when a step is repeated or several come at once', async () => {
  const world = await realPeople();
  const mia = await world.made();
  const count = (idempotencyKey: string) => runNode(node, { shared: { username: 'mia' }, idempotencyKey, ports: world.ports });
  await count('a');
  await count('a');
  expect(await world.meta(mia)).toMatchObject({ loginCount: 1 });
  await Promise.all(['b', 'c', 'd'].map(count));
  expect(await world.meta(mia)).toMatchObject({ loginCount: 4 });
});

it('goes on when there is nobody to count', async () => {
  const { ports } = await realPeople();
  expect((await runNode(node, { ports })).outcome).toBe('outcome');
  expect((await runNode(node, { shared: { username: 'nobody' }, ports })).outcome).toBe('outcome');
});
