import type { Evidence, Factor } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { passcodes } from '../test/passcodes.ts';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

let devices: PingIdWorld;
let world: Awaited<ReturnType<typeof realPeople>>;
let mia: { id: string; username: string };
let news: ReturnType<typeof passcodes>;
beforeEach(async () => {
  devices = await pingIdWorld({ city: 'Bern' });
  mia = devices.mia;
  news = passcodes(devices);
  world = { ...devices.people, ports: news.ports };
});
const proof = (subjectId: string): Evidence[] => [
  { factor: 'knowledge:password', subjectId, nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 },
];
/** The node in a run of Mia, who has shown her password. */
const asMia = (attributes: JsonObject, config: JsonObject = {}, secret: JsonObject = {}) =>
  runNode(node, {
    config,
    shared: { username: 'mia', objectAttributes: attributes },
    transient: { objectAttributes: secret },
    subject: mia,
    evidence: proof(mia.id),
    ports: world.ports,
  });

it('writes what the journey has gathered, and leaves the rest', async () => {
  const { action } = await asMia({ city: 'Basel', telephoneNumber: '+41 61' }, {}, { password: 'another horse' });
  expect(action).toMatchObject({ outcome: 'PATCHED', identified: mia });
  expect(await world.object(mia)).toMatchObject({ city: 'Basel', telephoneNumber: '+41 61', sn: 'Muster' });
  expect(await world.signsOn('mia', 'another horse')).toBe(true);
});

it('leaves what is to be ignored', async () => {
  expect((await asMia({ city: 'Basel', sn: 'Test' }, { ignoredFields: ['sn'] })).outcome).toBe('PATCHED');
  expect(await world.object(mia)).toMatchObject({ city: 'Basel', sn: 'Muster' });
});

it('records which terms were accepted, also when nothing else is to be written', async () => {
  const termsAccepted = { acceptDate: '2026-01-01T00:00:00Z', termsVersion: '1' };
  const { outcome } = await runNode(node, { shared: { username: 'mia', termsAccepted }, ports: world.ports });
  expect([outcome, await world.meta(mia)]).toEqual(['PATCHED', { termsAccepted }]);
});

it('is done when there is nothing to write', async () => {
  const before = await world.stores.identities.findById('/alpha', mia.id);
  const { action } = await runNode(node, {
    shared: { objectAttributes: { mail: 'mia@example.com' } },
    config: { identityAttribute: 'mail' },
    ports: world.ports,
  });
  expect(action).toEqual({ kind: 'goTo', outcome: 'PATCHED' });
  expect(await world.stores.identities.findById('/alpha', mia.id)).toEqual(before);
});

it('goes on under a new name', async () => {
  const config = { identityAttribute: '_id' };
  const { action } = await asMia({ _id: mia.id, userName: 'mia.muster' }, config);
  expect(action).toMatchObject({ outcome: 'PATCHED', identified: { id: mia.id, username: 'mia.muster' } });
});

it('fails when the journey names nobody or a rule is broken, and is broken when there is no such person', async () => {
  expect((await runNode(node, { ports: world.ports })).action).toMatchObject({ outcome: 'FAILURE', audit: { reason: 'unnamed' } });
  expect((await asMia({ city: 'Basel', mail: 'nowhere' })).action).toMatchObject({
    outcome: 'FAILURE',
    audit: { failed: [{ property: 'mail', requirements: ['VALID_EMAIL_ADDRESS_FORMAT'] }] },
  });
  expect(await world.object(mia)).toMatchObject({ city: 'Bern' });
  await expect(runNode(node, { shared: { username: 'nobody' }, ports: world.ports })).rejects.toMatchObject({
    code: 'node.person_missing',
  });
});

it('is broken about another managed object than its journey', async () => {
  const run = runNode(node, {
    config: { identityResource: 'managed/bravo_user' },
    identityResource: 'managed/alpha_user',
    shared: { username: 'mia' },
    ports: world.ports,
  });
  await expect(run).rejects.toMatchObject({ code: 'node.identity_resource' });
});

it('changes on behalf of the person only what people may change of themselves', async () => {
  expect((await asMia({ frIndexedString1: 'gold' }, { patchAsObject: true })).action).toMatchObject({
    outcome: 'FAILURE',
    audit: { reason: 'notEditable', attributes: ['frIndexedString1'] },
  });
  expect((await asMia({ city: 'Basel' }, { patchAsObject: true })).outcome).toBe('PATCHED');
});

