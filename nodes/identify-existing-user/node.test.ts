import { runNode } from '@waygate/node-kit/testing';
import { beforeEach, expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

let world: Awaited<ReturnType<typeof realPeople>>;
beforeEach(async () => {
  world = await realPeople();
});
const by = (objectAttributes: Record<string, string>, config = {}, username?: string) =>
  runNode(node, { config, ports: world.ports, shared: { objectAttributes, ...(username === undefined ? {} : { username }) } });

it('says who it is by the mail address, and proves nothing', async () => {
  const mia = await world.made({ ...MIA, aliasList: ['mimi'] });
  const { action, shared, transient } = await by({ mail: 'MIA@example.com' });
  expect(action).toMatchObject({ outcome: 'true', identified: mia });
  expect(node.provides).toEqual({});
  expect(shared).toEqual({ _id: mia.id, username: 'mia', objectAttributes: { mail: 'MIA@example.com', userName: 'mia' } });
  expect(transient).toEqual({ objectAttributes: { aliasList: ['mimi'] } });
});

it('falls back to the user name, and takes the attribute that it is told for the name', async () => {
  const mia = await world.made();
  expect((await by({}, {}, 'MIA')).action).toMatchObject({ outcome: 'true', identified: mia });
  const { shared } = await by({ sn: 'Muster' }, { identityAttribute: 'sn', identifier: 'mail' });
  expect(shared).toMatchObject({ username: 'mia@example.com', objectAttributes: { mail: 'mia@example.com' } });
  expect((await by({ _id: mia.id }, { identityAttribute: '_id', identifier: 'city' })).shared['username']).toBe('mia');
});

it('finds nobody where there is nobody, where nothing is known, and where two share the address', async () => {
  await world.made();
  await world.made({ ...MIA, userName: 'twin' });
  for (const attributes of [{ mail: 'nobody@example.com' }, {}, { mail: '' }, { mail: 'mia@example.com' }]) {
    const { action, shared } = await by(attributes);
    expect([action, shared]).toEqual([{ kind: 'goTo', outcome: 'false' }, { objectAttributes: attributes }]);
  }
});
