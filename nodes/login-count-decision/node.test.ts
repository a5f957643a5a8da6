import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { realPeople } from '../test/real-people.ts';
import node from './node.ts';

it.each([
  ['AT', 3, 3, 'true'],
  ['AT', 3, 6, 'false'],
  ['EVERY', 3, 6, 'true'],
  ['EVERY', 3, 7, 'false'],
  ['EVERY', 3, 0, 'false'],
  ['EVERY', 3, undefined, 'false'],
])('%s %i with %s sign-ons: %s', async (interval, amount, loginCount, outcome) => {
  const world = await realPeople();
  const mia = await world.made();
  if (loginCount !== undefined) await world.ports.identities.updateMeta('/alpha', mia.id, (meta) => ({ ...meta, loginCount }));
  const config = { interval, amount };
  expect((await runNode(node, { config, shared: { username: 'mia' }, ports: world.ports })).outcome).toBe(outcome);
});

it('says no of nobody, and is broken when the journey names none', async () => {
  const { ports } = await realPeople();
  expect((await runNode(node, { shared: { username: 'nobody' }, ports })).outcome).toBe('false');
  await expect(runNode(node, { ports })).rejects.toMatchObject({ code: 'node.identity_unnamed' });
});
