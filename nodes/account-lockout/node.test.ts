import type { Evidence, ManagedResult, Subject } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

const shared = { username: 'mia' };
const UNLOCK = { lockAction: 'UNLOCK' };
const proved = (subject: Subject) => ({
  subject,
  evidence: [
    { factor: 'knowledge:password', subjectId: subject.id, nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 },
  ] satisfies Evidence[],
});

it('locks the account and unlocks it again, and leaves everything else as it is', async () => {
  const { ports, made, object } = await realPeople();
  const mia = await made();
  const before = await object(mia);
  expect((await runNode(node, { shared, ports })).outcome).toBe('outcome');
  expect(await object(mia)).toEqual({ ...before, accountStatus: 'inactive' });
  expect((await runNode(node, { config: UNLOCK, shared, ports, ...proved(mia) })).outcome).toBe('outcome');
  expect(await object(mia)).toEqual(before);
});

it('signs whom it locks out off everywhere, and nobody whom it unlocks', async () => {
  const { ports, made, stores } = await realPeople();
  const mia = await made();
  const now = 1_790_000_000_000;
  const session = {
    id: 's',
    handle: 'h',
    realm: '/alpha',
    userId: mia.id,
    username: 'mia',
    createdAt: now,
    lastAccessAt: now,
    maxIdleSeconds: 600,
    maxSessionSeconds: 600,
    authLevel: 0,
    journeys: [],
    evidence: [],
    properties: {},
  };
  await stores.signOnSessions.create(session);
  await runNode(node, { config: UNLOCK, shared, ports, ...proved(mia) });
  expect(await stores.signOnSessions.find('s', now)).toBeDefined();
  await runNode(node, { shared, ports });
  expect(await stores.signOnSessions.find('s', now)).toBeUndefined();
});

it('unlocks nobody of whom only the name is known', async () => {
  const { ports, made, object } = await realPeople();
  const mia = await made();
  await runNode(node, { shared, ports });
  for (const run of [{}, { subject: mia }])
    await expect(runNode(node, { config: UNLOCK, shared, ports, ...run })).rejects.toMatchObject({ code: 'account.nothing_proved' });
  expect((await object(mia))['accountStatus']).toBe('inactive');
});

it('does the same however often a step is repeated', async () => {
  const { ports, made, object } = await realPeople();
  const mia = await made();
  for (let round = 0; round < 2; round += 1)
    expect((await runNode(node, { shared, ports, idempotencyKey: 's.1' })).outcome).toBe('outcome');
  expect((await object(mia))['accountStatus']).toBe('inactive');
});

it.each([[{ username: 'nobody' }], [{}]])('breaks for somebody who is not there (%j)', async (nobody) => {
  const { ports } = await realPeople();
  await expect(runNode(node, { shared: nobody, ports })).rejects.toMatchObject({ code: 'identity.unknown' });
});

it('changes the account of nobody else than who signs on', async () => {
  const { ports, made, object } = await realPeople();
  const mia = await made();
  const tom = await made({ ...MIA, userName: 'tom', mail: 'tom@example.com' });
  await expect(runNode(node, { shared, subject: tom, ports })).rejects.toMatchObject({ code: 'identity.other_person' });
  expect((await object(mia))['accountStatus']).toBe('active');
  expect((await runNode(node, { shared, subject: mia, ports })).outcome).toBe('outcome');
});

it.each([['refused'], ['gone']] as const)('does not go on as if it had locked when that was %s', async (status) => {
  const result: ManagedResult = status === 'refused' ? { status, failed: [] } : { status };
  const identities = {
    find: async (realm: string, username: string) => ({ id: 'id', realm, username, active: true, attributes: {} }),
    patch: async () => result,
  };
  await expect(runNode(node, { shared, ports: { identities } })).rejects.toMatchObject({ code: 'identity.not_changed' });
});
