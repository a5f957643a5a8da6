import type {
  AttemptPermit,
  AttemptTarget,
  DirectoryPasswordState,
  DirectoryResult,
  DirectoryWord,
  Identity,
  Subject,
} from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import node from './node.ts';

const dn = 'uid=Mia,ou=people,dc=example,dc=com';
const entry = { dn, attributes: { uid: ['mia'], mail: ['mia@example.com'], memberOf: ['a', 'b'] } };
const mia: Identity = { id: 'id-mia', realm: '/alpha', username: 'mia', active: true, attributes: {} };
const right = (password: DirectoryPasswordState = { state: 'valid' }): DirectoryResult => ({ status: 'right', entry, password });
const config = {
  primaryServers: ['ldap.example.com'],
  secondaryServers: ['ldap2.example.com:1389'],
  accountSearchBaseDn: ['ou=people,dc=example,dc=com'],
  userCreationAttrs: ['mail|mail', 'memberOf', 'sn|surname'],
  mixedCaseForPasswordChangeMessages: true,
};

const whose = (subject: AttemptTarget['subject']) => ('nobody' in subject ? subject.nobody : subject.id);

interface World {
  readonly result?: DirectoryResult;
  readonly person?: Identity | undefined;
  readonly byAlias?: readonly Identity[];
  readonly change?: 'changed' | 'wrong' | 'refused';
  readonly permit?: AttemptPermit;
  /** When the search is answered. */
  readonly found?: Promise<void>;
}

function run(
  { result = right(), person, byAlias = [], change = 'changed', permit = { allowed: true }, found }: World,
  more: Parameters<typeof runNode>[1] = {},
) {
  const asked: unknown[] = [];
  const tries: string[] = [];
  const words: string[] = [];
  const ports = {
    identities: { find: async (_realm: string, name: string) => (name === 'mia' ? person : undefined), findByAlias: async () => byAlias },
    attempts: {
      begin: async ({ subject }: AttemptTarget) => {
        tries.push(whose(subject));
        return permit;
      },
      succeeded: async ({ subject }: AttemptTarget) => void tries.push(`right ${whose(subject)}`),
      undecided: async ({ subject }: AttemptTarget) => void tries.push(`undecided ${whose(subject)}`),
    },
    offlineDirectory: {
      admit: <T>(_realm: string, work: (enter: () => void) => Promise<T>) => work(() => undefined),
      capture: async (_realm: string, { dn: of, password }: DirectoryWord, known: Subject | undefined) =>
        void words.push(`right ${of} ${password} ${known?.id}`),
      refused: async (_realm: string, { dn: of, password }: DirectoryWord, why: string) => void words.push(`no ${of} ${password} ${why}`),
    },
    directory: {
      authenticate: async (server: unknown, search: unknown, credentials: unknown, mayTry: (found: typeof entry) => Promise<boolean>) => {
        asked.push([server, search, credentials]);
        await found;
        return (await mayTry(entry)) ? result : ({ status: 'wrong' } as const);
      },
      changePassword: async (_server: unknown, of: string, wish: { readonly old: string; readonly fresh: string }) => {
        asked.push([of, wish.old, wish.fresh]);
        return { status: change } as const;
      },
    },
  };
  const secure = { password: 'right' };
  return runNode(node, { config, shared: { username: 'mia' }, secure, ports, ...more }).then((done) => ({ ...done, asked, tries, words }));
}

