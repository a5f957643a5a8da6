import { runNode } from '@waygate/node-kit/testing';
import { beforeEach, expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

let world: Awaited<ReturnType<typeof realPeople>>;
beforeEach(async () => {
  world = await realPeople();
});
const { password: PASSWORD = '', ...ATTRIBUTES } = MIA;
const state = { shared: { objectAttributes: ATTRIBUTES }, secure: { objectAttributes: { password: PASSWORD } } };
const run = (more: Parameters<typeof runNode>[1] = {}) => runNode(node, { ports: world.ports, ...state, ...more });

it('makes the person of both scopes, says who it is, and that they know the password they chose', async () => {
  const { action } = await run();
  const person = await world.ports.identities.find('/alpha', 'mia');
  expect(action).toMatchObject({ outcome: 'CREATED', identified: { id: person?.id, username: 'mia' }, proves: ['knowledge:password'] });
  expect(await world.signsOn('mia', 'correct horse')).toBe(true);
});

it('proves nothing of a person without a password', async () => {
  const { action } = await run({ secure: {} });
  expect(action).toMatchObject({ outcome: 'CREATED', proves: [] });
});

it('records which terms were accepted', async () => {
  const termsAccepted = { acceptDate: '2026-01-01T00:00:00Z', termsVersion: '1' };
  const { action } = await run({ shared: { ...state.shared, termsAccepted } });
  if (action.kind !== 'goTo' || action.identified === undefined) return expect.fail('nobody was made');
  expect(await world.meta(action.identified)).toEqual({ termsAccepted });
});

it('makes one person when the step runs again after a crash', async () => {
  const first = await run({ idempotencyKey: 'same' });
  const again = await run({ idempotencyKey: 'same' });
  expect(again.action).toEqual(first.action);
  expect(await world.stores.identities.list('/alpha')).toHaveLength(1);
});

it('fails, and says to the trace why, without a value', async () => {
  await world.made();
  expect((await run({ idempotencyKey: 'other' })).action).toEqual({
    kind: 'goTo',
    outcome: 'FAILURE',
    audit: { reason: 'policies', failed: [{ property: 'userName', requirements: ['UNIQUE'] }] },
  });
  const { action } = await run({ shared: { objectAttributes: { userName: 'ben' } }, secure: { objectAttributes: { password: 'short' } } });
  expect(action).toMatchObject({
    outcome: 'FAILURE',
    audit: { failed: [{ property: 'password' }, { property: 'givenName' }, { property: 'sn' }, { property: 'mail' }] },
  });
  expect(await world.stores.identities.list('/alpha')).toHaveLength(1);
});

it('is broken about another managed object than its journey', async () => {
  const elsewhere = run({ config: { identityResource: 'managed/bravo_user' }, identityResource: 'managed/alpha_user' });
  await expect(elsewhere).rejects.toMatchObject({ code: 'node.identity_resource' });
});

it('counts what another server said of whom it made, and of nobody else', async () => {
  const vouched = [{ factor: 'federated:oidc', issuer: 'https://peer.example', alias: 'peer-7' }] as const;
  const known = { shared: { objectAttributes: { ...ATTRIBUTES, aliasList: ['peer-7'] } }, secure: {} };
  const { action } = await run({ ...known, vouched });
  expect(action).toMatchObject({ outcome: 'CREATED', proves: ['federated:oidc'], provedBy: 'https://peer.example' });
  const ben = { ...ATTRIBUTES, userName: 'ben', aliasList: ['peer-8'] };
  const other = await run({ shared: { objectAttributes: ben }, secure: {}, vouched, idempotencyKey: 'other' });
  expect(other.action).toMatchObject({ outcome: 'CREATED', proves: [] });
  expect(other.action).not.toHaveProperty('provedBy');
});

it('makes nobody who is called elsewhere as somebody else is', async () => {
  await world.made({ ...MIA, aliasList: ['peer-7'] });
  const ben = { ...ATTRIBUTES, userName: 'ben', aliasList: ['peer-7'] };
  expect((await run({ shared: { objectAttributes: ben }, secure: {} })).action).toMatchObject({
    outcome: 'FAILURE',
    audit: { failed: [{ property: 'aliasList', requirements: ['UNIQUE'] }] },
  });
});
