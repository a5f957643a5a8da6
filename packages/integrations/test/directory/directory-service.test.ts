import type { DirectorySearch, DirectoryServer } from '@waygate/node-kit';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDirectoryService } from '../../src/directory/directory-service.ts';
import { loopbackCertificate } from '../mail/loopback-certificate.ts';
import { dnsHangs } from '../wire.ts';
import { ADMIN, PEOPLE, type Slapd, SUFFIX, startSlapd } from './slapd.ts';

let slapd: Slapd;
beforeAll(async () => {
  slapd = await startSlapd();
});
afterAll(() => slapd.stop());

const service = (authorities = loopbackCertificate.cert) => createDirectoryService({ allowed: new Set(['localhost']), authorities });
const server = (more: Partial<DirectoryServer> = {}): DirectoryServer => ({
  addresses: [slapd.address],
  mode: 'LDAP',
  bindDn: ADMIN.dn,
  bindPassword: ADMIN.password,
  within: 5_000,
  dialect: 'behera',
  ...more,
});
const SEARCH: DirectorySearch = {
  bases: [PEOPLE],
  scope: 'SUBTREE',
  nameAttributes: ['uid', 'mail'],
  filter: '',
  attributes: ['uid', 'MAIL'],
};
const tries = (username: string, password: string, more: Partial<DirectoryServer> = {}, search: Partial<DirectorySearch> = {}) =>
  service().authenticate(server(more), { ...SEARCH, ...search }, { username, password }, async () => true);

describe('trying a password', () => {
  beforeAll(async () => {
    await slapd.add('mia', 'correct horse', { mail: 'mia@example.com' });
    await slapd.add('twin', 'one', { mail: 'shared@example.com' });
    await slapd.add('twin2', 'two', { mail: 'shared@example.com' });
  });

  it('finds a person by any of the attributes, and brings along what was asked for, by the name it was asked by', async () => {
    const right = {
      status: 'right',
      entry: { dn: `uid=mia,${PEOPLE}`, attributes: { uid: ['mia'], MAIL: ['mia@example.com'] } },
      password: { state: 'valid' },
    };
    expect(await tries('mia', 'correct horse')).toEqual(right);
    expect(await tries('mia@example.com', 'correct horse')).toEqual(right);
  });

  it.each([
    ['a wrong password', 'mia', 'wrong'],
    ['an empty password, which a directory takes for nobody in particular', 'mia', ''],
    ['an empty name', '', 'correct horse'],
    ['a name of nobody', 'nobody', 'correct horse'],
    ['a name that is a filter', '*', 'correct horse'],
    ['a name that breaks out of a filter', 'mia)(uid=*', 'correct horse'],
    ['a name of two people', 'shared@example.com', 'one'],
  ])('is wrong with %s', async (_, username, password) => {
    expect(await tries(username, password)).toEqual({ status: 'wrong' });
  });

  it('tries no password of whoever may not, however their name is spelled', async () => {
    const asked: (string | undefined)[] = [];
    const refuse = async (found: { readonly dn: string } | undefined) => {
      asked.push(found?.dn);
      return false;
    };
    for (const username of ['mia', ' MIA ', 'mia@example.com']) {
      const result = await service().authenticate(server(), SEARCH, { username, password: 'correct horse' }, refuse);
      expect(result).toEqual({ status: 'wrong' });
    }
    expect(new Set(asked)).toEqual(new Set([`uid=mia,${PEOPLE}`]));
    expect(asked).toHaveLength(3);
    // Whoever asks may have to do the same for nobody, so that a name says nothing about itself.
    await service().authenticate(server(), SEARCH, { username: 'nobody', password: 'correct horse' }, refuse);
    expect(asked).toHaveLength(4);
    expect(asked.at(-1)).toBeUndefined();
  });

  it('holds to the further filter and to the scope', async () => {
    expect(await tries('mia', 'correct horse', {}, { filter: '(mail=mia@*)' })).toMatchObject({ status: 'right' });
    expect(await tries('mia', 'correct horse', {}, { filter: '(!(mail=mia@*))' })).toEqual({ status: 'wrong' });
    expect(await tries('mia', 'correct horse', {}, { bases: [SUFFIX], scope: 'ONE_LEVEL' })).toEqual({ status: 'wrong' });
    expect(await tries('mia', 'correct horse', {}, { bases: [`uid=mia,${PEOPLE}`], scope: 'OBJECT' })).toMatchObject({ status: 'right' });
  });

  it.each([
    ['a filter that is none', {}, { filter: '(((' }, /is no filter/],
    ['a base that is not there', {}, { bases: ['ou=nowhere,dc=example,dc=com'] }, /There is no "ou=nowhere/],
    ['a bind user whose password is wrong', { bindPassword: 'wrong' }, {}, /does not let the bind user/],
    ['an address that is none', { addresses: ['http://localhost/x'] }, {}, /is no address of a server/],
  ])('says what is wrong with %s', async (_, more, search, message) => {
    await expect(tries('mia', 'correct horse', more, search)).rejects.toMatchObject({
      kind: 'authoring',
      message: expect.stringMatching(message),
    });
  });
});

describe('reaching a server', () => {
  beforeAll(async () => {
    await slapd.add('ben', 'correct horse');
  });
  const ben = (more: Partial<DirectoryServer>) => tries('ben', 'correct horse', more);

  it('goes encrypted from the first byte or by StartTLS, and checks the certificate either way', async () => {
    const secure = { mode: 'LDAPS', addresses: [slapd.secureAddress] } as const;
    expect(await ben(secure)).toMatchObject({ status: 'right' });
    expect(await ben({ mode: 'START_TLS' })).toMatchObject({ status: 'right' });
    const doubtful = createDirectoryService({ allowed: new Set(['localhost']) });
    for (const more of [secure, { mode: 'START_TLS' } as const]) {
      await expect(
        doubtful.authenticate(server(more), SEARCH, { username: 'ben', password: 'correct horse' }, async () => true),
      ).rejects.toMatchObject({
        code: 'directory.unreachable',
      });
    }
  });

  it('tries the next one when the first does not answer, and says so when none does', async () => {
    expect(await ben({ addresses: ['localhost:1', `am1|${slapd.address}`] })).toMatchObject({ status: 'right' });
    await expect(ben({ addresses: ['localhost:1'] })).rejects.toMatchObject({ kind: 'operational', code: 'directory.unreachable' });
  });

  it('waits for the address of a server no longer than for the server, and has the next one for that', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const lost = createDirectoryService({ allowed: new Set(['localhost', '127.0.0.1']), resolve: dnsHangs });
    const found = async (addresses: readonly string[]) => {
      const trying = lost.authenticate(server({ addresses }), SEARCH, { username: 'ben', password: 'correct horse' }, async () => true);
      const [result] = await Promise.all([trying.catch((error: unknown) => error), vi.advanceTimersByTimeAsync(5_000)]);
      return result;
    };
    expect(await found([slapd.address])).toMatchObject({ kind: 'operational', code: 'directory.unreachable' });
    expect(vi.getTimerCount()).toBe(0);
    expect(await found([slapd.address, slapd.address.replace('localhost', '127.0.0.1')])).toMatchObject({ status: 'right' });
  });

  it('is refused for a server inside that the operator does not allow', async () => {
    const careful = createDirectoryService({ allowed: new Set(['ldap.internal']) });
    const trying = careful.authenticate(server(), SEARCH, { username: 'ben', password: 'correct horse' }, async () => true);
    await expect(trying).rejects.toMatchObject({ code: 'outbound.refused' });
  });
});

