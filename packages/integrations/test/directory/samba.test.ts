import { planSnapshot } from '@waygate/continuity';
import { offlineDirectory } from '@waygate/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDirectoryReader } from '../../src/index.ts';
import { loopbackCertificate } from '../mail/loopback-certificate.ts';
import { hasSamba, SAMBA_ADMIN, type Samba, startSamba } from './samba.ts';

if (!hasSamba) console.warn('NOT TRIED: a real Active Directory. Install samba-ad-dc, samba-ad-provision and winbind, and run as root.');

const BASE = 'DC=ad,DC=example,DC=com';

describe.skipIf(!hasSamba)('a real Active Directory', () => {
  let samba: Samba;
  beforeAll(async () => {
    samba = await startSamba();
    for (const name of ['anna', 'ben', 'gone']) samba.tool('user', 'create', name, 'Correct-horse-1', `--given-name=${name}`);
    samba.tool('user', 'disable', 'gone');
    for (const name of ['Staff', 'Admins']) samba.tool('group', 'add', name);
    samba.tool('group', 'addmembers', 'Staff', 'Admins');
    samba.tool('group', 'addmembers', 'Admins', 'anna');
  }, 240_000);
  afterAll(() => samba.stop());

  const reader = createDirectoryReader({ allowed: new Set(['127.0.0.1']) });
  const directoryOf = (connection: object = {}) =>
    offlineDirectory.parse({
      id: '3b0f6f7e-4c1b-4d0c-9f7c-1d6a5a3a8a01',
      idpId: 'idp',
      type: 'ACTIVE_DIRECTORY',
      connection: {
        connectionUrl: samba.url,
        bindDn: SAMBA_ADMIN.dn,
        bindCredential: SAMBA_ADMIN.password,
        certificateAuthority: loopbackCertificate.cert,
        ...connection,
      },
      config: { userSearchDn: BASE, groupSearchDn: BASE },
    });
  const read = (connection?: object) => reader.read(directoryOf(connection), new AbortController().signal, () => undefined);

  it('is read with its people, nested groups and primary groups, disabled accounts and ids as text', async () => {
    const { users } = planSnapshot(await read(), directoryOf().config, Date.now());
    const found = new Map(users.map((user) => [user.username, user]));
    expect([...found.keys()]).toEqual(expect.arrayContaining(['Administrator', 'anna', 'ben', 'gone']));
    expect(found.get('anna')?.groups).toEqual(expect.arrayContaining(['Admins', 'Staff', 'Domain Users']));
    expect(found.get('ben')?.groups).toEqual(['Domain Users', 'Users']);
    expect(found.get('anna')?.uniqueId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect([found.get('anna')?.isDisabled, found.get('gone')?.isDisabled]).toEqual([false, true]);
    expect(users.some(({ username }) => username.endsWith('$'))).toBe(false);
  });

  it('takes no bind user whose password is wrong, and none in clear', async () => {
    await expect(read({ bindCredential: 'wrong' })).rejects.toThrow('does not know the bind user');
    await expect(read({ connectionUrl: 'ldap://127.0.0.1:389' })).rejects.toThrow();
  });
});
