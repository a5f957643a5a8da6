import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { realPeople } from '../test/real-people.ts';
import node from './node.ts';

it('looks whether it was the version in force that was accepted', async () => {
  const world = await realPeople();
  const mia = await world.made();
  const decides = async (username = 'mia') => (await runNode(node, { shared: { username }, ports: world.ports })).outcome;
  expect(await decides()).toBe('true');
  const version = (name: string) => ({ version: name, createDate: '2026-01-01T00:00:00Z', termsTranslations: { en: 'Terms' } });
  await world.set('terms', { active: '2', versions: [version('1'), version('2')] });
  expect(await decides()).toBe('false');
  for (const [termsVersion, outcome] of [
    ['1', 'false'],
    ['2', 'true'],
  ] as const) {
    await world.ports.identities.patch('/alpha', mia.id, {}, { termsAccepted: { termsVersion, acceptDate: 'x' } });
    expect(await decides()).toBe(outcome);
  }
  await expect(decides('nobody')).rejects.toMatchObject({ code: 'node.person_missing' });
});
