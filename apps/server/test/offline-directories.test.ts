import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OfflineDirectoryStatus } from '@waygate/schema';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { clientAuthority } from '../../../packages/integrations/test/directory/client-certificates.ts';
import { ADMIN, GROUPS, PEOPLE, type Slapd, startSlapd } from '../../../packages/integrations/test/directory/slapd.ts';
import { loopbackCertificate } from '../../../packages/integrations/test/mail/loopback-certificate.ts';
import { readConfig, runServer } from '../src/index.ts';

const PASSWORD = 'a-long-password';
const NOBODY = '00000000-0000-4000-8000-000000000000';

let slapd: Slapd;
beforeAll(async () => {
  slapd = await startSlapd();
  await slapd.add('mia', 'correct horse', { mail: 'mia@example.com' });
  await slapd.entry(`cn=Staff,${GROUPS}`, { objectClass: 'groupOfUniqueNames', cn: 'Staff', uniqueMember: `uid=mia,${PEOPLE}` });
});
afterAll(() => slapd.stop());

/** A real server and an administrator at its API. */
async function administrator() {
  const environment = {
    WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-directories-')), 'data'),
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_DEMO: '1',
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_DIRECTORY_HOSTS: 'localhost',
  };
  const server = await runServer(readConfig(environment), () => undefined);
  onTestFinished(() => server.stop());
  const signedOn = await fetch(`${server.url}/am/json/realms/root/authenticate`, {
    method: 'POST',
    headers: { 'X-OpenAM-Username': 'amadmin', 'X-OpenAM-Password': PASSWORD, 'Content-Type': 'application/json' },
    body: '{}',
  });
  const { tokenId } = (await signedOn.json()) as { tokenId: string };
  const send = async (method: string, path: string, body?: object, token = tokenId) => {
    const answer = await fetch(`${server.url}/api/realms/alpha/continuity${path}`, {
      method,
      headers: { cookie: `iPlanetDirectoryPro=${token}`, 'x-requested-with': 'x', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, text, body: (text === '' ? {} : JSON.parse(text)) as { id: string; code: string } };
  };
  const provider = async (name: string) =>
    (await send('POST', '/providers', { name, probe: { type: 'HTTP', url: 'http://127.0.0.1:1/' } })).body.id;
  return { send, provider };
}

const connection = () => ({ connectionUrl: `ldap://${slapd.address}`, bindDn: ADMIN.dn, bindCredential: ADMIN.password });
const openLdap = () => ({
  type: 'OPEN_LDAP',
  connection: connection(),
  config: { userSearchDn: 'ou=people,dc=example,dc=com', groupSearchDn: 'ou=groups,dc=example,dc=com' },
});
const SEED_DEFAULTS = {
  usernameLDAPAttribute: 'uid',
  uniqueIdAttribute: 'entryUUID',
  userObjectClasses: ['inetOrgPerson'],
  userObjectFilter: '(objectClass=inetOrgPerson)',
  groupNameLDAPAttribute: 'cn',
  groupObjectClasses: ['groupOfUniqueNames'],
  memberAttribute: 'uniqueMember',
  memberUserAttribute: 'uid',
  rdnLdapAttribute: 'uid',
};

describe('an administrator', () => {
  it('gives a provider a directory with the defaults of its kind, and no answer ever has the credential', async () => {
    const { send, provider } = await administrator();
    const idpId = await provider('Watched');
    const made = await send('POST', '/directories', { idpId, directory: openLdap() });
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({
      idpId,
      type: 'OPEN_LDAP',
      config: { ...SEED_DEFAULTS, userSearchDn: 'ou=people,dc=example,dc=com' },
    });
    const { id } = made.body;
    const windows = await send('POST', '/directories', {
      idpId: await provider('Windows'),
      directory: { ...openLdap(), type: 'ACTIVE_DIRECTORY' },
    });
    expect(windows.body).toMatchObject({
      config: {
        usernameLDAPAttribute: 'sAMAccountName',
        uniqueIdAttribute: 'objectGUID',
        memberAttribute: 'member',
        rdnLdapAttribute: 'cn',
      },
    });
    const answers = [
      made,
      await send('GET', '/directories'),
      await send('GET', `/directories/${id}`),
      await send('POST', `/directories/${id}/sync`),
    ];
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).not.toContain(ADMIN.password);
      expect(text).not.toContain('bindCredential');
    }
    expect((await send('DELETE', `/directories/${id}`)).status).toBe(204);
    expect((await send('GET', `/directories/${id}`)).status).toBe(404);
  });

  it('changes a directory without its credential, but sends that nowhere else', async () => {
    const { send, provider } = await administrator();
    const idpId = await provider('Watched');
    const { id } = (await send('POST', '/directories', { idpId, directory: openLdap() })).body;
    const { bindCredential: _left, ...rest } = connection();
    const config = { ...openLdap().config, userObjectFilter: '(mail=*)' };
    const changed = await send('PUT', `/directories/${id}`, { type: 'OPEN_LDAP', connection: rest, config });
    expect([changed.status, changed.body]).toMatchObject([200, { id, config: { userObjectFilter: '(mail=*)' } }]);
    const moved = { ...rest, connectionUrl: 'ldap://elsewhere.example:389' };
    const refused = await send('PUT', `/directories/${id}`, { type: 'OPEN_LDAP', connection: moved, config });
    expect([refused.status, refused.body.code]).toEqual([400, 'offline_directory.credential_needed']);
    const secured = await send('PUT', `/directories/${id}`, { type: 'OPEN_LDAP', connection: { ...rest, startTls: true }, config });
    expect(secured.body.code).toBe('offline_directory.credential_needed');
  });

  it('lets the server sign on by a certificate, which no answer has, and which a change may leave out as long as it goes where it went', async () => {
    const { send, provider } = await administrator();
    const authority = await clientAuthority();
    const clientCertificate = await authority.issue('CN=waygate');
    const { bindDn, bindCredential, ...reached } = connection();
    const certified = { ...reached, startTls: true, clientCertificate };
    const directory = { ...openLdap(), connection: certified };
    const made = await send('POST', '/directories', { idpId: await provider('Certified'), directory });
    expect([made.status, made.text.includes('PRIVATE KEY'), made.text.includes('lientCertificate')]).toEqual([200, false, false]);
    const changed = await send('PUT', `/directories/${made.body.id}`, { ...directory, connection: { ...reached, startTls: true } });
    expect([changed.status, changed.text.includes('PRIVATE KEY')]).toEqual([200, false]);
    const refused = async (wish: object) =>
      (await send('PUT', `/directories/${made.body.id}`, { ...directory, connection: wish })).body.code;
    const elsewhere = { connectionUrl: 'ldap://elsewhere.example:389', startTls: true };
    expect(await refused(elsewhere)).toBe('offline_directory.credential_needed');
    expect(await refused({ ...reached, startTls: true, bindDn })).toBe('offline_directory.credential_needed');
    expect(await refused({ ...certified, bindDn, bindCredential })).toBe('request.malformed');
    expect(await refused({ ...certified, clientCertificate: authority.cert })).toBe('offline_directory.client_certificate');
    expect(await refused({ ...reached, bindDn, bindCredential })).toBeUndefined();
  });

  it('is told what is wrong with a request, and nothing comes of it', async () => {
    const { send, provider } = await administrator();
    const idpId = await provider('Watched');
    const refused = async (directory: object, of = idpId) => {
      const { status, body } = await send('POST', '/directories', { idpId: of, directory });
      return [status, body.code];
    };
    expect(await refused(openLdap(), NOBODY)).toEqual([404, 'continuity.provider_not_found']);
    const url = (connectionUrl: string, more: object = {}) => ({ ...openLdap(), connection: { ...connection(), connectionUrl, ...more } });
    for (const address of [
      'http://dc1.example.com',
      'ldap://',
      'ldap://a:b@dc1.example.com',
      'ldap://dc1.example.com/dc=com',
      'ldap://dc1 x',
    ]) {
      expect(await refused(url(address)), address).toEqual([400, 'request.malformed']);
    }
    expect(await refused(url('ldaps://dc1.example.com:636', { startTls: true }))).toEqual([400, 'request.malformed']);
    expect(await refused({ ...openLdap(), type: 'NIS' })).toEqual([400, 'request.malformed']);
    expect(await refused({ ...openLdap(), config: {} })).toEqual([400, 'request.malformed']);
    const config = (more: object) => ({ ...openLdap(), config: { ...openLdap().config, ...more } });
    expect(await refused(config({ usernameLDAPAttribute: 'uid)(x=*' }))).toEqual([400, 'request.malformed']);
    expect(await refused(config({ userObjectFilter: '(uid=*' }))).toEqual([400, 'offline_directory.filter']);
    const certificateAuthority = '-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----';
    expect(await refused(url(`ldap://${slapd.address}`, { certificateAuthority }))).toEqual([400, 'offline_directory.authority']);
    expect((await send('GET', '/directories')).body).toEqual({ directories: [] });
    expect(await refused(openLdap())).toEqual([200, undefined]);
    expect(await refused(openLdap())).toEqual([409, 'offline_directory.exists']);
    expect((await send('POST', `/directories/${NOBODY}/sync`)).body.code).toBe('offline_directory.not_found');
    expect((await send('GET', '/directories', undefined, 'nobody')).status).toBe(401);
  });

  it('sees it copied at once and when they ask, and when changed settings apply; what fails leaves the copy', async () => {
    const { send, provider } = await administrator();
    const { id } = (await send('POST', '/directories', { idpId: await provider('Watched'), directory: openLdap() })).body;
    const status = async () => ((await send('GET', `/directories/${id}`)).body as unknown as { status: OfflineDirectoryStatus }).status;
    await expect.poll(async () => (await status()).state, { timeout: 20_000 }).toBe('current');
    const first = await status();
    expect(first).toMatchObject({
      copy: { generation: 1, users: 1, groups: 1, skipped: 0 },
      lastAttempt: { ok: true, trigger: 'created' },
    });
    expect(first.nextSyncAt - (first.lastAttempt?.at ?? 0)).toBe(3_600_000);
    expect(first).not.toHaveProperty('appliesAt');
    const nowhere = { ...openLdap().config, userSearchDn: 'ou=nowhere,dc=example,dc=com' };
    await send('PUT', `/directories/${id}`, { type: 'OPEN_LDAP', connection: connection(), config: nowhere });
    expect(await status()).toMatchObject({ copy: first.copy, appliesAt: first.nextSyncAt });
    await send('POST', `/directories/${id}/sync`);
    await expect.poll(async () => (await status()).state, { timeout: 20_000 }).toBe('failed');
    expect(await status()).toMatchObject({
      copy: first.copy,
      failures: 1,
      alarming: false,
      lastAttempt: { ok: false, trigger: 'requested', detail: 'There is no "ou=nowhere,dc=example,dc=com" in the directory.' },
    });
  });

  it('loses the directory with its provider', async () => {
    const { send, provider } = await administrator();
    const idpId = await provider('Watched');
    await send('POST', '/directories', { idpId, directory: openLdap() });
    expect((await send('DELETE', `/providers/${idpId}`)).status).toBe(204);
    expect((await send('GET', '/directories')).body).toEqual({ directories: [] });
  });

  it('tries a connection before keeping it: in clear, by StartTLS and by LDAPS with an own authority', async () => {
    const { send } = await administrator();
    const tried = async (more: object) => {
      const { status, body } = await send('POST', '/directories-test', { ...connection(), ...more });
      return [status, body.code];
    };
    const certificateAuthority = loopbackCertificate.cert;
    expect(await tried({})).toEqual([204, undefined]);
    expect(await tried({ startTls: true, certificateAuthority })).toEqual([204, undefined]);
    const secure = `ldaps://${slapd.secureAddress}`;
    expect(await tried({ connectionUrl: secure, certificateAuthority })).toEqual([204, undefined]);
    expect(await tried({ connectionUrl: secure })).toEqual([400, 'offline_directory.certificate']);
    expect(await tried({ startTls: true })).toEqual([400, 'offline_directory.certificate']);
    expect(await tried({ bindCredential: 'wrong' })).toEqual([400, 'offline_directory.credentials']);
    expect(await tried({ connectionUrl: 'ldap://localhost:1' })).toEqual([400, 'offline_directory.unreachable']);
    expect(await tried({ connectionUrl: 'ldap://127.0.0.2:389' })).toEqual([400, 'offline_directory.host_refused']);
  });
});
