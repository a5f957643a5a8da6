import { type OfflineDirectory, offlineDirectoryRequest } from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDn, guidBytes, guidText, planSnapshot, type RawEntry, sidText, snapshotBuckets } from '../src/index.ts';

const NOW = 1_790_000_000_000;
const connection = { connectionUrl: 'ldap://x', bindDn: 'cn=a', bindCredential: 'b' };
const configOf = (type: OfflineDirectory['type'], more: object = {}) =>
  offlineDirectoryRequest.parse({ type, connection, config: { userSearchDn: 'dc=x', groupSearchDn: 'dc=x', ...more } }).config;
const openLdap = configOf('OPEN_LDAP');
const entry = (dn: string, values: Record<string, string | string[]>): RawEntry => ({
  dn,
  values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), [value].flat()])),
});
const person = (uid: string, more: Record<string, string | string[]> = {}) =>
  entry(`uid=${uid},ou=people,dc=x`, { uid, entryUUID: `id-${uid}`, ...more });
const group = (cn: string, uniqueMember: string[], more: Record<string, string> = {}) =>
  entry(`cn=${cn},ou=groups,dc=x`, { cn, uniqueMember, ...more });
const plan = (users: RawEntry[], groups: RawEntry[] = [], config = openLdap) => planSnapshot({ users, groups, references: 0 }, config, NOW);
const groupsOf = (users: RawEntry[], groups: RawEntry[], config = openLdap) =>
  Object.fromEntries(plan(users, groups, config).users.map(({ username, groups: names }) => [username, names]));

describe('a distinguished name', () => {
  it.each([
    ['uid=Mia, OU=People ,dc=example,dc=com', 'UID=mia,ou=people,DC=Example,dc=com'],
    ['cn=M\\C3\\BCller\\, Mia,dc=x', 'CN=Müller\\2C Mia,DC=x'],
    ['cn="Müller, Mia",dc=x', 'cn=müller\\, mia,dc=x'],
    ['ou=a+cn=b,dc=x', 'CN=b+OU=a,DC=X'],
    ["uid=mia,dc=x#'0101'B", 'uid=mia,dc=x'],
    ['cn=a  b,dc=x', 'cn=a b,dc=x'],
  ])('is the same as another way of writing it: %s', (one, other) => {
    expect(canonicalDn(one)).toBeDefined();
    expect(canonicalDn(one)).toBe(canonicalDn(other));
  });

  it.each([
    ['cn=a\\,ou=b,dc=x', 'cn=a,ou=b,dc=x'],
    ['cn=a\\+ou=b', 'cn=a+ou=b'],
    ['cn=a,dc=x', 'cn=a,dc=y'],
    ['cn=a\\\\,dc=x', 'cn=a\\,dc=x'],
  ])('is another one than one that only looks like it: %s', (one, other) => {
    expect(canonicalDn(one)).not.toBe(canonicalDn(other));
  });

  it.each(['mia', '', 'cn=a,', '=a', 'cn', 'cn=a\\', 'cn="a', ',cn=a', 'c n=a'])('is no %o', (text) => {
    expect(canonicalDn(text)).toBeUndefined();
  });

  it('keeps values apart that differ, whatever is in them', () => {
    const inHex = (value: string) => [...new TextEncoder().encode(value)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }), (parts) => {
        const dn = canonicalDn(parts.map((part) => `cn=${inHex(part)}`).join(','));
        expect(dn).toBeDefined();
        // What is written canonically is so already.
        expect(canonicalDn(dn ?? '')).toBe(dn);
        expect((dn ?? '').split(/(?<!\\)(?:\\\\)*,/).length).toBe(parts.length);
      }),
    );
  });
});

describe('what directories store as bytes', () => {
  it('is written as everybody writes it', () => {
    const bytes = new Uint8Array([0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]);
    expect(guidText(bytes)).toBe('00112233-4455-6677-8899-aabbccddeeff');
    expect(guidBytes('00112233-4455-6677-8899-AABBCCDDEEFF')).toEqual(bytes);
    expect(guidText(bytes.slice(1))).toBeUndefined();
    expect(guidBytes('00112233')).toBeUndefined();
    const sid = new Uint8Array([1, 2, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 0x01, 0x02, 0, 0]);
    expect(sidText(sid)).toBe('S-1-5-21-513');
    expect(sidText(sid.slice(1))).toBeUndefined();
  });
});

