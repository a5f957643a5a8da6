import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

async function decides(config: Record<string, string>): Promise<string | undefined> {
  const world = await realPeople();
  await world.set('managedUser', { properties: { custom_age: { type: 'number' } } });
  await world.made({ ...MIA, custom_age: 41, preferences: { updates: false }, aliasList: ['mimi', 'm'], city: 'Bern' });
  return (await runNode(node, { config, shared: { username: 'mia' }, ports: world.ports })).outcome;
}

it.each([
  ['city', 'Bern', 'true'],
  ['city', 'bern', 'false'],
  ['custom_age', '41', 'true'],
  ['custom_age', ' 41.0', 'true'],
  ['custom_age', '', 'false'],
  ['custom_age', '42', 'false'],
  ['preferences/updates', 'FALSE', 'true'],
  ['preferences/updates', 'true', 'false'],
  ['preferences/marketing', 'false', 'false'],
  ['aliasList', 'm', 'true'],
  ['postalCode', '', 'false'],
])('%s equals %o: %s', async (comparisonAttribute, comparisonValue, outcome) => {
  expect(await decides({ comparisonAttribute, comparisonValue })).toBe(outcome);
});

it('needs no value to look whether there is one', async () => {
  const comparisonOperation = 'PRESENT';
  expect(await decides({ comparisonAttribute: 'city', comparisonOperation })).toBe('true');
  expect(await decides({ comparisonAttribute: 'postalCode', comparisonOperation, comparisonValue: 'x' })).toBe('false');
});

it('is broken when there is no such person', async () => {
  const { ports } = await realPeople();
  const config = { comparisonAttribute: 'city' };
  await expect(runNode(node, { config, shared: { username: 'nobody' }, ports })).rejects.toMatchObject({ code: 'node.person_missing' });
  await expect(runNode(node, { config, ports })).rejects.toMatchObject({ code: 'node.identity_unnamed' });
});