describe('LDAP Decision', () => {
  it('tries no password once it has stopped waiting', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const search = Promise.withResolvers<void>();
    const impatient = { config: { ...config, outageOutcome: true, outageWithin: 1 } };
    const running = run({ person: mia, found: search.promise }, impatient);
    await vi.advanceTimersByTimeAsync(1_000);
    const { action, tries } = await running;
    search.resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect([action, tries]).toMatchObject([{ outcome: 'outage' }, []]);
  });

  it('signs on whoever has an account of the name that the directory gives them', async () => {
    const { action, shared, asked } = await run({ person: mia });
    expect(action).toMatchObject({ outcome: 'TRUE', identified: mia, proves: ['knowledge:password'], nodeTypes: ['LDAP'] });
    expect(shared['username']).toBe('mia');
    expect(asked).toEqual([
      [
        expect.objectContaining({ addresses: ['ldap.example.com', 'ldap2.example.com:1389'], dialect: 'behera', within: 10_000 }),
        expect.objectContaining({ nameAttributes: ['uid'], attributes: ['uid', 'mail', 'memberOf', 'surname'] }),
        { username: 'mia', password: 'right' },
      ],
    ]);
  });

  it('tells for an outage what the directory says of a password, and nothing of a try that was not let', async () => {
    expect((await run({ person: mia })).words).toEqual([`right ${dn} right id-mia`]);
    expect((await run({ result: { status: 'wrong' } })).words).toEqual([`no ${dn} right password`]);
    expect((await run({ result: { status: 'locked' } })).words).toEqual([`no ${dn} right account`]);
    expect((await run({ result: right({ state: 'mustChange' }) })).words).toEqual([`no ${dn} right account`]);
    expect((await run({ permit: { allowed: false, reason: 'wait' } })).words).toEqual([]);
  });

  it('goes by the alias of an account before its name', async () => {
    const other = { ...mia, id: 'id-other', username: 'renamed' };
    const { action, shared } = await run({ person: mia, byAlias: [other] });
    expect(action).toMatchObject({ outcome: 'TRUE', identified: other });
    expect(shared['username']).toBe('renamed');
    expect((await run({ person: mia, byAlias: [other, mia] })).action).toMatchObject({ identified: mia });
  });

  it('vouches for whoever has no account yet, and says what one would be made of', async () => {
    const { action, shared } = await run({});
    expect(action).toMatchObject({
      outcome: 'TRUE',
      vouched: { factor: 'knowledge:password', issuer: 'ldap://ldap.example.com', alias: `ldap:${dn.toLowerCase()}` },
    });
    expect(action).not.toHaveProperty('identified');
    expect(shared).toMatchObject({
      username: dn,
      objectAttributes: { userName: 'mia', mail: 'mia@example.com', memberOf: ['a', 'b'], aliasList: [`ldap:${dn.toLowerCase()}`] },
    });
    expect((await run({}, { config: { ...config, returnUserDn: false } })).shared['username']).toBe('mia');
  });

  it.each([
    ['wrong', 'FALSE'],
    ['locked', 'LOCKED'],
    ['expired', 'EXPIRED'],
  ] as const)('takes its outcome for what is %s', async (status, outcome) => {
    expect((await run({ result: { status }, person: mia })).action).toEqual({ kind: 'goTo', outcome });
  });

  it('counts for whom the password belongs to, whatever was typed, and clears that alone', async () => {
    expect((await run({ person: mia })).tries).toEqual(['id-mia', 'right id-mia']);
    expect((await run({ person: mia, result: { status: 'wrong' } })).tries).toEqual(['id-mia']);
    expect((await run({})).tries).toEqual([`ldap:${dn.toLowerCase()}`, `right ldap:${dn.toLowerCase()}`]);
    const other = { ...mia, id: 'id-other', username: 'renamed' };
    expect((await run({ person: mia, byAlias: [other] })).tries).toEqual(['id-other', 'right id-other']);
  });

  it('takes False for whoever tried too often, and says why to the operator', async () => {
    const { action } = await run({ person: mia, permit: { allowed: false, reason: 'wait', retryAfter: 30 } });
    expect(action).toEqual({ kind: 'goTo', outcome: 'FALSE', audit: { throttled: 'wait' } });
  });

  it('takes Locked for an account that is not active here', async () => {
    expect((await run({ person: { ...mia, active: false } })).action).toMatchObject({ outcome: 'LOCKED' });
  });

  it('gives its certificate to the directory with mTLS, in the place of the bind user, and none without', async () => {
    const mtls = { ...config, ldapConnectionMode: 'START_TLS', adminDn: 'cn=x', mtlsCertificate: 'PEM' };
    expect((await run({}, { config: { ...mtls, mtlsEnabled: true } })).asked[0]).toMatchObject([{ certificate: 'PEM' }, {}, {}]);
    expect((await run({}, { config: mtls })).asked[0]).not.toHaveProperty('0.certificate');
  });

  it.each([
    ['without a certificate', { ldapConnectionMode: 'LDAPS' }],
    ['in clear', { mtlsCertificate: 'PEM' }],
  ])('is broken with mTLS %s', async (_, more) => {
    await expect(run({}, { config: { ...config, mtlsEnabled: true, ...more } })).rejects.toMatchObject({ code: 'node.mtls' });
  });

  it('is broken without a password before it, and with an attribute that somebody lacks', async () => {
    await expect(run({}, { secure: {} })).rejects.toMatchObject({ code: 'node.password_missing' });
    await expect(run({}, { config: { ...config, userProfileAttribute: 'employeeNumber' } })).rejects.toMatchObject({
      code: 'node.directory_attribute',
    });
  });
});

