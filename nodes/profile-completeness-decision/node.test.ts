import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { realPeople } from '../test/real-people.ts';
import node from './node.ts';

/** Every property of the realm that is not named here is out of the way. */
async function decides(threshold: number, object: object): Promise<string | undefined> {
  const world = await realPeople();
  const { properties } = await world.ports.identities.schema('/alpha');
  const editable = ['userName', 'sn', 'city', 'aliasList'];
  const others = Object.keys(properties).filter((name) => !editable.includes(name));
  await world.set('managedUser', {
    properties: {
      ...Object.fromEntries(others.map((name) => [name, { type: 'string', userEditable: false }])),
      aliasList: { type: 'array' },
      hidden: { type: 'string', viewable: false },
    },
    required: ['userName'],
  });
  await world.made({ userName: 'mia', ...object });
  return (await runNode(node, { config: { threshold }, shared: { username: 'mia' }, ports: world.ports })).outcome;
}

it('counts what people can edit and see, and must be exceeded', async () => {
  expect(await decides(49, { sn: 'Muster' })).toBe('true');
  expect(await decides(50, { sn: 'Muster' })).toBe('false');
  expect(await decides(50, { sn: 'Muster', mail: 'm@example.com', hidden: 'x', aliasList: [] })).toBe('false');
  expect(await decides(74, { sn: 'Muster', aliasList: ['m'] })).toBe('true');
  expect(await decides(99, { sn: 'M', city: 'Bern', aliasList: ['m'] })).toBe('true');
  expect(await decides(100, { sn: 'M', city: 'Bern', aliasList: ['m'] })).toBe('false');
});

it('is not saved without a percentage', () => {
  for (const threshold of [undefined, -1, 101, 1.5]) expect(node.config.safeParse({ threshold }).success).toBe(false);
});

it('is broken when there is no such person', async () => {
  const { ports } = await realPeople();
  const run = runNode(node, { config: { threshold: 1 }, shared: { username: 'nobody' }, ports });
  await expect(run).rejects.toMatchObject({ code: 'node.person_missing' });
});
