import type { AttemptPermit, AttemptTarget, Identity, OfflineDirectoryPort, OfflineDirectoryResult } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { WaygateError } from '@waygate/schema';
import { expect, it } from 'vitest';
import node from './node.ts';

const HOUR_MS = 3_600_000;
const mia: Identity = { id: 'id-mia', realm: '/alpha', username: 'mia', active: true, attributes: {} };
const entry = {
  dn: 'uid=Mia,dc=x',
  username: 'mia',
  attributes: { givenName: ['Mia'], sn: ['M'], mail: ['mia@example.com', 'm@example.com'] },
};
const right = (person: Identity | undefined = mia): OfflineDirectoryResult => ({
  status: 'right',
  by: 'verifier',
  entry,
  person,
  groups: ['Admins', 'Staff'],
  groupDns: ['cn=admins,dc=x', 'cn=staff,dc=x'],
  age: 1.5 * HOUR_MS,
});

async function run(
  result: OfflineDirectoryResult,
  { config = {}, person = mia as Identity | 'nobody', permit = { allowed: true } as AttemptPermit } = {},
) {
  const asked: unknown[] = [];
  const tries: string[] = [];
  const whose = ({ subject }: AttemptTarget) => ('nobody' in subject ? `nobody ${subject.nobody}` : subject.id);
  const offlineDirectory: Partial<OfflineDirectoryPort> = {
    authenticate: async (realm, provider, credentials, { permit: ask, ...options }) => {
      asked.push([realm, provider, credentials, options]);
      return (await ask({ person: person === 'nobody' ? undefined : person, name: credentials.username })) ? result : { status: 'wrong' };
    },
  };
  const attempts = {
    begin: async (target: AttemptTarget) => {
      tries.push(whose(target));
      return permit;
    },
    succeeded: async (target: AttemptTarget) => void tries.push(`right ${whose(target)}`),
    undecided: async (target: AttemptTarget) => void tries.push(`undecided ${whose(target)}`),
  };
  const done = await runNode(node, {
    config: { identityProvider: 'Okta', ...config },
    shared: { username: 'Mia' },
    secure: { password: 'horse' },
    ports: { offlineDirectory, attempts },
  });
  return { ...done, asked, tries };
}

it('signs on whoever has an account, marks the sign-on with their groups, and says what said so', async () => {
  const { action, shared, asked, tries } = await run(right());
  expect(action).toMatchObject({
    outcome: 'true',
    identified: mia,
    proves: ['knowledge:password'],
    nodeTypes: ['LDAP'],
    offline: { provider: 'Okta', sessionMinutes: 240, groups: ['Admins', 'Staff'], groupDns: ['cn=admins,dc=x', 'cn=staff,dc=x'] },
    audit: { provider: 'Okta', by: 'verifier', ageHours: 1.5 },
  });
  expect(shared['username']).toBe('mia');
  expect(asked).toEqual([['/alpha', 'Okta', { username: 'Mia', password: 'horse' }, {}]]);
  expect(tries).toEqual(['id-mia', 'right id-mia']);
});

it('leaves who has no account to the journey, as an offline sign-on without groups that nobody has yet', async () => {
  const { action, shared, tries } = await run({ ...right(), person: undefined } as OfflineDirectoryResult, { person: 'nobody' });
  expect(action).toMatchObject({
    outcome: 'true',
    vouched: { factor: 'knowledge:password', issuer: 'directory:Okta', alias: 'ldap:uid=mia,dc=x' },
    offline: { provider: 'Okta', sessionMinutes: 240 },
  });
  expect(action).not.toHaveProperty('identified');
  expect(action).not.toHaveProperty('offline.groups');
  expect(shared['objectAttributes']).toEqual({
    userName: 'mia',
    givenName: 'Mia',
    sn: 'M',
    mail: 'mia@example.com',
    aliasList: ['ldap:uid=mia,dc=x'],
  });
  expect(tries).toEqual(['nobody Mia', 'right nobody Mia']);
});

it.each([
  [{ status: 'wrong' }, 'false', { provider: 'Okta' }],
  [{ status: 'stale', age: 80 * HOUR_MS }, 'stale', { provider: 'Okta', ageHours: 80 }],
  [{ status: 'locked' }, 'locked', { provider: 'Okta' }],
] as const)('takes the outcome of %o, which marks and proves nothing', async (result, outcome, audit) => {
  const { action, tries } = await run(result);
  expect(action).toEqual({ kind: 'goTo', outcome, audit });
  expect(tries).toEqual(['id-mia']);
});

it('holds no try against anybody that the directory did not judge', async () => {
  const { action, tries } = await run({ status: 'unavailable' });
  expect(action).toEqual({ kind: 'goTo', outcome: 'unavailable', audit: { provider: 'Okta' } });
  expect(tries).toEqual(['id-mia', 'undecided id-mia']);
});

it('takes a try too many for a wrong one, and says so only to the operator', async () => {
  const { action } = await run(right(), { permit: { allowed: false, reason: 'wait' } });
  expect(action).toEqual({ kind: 'goTo', outcome: 'false', audit: { provider: 'Okta', throttled: 'wait' } });
});

it('lets nobody in whose account here may not sign on', async () => {
  const { action } = await run(right({ ...mia, active: false }));
  expect(action).toMatchObject({ outcome: 'locked' });
  expect(action).not.toHaveProperty('offline');
});

it('asks for a younger copy and makes a shorter session where its author wants it', async () => {
  const { asked, action } = await run(right(), { config: { maximumAgeHours: 8, offlineSessionMinutes: 30 } });
  expect(asked).toEqual([[expect.anything(), 'Okta', expect.anything(), { maximumAgeHours: 8 }]]);
  expect(action).toMatchObject({ offline: { sessionMinutes: 30 } });
});

it('needs a password to check', async () => {
  const problem = runNode(node, { config: { identityProvider: 'Okta' }, shared: { username: 'mia' } });
  await expect(problem).rejects.toMatchObject({ code: 'node.password_missing' });
});

it.each([
  ['offline_directory.none', { kind: 'goTo', outcome: 'unavailable', audit: { provider: 'Okta', reason: 'noDirectory' } }],
  ['continuity.provider_unknown', 'thrown'],
])('takes Unavailable of a provider without a directory, and fails clearly where nobody watches it: %s', async (code, expected) => {
  const none = new WaygateError('authoring', code, 'It has none.');
  const ports = { offlineDirectory: { authenticate: () => Promise.reject(none) } };
  const running = runNode(node, { config: { identityProvider: 'Okta' }, secure: { password: 'x' }, ports });
  if (expected === 'thrown') await expect(running).rejects.toBe(none);
  else expect((await running).action).toEqual(expected);
});
