import { type AttemptTarget, defineNode, type OfflinePerson, objectAttributes, password, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

const HOUR_MS = 3_600_000;

export default defineNode({
  type: 'OfflineDirectoryDecisionNode',
  displayName: 'Offline Directory Decision',
  category: 'utilities',
  tags: ['utilities', 'offline', 'directory'],
  icon: 'address-book-off',
  summary: 'Checks user name and password by the copy of a directory, while the identity provider cannot be reached.',
  config: z.object({
    identityProvider: z
      .string()
      .min(1, 'Name an identity provider that is watched and has an offline directory.')
      .max(64)
      .meta({ title: 'Identity provider', help: 'Name of the provider whose offline directory is asked.' }),
    maximumAgeHours: z.int().min(0).max(8_760).default(0).meta({
      title: 'Longest age of the copy',
      help: 'How old the copy of the directory may be here; 0 for what the realm allows, which is never exceeded.',
      unit: 'hours',
    }),
    offlineSessionMinutes: z
      .int()
      .min(1)
      .max(1_440)
      .default(240)
      .meta({ title: 'Offline session', help: 'How long a session may last that is made so.', unit: 'minutes' }),
  }),
  outcomes: { true: 'True', false: 'False', stale: 'Stale', locked: 'Locked', unavailable: 'Unavailable' },
  reads: [username, password, objectAttributes],
  writes: [username, objectAttributes],
  mayProvide: { true: ['knowledge:password'] },
  run: async ({ config, realm, ports, state, idempotencyKey, goTo }) => {
    const { identityProvider, maximumAgeHours, offlineSessionMinutes } = config;
    const typed = state.get(password);
    if (typed === undefined) {
      throw new WaygateError('authoring', 'node.password_missing', 'There is no password to check. Put a password node before this one.');
    }
    let target: AttemptTarget | undefined;
    let throttled: string | undefined;
    const asked = ports.offlineDirectory.authenticate(
      realm,
      identityProvider,
      { username: state.get(username) ?? '', password: typed },
      {
        ...(maximumAgeHours === 0 ? {} : { maximumAgeHours }),
        permit: async ({ person, name }) => {
          target = { realm, subject: person ?? { nobody: name }, authenticator: 'password' };
          const answer = await ports.attempts.begin(target, idempotencyKey);
          if (!answer.allowed) throttled = answer.reason;
          return answer.allowed;
        },
      },
    );
    const provider = { provider: identityProvider };
    // An author may draw the way by a directory before there is one.
    const result = await asked.catch(ifThereIsNone);
    if (result === undefined) return goTo('unavailable', { audit: { ...provider, reason: 'noDirectory' } });
    switch (result.status) {
      case 'wrong':
        return goTo('false', { audit: { ...provider, ...(throttled === undefined ? {} : { throttled }) } });
      case 'locked':
        return goTo('locked', { audit: provider });
      case 'unavailable':
        // It was not wrong: nobody has said so.
        if (target !== undefined) await ports.attempts.undecided(target, idempotencyKey);
        return goTo('unavailable', { audit: provider });
      case 'stale':
        return goTo('stale', { audit: { ...provider, ageHours: hours(result.age) } });
      case 'right': {
        if (target !== undefined) await ports.attempts.succeeded(target, idempotencyKey);
        const { by, entry, person, groups, groupDns, age } = result;
        const audit = { ...provider, by, ageHours: hours(age) };
        if (person?.active === false) return goTo('locked', { audit });
        const offline = { provider: identityProvider, sessionMinutes: offlineSessionMinutes };
        if (person !== undefined) {
          state.setShared(username, person.username);
          const proof = { identified: person, proves: ['knowledge:password'], nodeTypes: ['LDAP'] } as const;
          return goTo('true', { ...proof, offline: { ...offline, groups, ...(groupDns === undefined ? {} : { groupDns }) }, audit });
        }
        state.setShared(username, entry.username);
        state.setShared(objectAttributes, { ...state.get(objectAttributes), ...accountOf(entry) });
        const vouched = { factor: 'knowledge:password', issuer: `directory:${identityProvider}`, alias: aliasOf(entry) } as const;
        return goTo('true', { vouched, nodeTypes: ['LDAP'], offline, audit });
      }
    }
  },
});

function ifThereIsNone(error: unknown): undefined {
  if (error instanceof WaygateError && error.code === 'offline_directory.none') return undefined;
  throw error;
}

/** The same that the decisions know entries of directories by. */
const aliasOf = ({ dn }: OfflinePerson) => `ldap:${dn.toLowerCase()}`;

/** What an account is made of by a node that comes later. */
function accountOf(entry: OfflinePerson) {
  const first = (name: string) => entry.attributes[name]?.[0];
  const named = { givenName: first('givenName'), sn: first('sn'), cn: first('cn') ?? first('displayName'), mail: first('mail') };
  const known = Object.fromEntries(Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return { userName: entry.username, ...known, aliasList: [aliasOf(entry)] };
}

function hours(milliseconds: number): number {
  return Math.round((milliseconds / HOUR_MS) * 10) / 10;
}
