import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { planSnapshot } from '@waygate/continuity';
import { type OfflineDirectory, offlineDirectory } from '@waygate/schema';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createDirectoryReader } from '../../src/index.ts';
import { loopbackCertificate } from '../mail/loopback-certificate.ts';
import { ADMIN, GROUPS, LIMITED, PEOPLE, type Slapd, SUFFIX, startSlapd } from './slapd.ts';

const NOW = 1_790_000_000_000;
const WINDOWS = `ou=windows,${SUFFIX}`;
const guid = Buffer.from('33221100554477668899aabbccddeeff', 'hex');
const sid = (rid: number) => {
  const bytes = Buffer.alloc(28);
  bytes.set([1, 5, 0, 0, 0, 0, 0, 5]);
  for (const [index, part] of [21, 1, 2, 3, rid].entries()) bytes.writeUInt32LE(part, 8 + 4 * index);
  return bytes;
};

let slapd: Slapd;
beforeAll(async () => {
  slapd = await startSlapd();
  await slapd.add('mia', 'correct horse', { mail: 'mia@example.com', givenName: 'Mia' });
  await slapd.add('tom', 'another horse');
  await slapd.add('limited', LIMITED.password);
  await slapd.entry(`cn=Müller\\, Eve,${PEOPLE}`, { objectClass: 'inetOrgPerson', uid: 'eve', cn: 'Müller, Eve', sn: 'Müller' });
  const group = (cn: string, uniqueMember: string[]) =>
    slapd.entry(`cn=${cn},${GROUPS}`, { objectClass: 'groupOfUniqueNames', cn, uniqueMember });
  await group('Inner', [`UID=Mia,${PEOPLE}`, `cn=Outer,${GROUPS}`]);
  await group('Outer', [`cn=Inner,${GROUPS}`, `cn=M\\C3\\BCller\\2c Eve,${PEOPLE}`]);
  await slapd.entry(`cn=Posix,${GROUPS}`, { objectClass: 'posixGroup', cn: 'Posix', gidNumber: '7', memberUid: ['tom', 'mia'] });
  await slapd.entry(WINDOWS, { objectClass: 'organizationalUnit', ou: 'windows' });
  const user = (name: string, more: Record<string, string | Buffer>) =>
    slapd.entry(`cn=${name},${WINDOWS}`, {
      objectClass: ['person', 'user'],
      cn: name,
      sn: name,
      sAMAccountName: name,
      objectGUID: guid,
      ...more,
    });
  await user('Ada', { objectSid: sid(1104), primaryGroupID: '513', userAccountControl: '512', userPassword: 'windows horse' });
  await user('Off', { objectGUID: Buffer.from('00000000000000000000000000000001', 'hex'), userAccountControl: '514' });
  await user('PC$', { objectClass: 'computer' as string, objectGUID: Buffer.from('00000000000000000000000000000002', 'hex') });
  const windowsGroup = (cn: string, more: Record<string, string[] | Buffer>) =>
    slapd.entry(`cn=${cn},${WINDOWS}`, { objectClass: 'group', cn, sAMAccountName: cn, ...more });
  await windowsGroup('Domain Users', { objectSid: sid(513) });
  await windowsGroup('Admins', { member: [`CN=Ada,${WINDOWS}`] });
  await windowsGroup('Everything', { member: [`cn=Admins,${WINDOWS}`] });
});
afterAll(() => slapd.stop());

const directoryOf = (connection: object = {}, config: object = {}, type: OfflineDirectory['type'] = 'OPEN_LDAP'): OfflineDirectory =>
  offlineDirectory.parse({
    id: '3b0f6f7e-4c1b-4d0c-9f7c-1d6a5a3a8a01',
    idpId: 'idp',
    type,
    connection: { connectionUrl: `ldap://${slapd.address}`, bindDn: ADMIN.dn, bindCredential: ADMIN.password, ...connection },
    config: { userSearchDn: PEOPLE, groupSearchDn: GROUPS, ...config },
  });
const reader = createDirectoryReader({ allowed: new Set(['localhost', '127.0.0.1']) });
const read = (directory: OfflineDirectory, signal = new AbortController().signal) => reader.read(directory, signal, () => undefined);
const groupsOf = async (directory: OfflineDirectory) => {
  const { users } = planSnapshot(await read(directory), directory.config, NOW);
  return Object.fromEntries(users.map(({ username, groups }) => [username, groups]));
};