describe('a password policy', () => {
  let lockout: string;
  beforeAll(async () => {
    lockout = await slapd.policy('lockout', { pwdLockout: 'TRUE', pwdMaxFailure: '2', pwdLockoutDuration: '0' });
  });
  // From the beginning: when a password was set is only kept for whoever has a policy.
  const withPolicy = (name: string, policy: string) => slapd.add(name, 'correct horse', { pwdPolicySubentry: policy });

  it('locks an account, and says so in words of its own', async () => {
    await withPolicy('locked', lockout);
    expect(await tries('locked', 'wrong')).toEqual({ status: 'wrong' });
    expect(await tries('locked', 'wrong')).toEqual({ status: 'wrong' });
    expect(await tries('locked', 'correct horse')).toEqual({ status: 'locked' });
    expect(await tries('locked', 'correct horse', { dialect: 'plain' })).toEqual({ status: 'wrong' });
  });

  it('asks for another password after a reset', async () => {
    const policy = await slapd.policy('reset', { pwdMustChange: 'TRUE' });
    const dn = await withPolicy('reset', policy);
    await slapd.set(dn, { userPassword: 'given', pwdReset: 'TRUE' });
    expect(await tries('reset', 'given')).toMatchObject({ status: 'right', password: { state: 'mustChange' } });
    expect(await service().changePassword(server(), dn, { old: 'given', fresh: 'chosen by me' })).toEqual({ status: 'changed' });
    expect(await tries('reset', 'chosen by me')).toMatchObject({ status: 'right', password: { state: 'valid' } });
    expect(await tries('reset', 'given')).toEqual({ status: 'wrong' });
  });

  it('tells of a password that runs out, that has run out, and that is let through some more times', async () => {
    const expiring = await slapd.policy('expiring', { pwdMaxAge: '3600', pwdExpireWarning: '3599' });
    await withPolicy('expiring', expiring);
    await withPolicy('graceful', await slapd.policy('graceful', { pwdMaxAge: '1', pwdGraceAuthNLimit: '2' }));
    const states = await Promise.all([
      seen('expiring', (one) => one.status === 'right' && one.password.state === 'expiring'),
      seen('graceful', ({ status }) => status === 'expired'),
    ]);
    expect(states[0].at(-1)).toMatchObject({ password: { state: 'expiring', seconds: expect.any(Number) } });
    expect(states[1].slice(-3)).toMatchObject([
      { password: { state: 'grace', left: 1 } },
      { password: { state: 'grace', left: 0 } },
      { status: 'expired' },
    ]);
  });

  it('refuses a new password by its rules, and an old one that is not theirs', async () => {
    const history = await slapd.policy('history', { pwdInHistory: '5' });
    const dn = await withPolicy('history', history);
    const change = (old: string, fresh: string) => service().changePassword(server(), dn, { old, fresh });
    expect(await change('wrong', 'new password')).toEqual({ status: 'wrong' });
    expect(await change('', 'new password')).toEqual({ status: 'wrong' });
    expect(await change('correct horse', 'second horse')).toEqual({ status: 'changed' });
    expect(await change('second horse', 'correct horse')).toEqual({ status: 'refused' });
  });
});

/** What a right password of somebody comes to until it is so: a directory goes by its own clock. */
async function seen(name: string, isSo: (result: Awaited<ReturnType<typeof tries>>) => boolean) {
  const results = [await tries(name, 'correct horse')];
  for (let last = results[0]; last !== undefined && !isSo(last); results.push(last)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    last = await tries(name, 'correct horse');
  }
  return results;
}
