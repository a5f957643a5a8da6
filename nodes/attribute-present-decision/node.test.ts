import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

it('looks at any attribute, the password included', async () => {
  const world = await realPeople();
  await world.made({ ...MIA, preferences: { updates: false } });
  const { password: _, ...bare } = MIA;
  await world.made({ ...bare, userName: 'bare' });
  const has = async (username: string, config: object = {}) =>
    (await runNode(node, { config: { ...config }, shared: { username }, ports: world.ports })).outcome;
  expect([await has('mia'), await has('bare'), await has('nobody')]).toEqual(['true', 'false', 'false']);
  expect(await has('mia', { presentAttribute: 'preferences/updates' })).toBe('true');
  expect(await has('mia', { presentAttribute: 'city' })).toBe('false');
});

it('is broken when the journey knows of nobody', async () => {
  const { ports } = await realPeople();
  await expect(runNode(node, { ports })).rejects.toMatchObject({ kind: 'authoring', code: 'node.identity_unnamed' });
});
