import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

it.each([
  ['/preferences/updates eq true', 'true'],
  ['/preferences/marketing eq true or !(preferences pr)', 'false'],
  ['userName eq "MIA" and accountStatus eq "active"', 'true'],
  ['password pr or kbaInfo pr', 'false'],
])('%s is %s', async (queryFilter, outcome) => {
  const world = await realPeople();
  await world.made({ ...MIA, preferences: { updates: true } });
  expect((await runNode(node, { config: { queryFilter }, shared: { username: 'mia' }, ports: world.ports })).outcome).toBe(outcome);
});

it('is not saved with a filter that cannot be read', () => {
  for (const queryFilter of ['', 'city', 'city is "Bern"', undefined]) {
    expect(node.config.safeParse({ queryFilter }).success).toBe(false);
  }
});

it('is broken when there is no such person', async () => {
  const { ports } = await realPeople();
  const config = { queryFilter: 'true' };
  await expect(runNode(node, { config, shared: { username: 'nobody' }, ports })).rejects.toMatchObject({ code: 'node.person_missing' });
});