describe('a directory of OpenLDAP', () => {
  it('is read with nested groups, whatever way their members are written, and ids that stay', async () => {
    const directory = directoryOf();
    expect(await groupsOf(directory)).toEqual({ mia: ['Inner', 'Outer'], tom: [], limited: [], eve: ['Inner', 'Outer'] });
    const { users } = planSnapshot(await read(directory), directory.config, NOW);
    expect(users.find(({ username }) => username === 'mia')).toMatchObject({
      uniqueId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      attributes: { mail: ['mia@example.com'], givenName: ['Mia'] },
    });
  });

  it('may have groups that name people by a value', async () => {
    const directory = directoryOf({}, { groupObjectClasses: ['posixGroup'], memberAttribute: 'memberUid' });
    expect(await groupsOf(directory)).toMatchObject({ mia: ['Posix'], tom: ['Posix'], eve: [] });
  });

  it('is narrowed by its filter', async () => {
    expect(await groupsOf(directoryOf({}, { userObjectFilter: '(|(uid=t*)(uid=none))' }))).toEqual({ tom: [] });
  });

  it('is read by StartTLS and LDAPS when its authority is known, and not otherwise', async () => {
    const certificateAuthority = loopbackCertificate.cert;
    const secure = { connectionUrl: `ldaps://${slapd.secureAddress}` };
    expect((await read(directoryOf({ startTls: true, certificateAuthority }))).users).toHaveLength(4);
    expect((await read(directoryOf({ ...secure, certificateAuthority }))).users).toHaveLength(4);
    for (const connection of [secure, { startTls: true }]) {
      await expect(read(directoryOf(connection))).rejects.toThrow('The certificate of the directory is not trusted');
    }
    // An authority that is named is the only one.
    const other = { ...secure, certificateAuthority: OTHER_AUTHORITY };
    const trusting = createDirectoryReader({ allowed: new Set(['localhost']), authorities: certificateAuthority });
    await expect(trusting.read(directoryOf(other), new AbortController().signal, () => undefined)).rejects.toThrow('not trusted');
  });

  it('is a failure when only a part of it may be read, when there is no such place, and when the bind user is not known', async () => {
    await slapd.addMany('extra', 60);
    const limited = { bindDn: LIMITED.dn, bindCredential: LIMITED.password };
    await expect(read(directoryOf(limited))).rejects.toThrow(/gives the bind user only a part of/);
    await expect(read(directoryOf({}, { userSearchDn: `ou=nowhere,${SUFFIX}` }))).rejects.toThrow('There is no "ou=nowhere');
    await expect(read(directoryOf({}, { userSearchDn: 'dc=elsewhere,dc=org' }))).rejects.toThrow(/There is no|names another server/);
    await expect(read(directoryOf({ bindCredential: 'wrong' }))).rejects.toThrow('does not know the bind user');
  });
});

it('is read like Active Directory: binary ids as text, disabled accounts, no computers, the primary group', async () => {
  const directory = directoryOf({}, { userSearchDn: WINDOWS, groupSearchDn: WINDOWS }, 'ACTIVE_DIRECTORY');
  const { users, groups } = planSnapshot(await read(directory), directory.config, NOW);
  expect(groups).toBe(3);
  expect(users.map(({ username, uniqueId, isDisabled, groups: names }) => ({ username, uniqueId, isDisabled, names }))).toEqual([
    {
      username: 'Ada',
      uniqueId: '00112233-4455-6677-8899-aabbccddeeff',
      isDisabled: false,
      names: ['Admins', 'Domain Users', 'Everything'],
    },
    { username: 'Off', uniqueId: '00000000-0000-0000-0000-000000000001', isDisabled: true, names: [] },
  ]);
});

describe('a large directory', () => {
  let large: Slapd;
  beforeAll(async () => {
    large = await startSlapd();
    await large.addMany('user', 1_200);
  });
  afterAll(() => large.stop());
  const whole = () => directoryOf({ connectionUrl: `ldap://${large.address}` });

  it('is read page by page, to the last entry', async () => {
    const seen: number[] = [];
    const { users } = await reader.read(whole(), new AbortController().signal, (phase, count) => phase === 'users' && seen.push(count));
    expect(new Set(users.map(({ dn }) => dn)).size).toBe(1_200);
    expect(seen).toEqual([500, 1_000, 1_200]);
  });

  it('is a failure when the directory dies between two pages', async () => {
    const reading = reader.read(whole(), new AbortController().signal, (_phase, count) => {
      if (count === 500) void large.kill();
    });
    await expect(reading).rejects.toThrow('The directory did not answer to the end');
  });
});

it('is left when it hangs in the middle of a page', async () => {
  const leaving = new AbortController();
  onTestFinished(() => slapd.thaw());
  const reading = reader.read(directoryOf(), leaving.signal, () => {
    slapd.freeze();
    setImmediate(() => leaving.abort());
  });
  await expect(reading).rejects.toThrow('was left before it had answered');
});

it('is left when it takes a connection and says nothing', async () => {
  const taken: Socket[] = [];
  const deaf = createServer((socket) => taken.push(socket));
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of taken) socket.destroy();
    deaf.close();
  });
  const leaving = new AbortController();
  const url = `ldap://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
  const reading = read(directoryOf({ connectionUrl: url }), leaving.signal);
  await expect.poll(() => taken.length).toBe(1);
  leaving.abort();
  await expect(reading).rejects.toThrow('was left before it had answered');
});

/** Of nobody. */
const OTHER_AUTHORITY = `-----BEGIN CERTIFICATE-----
MIIBdzCCAR2gAwIBAgIUTnRWW+klgr6nVRlxomVWRZXILZMwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFb3RoZXIwIBcNMjYxMTI3MTAxMTQyWhgPMjEyNjExMDMxMDEx
NDJaMBAxDjAMBgNVBAMMBW90aGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
7NofzCm+mzYl4QbmRpMWJsSgMX6DAc5ROPpv9OHKN4nCmAVOzv3fFpE5EsIj8Tk/
YBSaAea+4ZyuvZVVssNkPqNTMFEwHQYDVR0OBBYEFCiucFFYWal+X1ASf+UUNllB
0Ir4MB8GA1UdIwQYMBaAFCiucFFYWal+X1ASf+UUNllB0Ir4MA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhANo1mLILyECqeXMGUIHeI2bmQ4XLpGLY
JyQW19kqnDzaAiAfA5zN5laEPbnVTg3e3N4MKYXkJQwoqDiHB8CPmLsWYg==
-----END CERTIFICATE-----`;