describe('an address that factors go to', () => {
  const change = (factors: readonly Factor[], objectAttributes: JsonObject) =>
    runNode(node, {
      shared: { username: 'mia', objectAttributes },
      subject: mia,
      evidence: factors.map((factor) => devices.proof(factor)),
      ports: news.ports,
    });
  const changes: JsonObject[] = [{ telephoneNumber: '+41 61' }, { mail: 'eve@example.com' }];

  it.each(changes)('is not changed by what is merely remembered: %o', async (attributes) => {
    const { action } = await change(['remembered:persistent-cookie'], attributes);
    expect(action).toMatchObject({ outcome: 'FAILURE', audit: { reason: 'nothingProved', attributes: Object.keys(attributes) } });
  });

  describe.each([
    ['a phone', () => devices.phone('pixel')],
    ['an app with codes', () => devices.codes('app')],
    ['a passkey', () => devices.passkey('key')],
  ])('of somebody who has %s', (_, pair) => {
    it.each(changes)('is not changed without it, or the mailbox would stand in for it: %o', async (attributes) => {
      await pair();
      const before = await world.object(mia);
      for (const factors of [['knowledge:password'], ['knowledge:password', 'mailbox:code', 'possession:sms']] as const) {
        expect((await change(factors, attributes)).action).toMatchObject({
          outcome: 'FAILURE',
          audit: { reason: 'deviceNotProved', attributes: Object.keys(attributes) },
        });
      }
      expect(await world.object(mia)).toEqual(before);
      expect(news.told).toEqual([]);
      for (const factor of ['possession:push', 'possession:recovery-code'] as const) {
        expect((await change([factor], attributes)).outcome).toBe('PATCHED');
      }
    });

    it('does not keep them from changing what no factor goes to', async () => {
      await pair();
      expect((await change(['knowledge:password'], { city: 'Basel' })).outcome).toBe('PATCHED');
      expect(news.told).toEqual([]);
    });
  });

  it('is told to its owner at the mail address that the account had before', async () => {
    await change(['knowledge:password'], { mail: 'eve@example.com', telephoneNumber: '+41 61' });
    expect(news.told).toMatchObject([{ subject: mia, event: 'addressChanged', to: 'mia@example.com' }]);
  });

  it('is remembered as one of this run, whose codes prove nothing in it', async () => {
    await change(['knowledge:password'], { telephoneNumber: '+41 61' });
    expect(await world.meta(mia)).toMatchObject({ addressesChanged: { telephoneNumber: 'run' } });
  });
});

describe('an account', () => {
  const attack = (run: Parameters<typeof runNode>[1]) => runNode(node, { ports: world.ports, ...run });

  it.each<[string, JsonObject]>([
    ['password', { password: 'another horse' }],
    ['mail', { mail: 'eve@example.com' }],
    ['kbaInfo', { kbaInfo: [{ questionId: '1', answer: 'red' }] }],
    ['accountStatus', { accountStatus: 'inactive' }],
  ])('is not taken over by its %s from who knows the name alone', async (name, objectAttributes) => {
    const before = await world.stores.identities.findById('/alpha', mia.id);
    for (const known of [{}, { subject: mia }]) {
      expect((await attack({ shared: { username: 'mia' }, transient: { objectAttributes }, ...known })).action).toMatchObject({
        outcome: 'FAILURE',
        audit: { reason: 'nothingProved', attributes: [name] },
      });
    }
    expect(await world.stores.identities.findById('/alpha', mia.id)).toEqual(before);
  });

  it('is not changed by who signs on as somebody else', async () => {
    const eve = await world.made({ ...MIA, userName: 'eve', mail: 'eve@example.com' });
    const shared = { username: 'mia', objectAttributes: { city: 'Basel' } };
    expect((await attack({ shared, subject: eve, evidence: proof(eve.id) })).action).toMatchObject({
      outcome: 'FAILURE',
      audit: { reason: 'otherPerson' },
    });
    expect(await world.object(mia)).toMatchObject({ city: 'Bern' });
  });
});

it('adds what somebody is called elsewhere to what is there, and only after something was proved', async () => {
  const people = await realPeople();
  const mia = await people.made({ ...MIA, aliasList: ['google-1'] });
  const shared = { username: 'mia', objectAttributes: { aliasList: ['peer-7'] } };
  const patch = (more: Parameters<typeof runNode>[1]) => runNode(node, { ports: people.ports, shared, subject: mia, ...more });
  expect((await patch({})).action).toMatchObject({ outcome: 'FAILURE', audit: { reason: 'nothingProved', attributes: ['aliasList'] } });
  const evidence = [
    { factor: 'knowledge:password', subjectId: mia.id, nodeId: 'n', nodeType: 'DataStoreDecisionNode', outcome: 'true', at: 1 },
  ] as const;
  // That somebody knows a password does not say who they are elsewhere.
  expect((await patch({ evidence })).action).toMatchObject({ outcome: 'FAILURE', audit: { reason: 'aliasNotProved' } });
  expect((await people.object(mia))['aliasList']).toEqual(['google-1']);
  const vouched = [{ factor: 'federated:oidc', issuer: 'https://peer', alias: 'peer-7' }] as const;
  expect((await patch({ evidence, vouched })).outcome).toBe('PATCHED');
  expect((await people.object(mia))['aliasList']).toEqual(['google-1', 'peer-7']);
});