describe('a password that must or may be changed', () => {
  const local = (found: DirectoryPasswordState) =>
    run({ result: right(found), person: mia }).then((done) => {
      if (done.action.kind !== 'send') throw new Error('nothing was asked');
      return { local: done.local, callbacks: done.action.callbacks };
    });
  const answers = (old: string, fresh: string, again: string, index = 0) =>
    [
      { type: 'TextOutputCallback', seen: true },
      { type: 'PasswordCallback', value: old },
      { type: 'PasswordCallback', value: fresh },
      { type: 'PasswordCallback', value: again },
      { type: 'ConfirmationCallback', index },
    ] as const;
  const answered = async (found: DirectoryPasswordState, given: ReturnType<typeof answers>, world: World = {}) =>
    run({ person: mia, ...world }, { local: (await local(found)).local ?? null, answers: given });

  it('is asked for with what is the matter', async () => {
    const message = async (found: DirectoryPasswordState) => (await local(found)).callbacks[0];
    expect(await message({ state: 'mustChange' })).toMatchObject({ message: 'You must choose another password.' });
    expect(await message({ state: 'expiring', seconds: 3 * 86_400 })).toMatchObject({ message: expect.stringContaining('3 more day') });
    expect(await message({ state: 'grace', left: 2 })).toMatchObject({ message: expect.stringContaining('2 more time') });
    const { callbacks } = await local({ state: 'grace', left: 0 });
    expect(callbacks.at(-1)).toMatchObject({ type: 'ConfirmationCallback', options: ['Submit'] });
  });

  it('is changed as its owner, and the new one goes on', async () => {
    const { action, asked, transient } = await answered({ state: 'mustChange' }, answers('right', 'a new one', 'a new one'));
    expect(action).toMatchObject({ outcome: 'TRUE', identified: mia });
    expect(asked).toEqual([[dn, 'right', 'a new one']]);
    expect(transient['password']).toBe('a new one');
  });

  it.each([
    ['two that differ', answers('right', 'a new one', 'another'), {}, 'not the same'],
    ['a short one', answers('right', 'short', 'short'), {}, 'at least 8'],
    ['the old one', answers('the same', 'the same', 'the same'), {}, 'another one'],
    ['an old one that is wrong', answers('wrong', 'a new one', 'a new one'), { change: 'wrong' }, 'old password is wrong'],
    ['one that the directory refuses', answers('right', 'a new one', 'a new one'), { change: 'refused' }, 'not allowed'],
  ] as const)('is asked for again with %s', async (_, given, world, message) => {
    const { action } = await answered({ state: 'mustChange' }, given, world);
    if (action.kind !== 'send') return expect.fail('nothing was asked');
    expect(action.callbacks[0]).toMatchObject({ message: expect.stringContaining(message) });
  });

  it('may be left as it is when it still works, and not when it does not', async () => {
    const cancel = answers('', '', '', 1);
    expect((await answered({ state: 'expiring', seconds: 9 }, cancel)).action).toMatchObject({ outcome: 'TRUE', identified: mia });
    expect((await answered({ state: 'mustChange' }, cancel)).action).toEqual({ kind: 'goTo', outcome: 'CANCELLED' });
    expect((await answered({ state: 'grace', left: 0 }, cancel)).action).toMatchObject({ kind: 'send' });
  });
});