describe('groups', () => {
  it('are those that name somebody, in any spelling of their distinguished name', () => {
    const groups = [group('Staff', ['UID=Mia, ou=People,dc=x', 'uid=tom,ou=people,dc=x']), group('Admins', ['uid=tom,ou=people,dc=x'])];
    expect(groupsOf([person('mia'), person('tom'), person('eve')], groups)).toEqual({ mia: ['Staff'], tom: ['Admins', 'Staff'], eve: [] });
  });

  it('are those that a group of theirs is in, too, also when they go round in a circle', () => {
    const dn = (cn: string) => `cn=${cn},ou=groups,dc=x`;
    const groups = [
      group('Inner', ['uid=mia,ou=people,dc=x', dn('Outer')]),
      group('Middle', [dn('Inner')]),
      group('Outer', [dn('Middle')]),
      group('Self', [dn('Self'), 'uid=tom,ou=people,dc=x']),
    ];
    expect(groupsOf([person('mia'), person('tom')], groups)).toEqual({ mia: ['Inner', 'Middle', 'Outer'], tom: ['Self'] });
  });

  it('of one name are kept apart by their distinguished names, those that a group is in, too, and are told of', () => {
    const named = (ou: string, members: string[]) =>
      entry(`cn=Staff,ou=${ou},dc=x`, { cn: ou === 'a' ? 'Staff' : 'STAFF', uniqueMember: members });
    const groups = [named('a', ['uid=mia,ou=people,dc=x']), named('B', ['uid=tom,ou=people,dc=x']), group('All', ['cn=Staff,ou=a,dc=x'])];
    const { users, sharedGroupNames } = plan([person('mia'), person('tom')], groups);
    expect(Object.fromEntries(users.map(({ username, groupDns }) => [username, groupDns]))).toEqual({
      mia: ['cn=all,ou=groups,dc=x', 'cn=staff,ou=a,dc=x'],
      tom: ['cn=staff,ou=b,dc=x'],
    });
    expect(sharedGroupNames).toEqual(['STAFF']);
    expect(plan([person('mia')], [group('Staff', [])]).sharedGroupNames).toEqual([]);
  });

  it('may name people by a value', () => {
    const config = configOf('OPEN_LDAP', { memberAttribute: 'memberUid', groupObjectClasses: ['posixGroup'] });
    const groups = [entry('cn=Posix,ou=groups,dc=x', { cn: 'Posix', memberUid: ['mia', 'nobody', 'uid=eve,ou=people,dc=x'] })];
    expect(groupsOf([person('mia'), person('tom')], groups, config)).toEqual({ mia: ['Posix'], tom: [] });
  });

  it('of Active Directory are the primary one, too', () => {
    const config = configOf('ACTIVE_DIRECTORY');
    const user = (name: string, rid: string) =>
      entry(`cn=${name},dc=x`, { sAMAccountName: name, objectGUID: `guid-${name}`, primaryGroupID: rid, objectSid: 'S-1-5-21-1-2-3-1104' });
    const groups = [
      entry('cn=Domain Users,dc=x', { cn: 'Domain Users', objectSid: 'S-1-5-21-1-2-3-513', member: [] }),
      entry('cn=Elsewhere,dc=x', { cn: 'Elsewhere', objectSid: 'S-1-5-21-9-9-9-513', member: [] }),
      entry('cn=All,dc=x', { cn: 'All', member: ['CN=Domain Users,DC=x'] }),
    ];
    expect(groupsOf([user('mia', '513'), user('tom', '514')], groups, config)).toEqual({ mia: ['All', 'Domain Users'], tom: [] });
  });
});

describe('people', () => {
  it('without a name or an id, and several of one, are left out and counted', () => {
    const nameless = entry('cn=x,dc=x', { entryUUID: 'id-x' });
    const idless = entry('uid=y,dc=x', { uid: 'y' });
    const double = entry('uid=Mia,ou=other,dc=x', { uid: 'MIA', entryUUID: 'id-other' });
    const twin = entry('uid=twin,dc=x', { uid: 'twin', entryUUID: 'id-tom' });
    const made = plan([nameless, idless, person('mia'), double, person('tom'), twin, person('eve')], [entry('cn=z,dc=x', {})]);
    expect(made.users.map(({ username }) => username)).toEqual(['eve']);
    expect(made).toMatchObject({ groups: 0, skipped: 7 });
  });

  it.each([
    [{ userAccountControl: '514' }, true],
    [{ userAccountControl: '512' }, false],
    [{ accountExpires: '133000000000000000' }, true],
    [{ accountExpires: '9223372036854775807' }, false],
    [{ accountExpires: '0' }, false],
    [{ pwdAccountLockedTime: '000001010000Z' }, true],
    [{ pwdAccountLockedTime: '20260101000000Z' }, false],
    [{ nsAccountLock: 'TRUE' }, true],
    [{}, false],
  ])('who may not sign on are known: %o', (values, isDisabled) => {
    expect(plan([person('mia', values)]).users[0]?.isDisabled).toBe(isDisabled);
  });

  it('keep what an account is made of, and nothing else', () => {
    const [mia] = plan([person('mia', { mail: ['m@x.com', 'n@x.com'], givenName: 'Mia', userPassword: 'secret' })]).users;
    expect(mia).toEqual({
      uniqueId: 'id-mia',
      username: 'mia',
      dn: 'uid=mia,ou=people,dc=x',
      groups: [],
      groupDns: [],
      isDisabled: false,
      attributes: { givenName: ['Mia'], mail: ['m@x.com', 'n@x.com'] },
    });
  });

  it('stand in parts that each hold few, and each once', () => {
    const { users } = plan(Array.from({ length: 1_000 }, (_, at) => person(`user${at}`)));
    const buckets = snapshotBuckets(users);
    expect(buckets).toHaveLength(16);
    expect(buckets.flatMap((bucket) => bucket.users.map(({ username }) => username)).sort()).toEqual(
      users.map(({ username }) => username).sort(),
    );
    expect(Object.assign({}, ...buckets.map(({ names }) => names))).toMatchObject({ 'uid=user7,ou=people,dc=x': 'user7' });
    expect(Math.max(...buckets.map((bucket) => bucket.users.length))).toBeLessThan(130);
  });
});
