import type { AccessPolicy, ApiApplication, ApiCertificate, ApiIdp, OfflineAuthenticator, OfflineDirectoryView } from '@waygate/schema';
import { applicationRequest, offlineIdpRequest } from '@waygate/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, PEOPLE, type Slapd, SUFFIX, startSlapd } from '../../../../packages/integrations/test/directory/slapd.ts';
import { loopbackCertificate } from '../../../../packages/integrations/test/mail/loopback-certificate.ts';
import { applicationDesk, certificateDesk } from '../../src/administration.ts';
import { composeHealthDesk } from '../../src/compose-continuity.ts';
import { continuityDesk } from '../../src/continuity-desk.ts';
import { directoryDesk } from '../../src/directory-desk.ts';
import { holdBodyToDocument } from './open-api.ts';
import { apiServer, assertion } from './rig.ts';

let slapd: Slapd;
beforeAll(async () => {
  slapd = await startSlapd();
  await slapd.add('mia', 'correct horse');
});
afterAll(() => slapd.stop());

const DATABASE_PASSWORD = 'mysql-secret-of-nobody';

/** Bodies of Access Gateway's guide, word for word; what stands in angle brackets there is filled in. */
const AUTHENTICATION_SERVICE = {
  serverNodes: ['worker-node1.test-oag.com'],
  database: {
    type: 'mysql',
    host: 'db.domain.tld',
    port: 3306,
    username: 'oag-database-user',
    password: DATABASE_PASSWORD,
    name: 'oagofflinemode',
  },
  publicDomain: 'offline-idp-service.domain.tld',
  certificateId: '15cc2bc6-b280-4d94-a0bf-c91751b40d9c',
};
const HEALTH_POLICY = {
  healthCheckInterval: 60,
  timeout: 3,
  maxRetries: 3,
  failureThreshold: 3,
  successThreshold: 2,
  recoveryCooldownInterval: 360,
};
const TESTED_CONNECTION = {
  connectionUrl: 'ldap://ldap.domain.tld:389',
  bindDn: 'cn=admin,dc=domain,dc=tld',
  bindCredential: 'a-bind-credential',
};
const OPEN_LDAP = {
  type: 'OPEN_LDAP',
  connection: {
    connectionUrl: 'ldaps://dc1.example.com:636',
    bindDn: 'cn=svc-oag,ou=service-accounts,dc=example,dc=com',
    bindCredential: 'a-bind-credential',
  },
  config: {
    usernameLDAPAttribute: 'uid',
    uniqueIdAttribute: 'entryUUID',
    userSearchDn: 'ou=users,dc=example,dc=com',
    userObjectClasses: ['inetOrgPerson'],
    userObjectFilter: '(objectClass=inetOrgPerson)',
    groupNameLDAPAttribute: 'cn',
    groupSearchDn: 'ou=groups,dc=example,dc=com',
    groupObjectClasses: ['groupOfUniqueNames'],
    memberAttribute: 'uniqueMember',
    memberUserAttribute: 'uid',
    rdnLdapAttribute: 'uid',
  },
};
const ACTIVE_DIRECTORY = {
  type: 'ACTIVE_DIRECTORY',
  connection: {
    connectionUrl: 'ldap://ad.domain.com:389',
    bindDn: 'cn=Administrator,cn=Users,DC=company,dc=com',
    bindCredential: 'an-ad-credential',
  },
  config: {
    usernameLDAPAttribute: 'sAMAccountName',
    uniqueIdAttribute: 'objectGUID',
    userSearchDn: 'ou=CorpUsers,dc=company,dc=com',
    userObjectClasses: ['user'],
    userObjectFilter: '(objectClass=user)',
    groupNameLDAPAttribute: 'cn',
    groupSearchDn: 'OU=CorpGroups,dc=company,dc=com',
    groupObjectClasses: ['group'],
    memberAttribute: 'member',
    memberUserAttribute: 'uid',
    rdnLdapAttribute: 'cn',
  },
};
const GROUP_POLICY = { groups: [{ name: 'Admins' }, { name: 'Developers' }] };
const ACCESS_POLICY = {
  name: 'Administrators',
  rules: [
    {
      name: 'Admins by password',
      conditions: { groups: { include: [{ name: 'Admins' }, { name: 'Operators' }] } },
      actions: { access: 'allow', chains: [{ authenticationMethods: [{ key: 'password' }] }] },
    },
  ],
};

/** A realm with what the guide takes for granted: an identity provider, an application and a certificate. */
async function installation() {
  const api = await apiServer();
  const { workspace } = api;
  const providers = continuityDesk(workspace, composeHealthDesk(workspace, Date.now));
  const probe = { type: 'OIDC', url: 'http://127.0.0.1:1/.well-known/openid-configuration' };
  const idp = (name: string, realm = '/alpha') =>
    providers.create(realm, offlineIdpRequest.parse({ name, probe, label: 'Okta', mode: 'DISABLED' }));
  const application = (name: string, idpId: string, realm = '/alpha') =>
    applicationDesk(workspace).create(realm, applicationRequest.parse({ name, publicDomain: `https://${name}.example.com:8443`, idpId }));
  const okta = await idp('Okta');
  const portal = await application('portal', okta.id);
  const certificate = await certificateDesk(workspace).add('/alpha', { name: 'Portal', pem: loopbackCertificate.cert });
  return { ...api, providers, idp, application, okta, portal, certificate };
}

describe('the guide of Access Gateway', () => {
  it('is walked step by step with its bodies and its three scopes', { timeout: 60_000 }, async () => {
    const { client, ask, callerWith, workspace } = await installation();
    // Scopes required for offline mode
    const { id } = await client(['okta.oag.app.manage', 'okta.oag.idp.manage', 'okta.oag.authenticationService.manage']);
    const scope = 'okta.oag.app.manage okta.oag.idp.manage okta.oag.authenticationService.manage';
    const call = callerWith(String((await ask({ client_assertion: assertion(id), scope })).answer['access_token']));

    // Enable the authentication service
    const [listed]: readonly ApiCertificate[] = (await call('GET', '/certificates')).json;
    const certificateId = listed?.id;
    const setting = { ...AUTHENTICATION_SERVICE, certificateId };
    const enabled = await call('POST', '/settings/authentication-service', setting);
    const { username: _name, password: _password, ...database } = setting.database;
    expect([enabled.status, enabled.json]).toEqual([200, { ...setting, database }]);

    // Monitor your authentication service status
    expect(await call('GET', '/settings/authentication-service/health-check')).toMatchObject({
      status: 200,
      json: { status: 'HEALTHY', lastChecked: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
    });

    // Assign failover mode for the identity provider
    const [provider]: readonly ApiIdp[] = (await call('GET', '/idps')).json;
    expect(provider).toMatchObject({ type: 'IDP_OIDC', name: 'Okta', description: 'Okta', domain: '127.0.0.1' });
    const idp = `/idps/${provider?.id}/offline-mode`;
    expect(await call('POST', idp, { mode: 'AUTOMATIC' })).toMatchObject({ status: 200, json: { mode: 'AUTOMATIC' } });
    expect((await call('GET', idp)).json).toEqual({ mode: 'AUTOMATIC' });

    // Configure the offline mode health policy
    expect((await call('GET', `${idp}/health-policy`)).json).toEqual(HEALTH_POLICY);
    const policy = { ...HEALTH_POLICY, healthCheckInterval: 30 };
    expect(await call('PUT', `${idp}/health-policy`, policy)).toMatchObject({ status: 200, json: policy });
    expect(await call('PUT', `${idp}/health-policy`, HEALTH_POLICY)).toMatchObject({ status: 200, json: HEALTH_POLICY });

    // Test the directory connection
    const real = { connectionUrl: `ldap://${slapd.address}`, bindDn: ADMIN.dn, bindCredential: ADMIN.password };
    expect(await call('POST', `${idp}/test-directory-connection`, { ...TESTED_CONNECTION, ...real })).toMatchObject({
      status: 204,
      text: '',
    });
    const wrong = await call('POST', `${idp}/test-directory-connection`, { ...real, bindCredential: 'wrong' });
    expect([wrong.status, wrong.json]).toMatchObject([400, { errorCode: 'E0000001', errorCauses: [{ errorSummary: expect.any(String) }] }]);
    expect(wrong.text).not.toContain('wrong"');
    expect(await call('POST', `${idp}/test-directory-connection`, { ...real, connectionUrl: 'ldap://127.0.0.1:1' })).toMatchObject({
      status: 400,
    });

    // Create and configure the offline mode directory
    const directory = {
      ...OPEN_LDAP,
      connection: { ...OPEN_LDAP.connection, ...real },
      config: { ...OPEN_LDAP.config, userSearchDn: PEOPLE, groupSearchDn: SUFFIX },
    };
    const made = await call('POST', `${idp}/directories`, directory);
    const { bindCredential: _credential, ...connection } = directory.connection;
    expect([made.status, made.json]).toMatchObject([201, { id: expect.any(String), ...directory, connection }]);
    expect(made.text).not.toContain(ADMIN.password);
    expect((await call('POST', `${idp}/directories`, directory)).status, 'a second one').toBe(409);
    const { id: directoryId } = made.json as OfflineDirectoryView;
    const health = async () => (await call('GET', '/settings/authentication-service/health-check')).json as object;
    await expect.poll(health, { message: 'it is copied at once', timeout: 20_000, interval: 500 }).toMatchObject({ status: 'HEALTHY' });
    const changed = { ...directory, config: { ...directory.config, memberUserAttribute: 'cn' } };
    expect(await call('PUT', `${idp}/directories/${directoryId}`, changed)).toMatchObject({
      status: 200,
      json: { config: changed.config },
    });
    expect((await call('GET', `${idp}/directories`)).json).toMatchObject([{ id: directoryId, config: changed.config, connection }]);
    const copies = directoryDesk(workspace, { allowed: new Set() }, Date.now);
    expect(await copies.status('/alpha', directoryId), 'a change waits for the next copy').toMatchObject({
      copy: { users: 1 },
      appliesAt: expect.any(Number),
    });

    // Use a policy to assign groups to the app for offline mode
    const [app]: readonly ApiApplication[] = (await call('GET', '/apps')).json;
    expect(app).toMatchObject({
      name: 'portal',
      type: 'OAG_HEADER_BASED',
      idpId: provider?.id,
      publicDomain: 'portal.example.com:8443',
      groups: [],
    });
    const offline = `/apps/${app?.id}/offline-mode`;
    expect(await call('PUT', `${offline}/group-policy`, GROUP_POLICY)).toMatchObject({ status: 200, json: GROUP_POLICY });
    expect((await call('GET', `${offline}/group-policy`)).json).toEqual(GROUP_POLICY);
    const everyone = { groups: [{ name: 'Everyone' }] };
    expect((await call('PUT', `${offline}/group-policy`, everyone)).json).toEqual(everyone);

    // Assign TEST as the offline mode state for the app, then enable offline access for it
    for (const state of ['TEST', 'ACTIVE']) {
      expect(await call('POST', offline, { state })).toMatchObject({ status: 200, json: { state } });
      expect((await call('GET', offline)).json).toEqual({ state });
      expect((await call('GET', '/apps')).json).toMatchObject([{ _embedded: { offlineMode: { state } } }]);
    }
  });

  it('has bodies that the document tells of, just as they are', async () => {
    const { document } = await apiServer();
    for (const [method, path, body] of [
      ['POST', '/settings/authentication-service', AUTHENTICATION_SERVICE],
      ['POST', '/idps/x/offline-mode', { mode: 'AUTOMATIC' }],
      ['PUT', '/idps/x/offline-mode/health-policy', HEALTH_POLICY],
      ['POST', '/idps/x/offline-mode/test-directory-connection', TESTED_CONNECTION],
      ['POST', '/idps/x/offline-mode/directories', OPEN_LDAP],
      ['POST', '/idps/x/offline-mode/directories', ACTIVE_DIRECTORY],
      ['PUT', '/idps/x/offline-mode/directories/y', ACTIVE_DIRECTORY],
      ['PUT', '/apps/x/offline-mode/group-policy', GROUP_POLICY],
      ['POST', '/apps/x/offline-mode', { state: 'TEST' }],
      ['POST', '/idps/x/offline-mode/access-policies', ACCESS_POLICY],
    ] as const)
      expect(() => holdBodyToDocument(document, method, path, body), path).not.toThrow();
  });

  it('makes a directory of Active Directory that nobody reaches yet just as it is, and takes it away again', async () => {
    const { caller, okta } = await installation();
    const call = await caller();
    const path = `/idps/${okta.id}/offline-mode/directories`;
    const made = await call('POST', path, ACTIVE_DIRECTORY);
    const { bindCredential, ...connection } = ACTIVE_DIRECTORY.connection;
    expect([made.status, made.json]).toMatchObject([201, { ...ACTIVE_DIRECTORY, connection }]);
    const { id } = made.json as OfflineDirectoryView;
    for (const answer of [
      made,
      await call('GET', path),
      await call('GET', `${path}/${id}`),
      await call('PUT', `${path}/${id}`, ACTIVE_DIRECTORY),
    ])
      expect(answer.text).not.toContain(bindCredential);
    expect(await call('DELETE', `${path}/${id}`)).toMatchObject({ status: 204, text: '' });
    expect((await call('GET', path)).json).toEqual([]);
    expect((await call('DELETE', `${path}/${id}`)).status).toBe(404);
  });
});

describe('a client', () => {
  it('sees and changes what is in its realm, and nothing of another', async () => {
    const { caller, okta, portal, certificate, idp, application } = await installation();
    const other = await caller(undefined, '/');
    for (const path of ['/idps', '/apps', '/certificates']) expect((await other('GET', path)).json).toEqual([]);
    for (const [method, path, body] of [
      ['GET', `/idps/${okta.id}/offline-mode`, undefined],
      ['POST', `/idps/${okta.id}/offline-mode`, { mode: 'AUTOMATIC' }],
      ['PUT', `/idps/${okta.id}/offline-mode/health-policy`, HEALTH_POLICY],
      ['POST', `/idps/${okta.id}/offline-mode/test-directory-connection`, TESTED_CONNECTION],
      ['POST', `/idps/${okta.id}/offline-mode/directories`, OPEN_LDAP],
      ['POST', `/idps/${okta.id}/offline-mode/access-policies`, ACCESS_POLICY],
      ['GET', `/idps/${okta.id}/offline-mode/authenticators`, undefined],
      ['POST', `/idps/${okta.id}/offline-mode/authenticators`, { key: 'smart_card' }],
      ['POST', `/apps/${portal.id}/offline-mode`, { state: 'ACTIVE' }],
      ['PUT', `/apps/${portal.id}/offline-mode/group-policy`, GROUP_POLICY],
    ] as const)
      expect((await other(method, path, body)).status, `${method} ${path}`).toBe(404);
    expect(
      await other('POST', '/settings/authentication-service', { ...AUTHENTICATION_SERVICE, certificateId: certificate.id }),
    ).toMatchObject({
      status: 400,
      json: { errorCauses: [{ errorSummary: expect.stringContaining('certificateId') }] },
    });

    // Nor a directory or a policy of another provider of the realm.
    const call = await caller();
    const second = await idp('Second');
    const directory = (await call('POST', `/idps/${okta.id}/offline-mode/directories`, OPEN_LDAP)).json as OfflineDirectoryView;
    for (const method of ['GET', 'DELETE'])
      expect((await call(method, `/idps/${second.id}/offline-mode/directories/${directory.id}`)).status).toBe(404);
    const policy = (await call('POST', `/idps/${okta.id}/offline-mode/access-policies`, ACCESS_POLICY)).json as AccessPolicy;
    expect((await call('GET', `/idps/${second.id}/offline-mode/access-policies/${policy.id}`)).status).toBe(404);
    const elsewhere = await application('elsewhere', second.id);
    expect(await call('PUT', `/apps/${elsewhere.id}/offline-mode/access-policy`, { accessPolicyId: policy.id })).toMatchObject({
      status: 400,
    });
  });

  it('is told of each member of a body that is wrong, and nothing is changed', async () => {
    const { caller, okta, portal, certificate } = await installation();
    const call = await caller();
    const wrong = async (method: string, path: string, body: unknown) => {
      const { status, json } = await call(method, path, body);
      const { errorCauses } = json as { errorCauses: readonly { errorSummary: string }[] };
      return [status, errorCauses.map(({ errorSummary }) => errorSummary.slice(0, errorSummary.indexOf(':'))).sort()];
    };
    const path = `/idps/${okta.id}/offline-mode`;
    expect(await wrong('PUT', `${path}/health-policy`, { timeout: 0, maxRetries: 1.5, recoveryCooldownInterval: -1 })).toEqual([
      400,
      ['maxRetries', 'recoveryCooldownInterval', 'timeout'],
    ]);
    expect(await wrong('POST', path, { mode: 'SOMETIMES' })).toEqual([400, ['mode']]);
    expect(await wrong('POST', `${path}/directories`, { ...OPEN_LDAP, connection: { connectionUrl: 'http://x' } })).toEqual([
      400,
      ['connection.bindCredential', 'connection.bindDn', 'connection.connectionUrl'],
    ]);
    expect(await wrong('POST', `/apps/${portal.id}/offline-mode`, { state: 'ON' })).toEqual([400, ['state']]);
    expect(await wrong('PUT', `/apps/${portal.id}/offline-mode/group-policy`, {})).toEqual([400, ['groups']]);
    const service = { ...AUTHENTICATION_SERVICE, certificateId: certificate.id };
    expect(await wrong('POST', '/settings/authentication-service', { ...service, serverNodes: [], publicDomain: 'a b' })).toEqual([
      400,
      ['publicDomain', 'serverNodes'],
    ]);
    const rule = { ...ACCESS_POLICY.rules[0], actions: { access: 'deny', chains: [{ authenticationMethods: [{ key: 'smart_card' }] }] } };
    expect(await wrong('POST', `${path}/access-policies`, { name: 'x', rules: [rule] })).toEqual([
      400,
      ['rules.0.actions.access', 'rules.0.actions.chains.0.authenticationMethods.0.key'],
    ]);
    expect((await call('GET', `${path}/health-policy`)).json).toEqual(HEALTH_POLICY);
    expect((await call('GET', path)).json).toEqual({ mode: 'DISABLED' });
    expect((await call('GET', `${path}/directories`)).json).toEqual([]);
    expect((await call('GET', '/settings/authentication-service')).status).toBe(404);
  });

  it('gives applications an access policy, whose groups alone may use them then, until they are given groups themselves', async () => {
    const { caller, okta, portal, providers } = await installation();
    const call = await caller();
    const path = `/idps/${okta.id}/offline-mode/access-policies`;
    const offline = `/apps/${portal.id}/offline-mode`;
    expect((await call('GET', path)).json, 'no default while it does not fail over by itself').toEqual([]);
    expect((await call('GET', `${offline}/access-policy`)).status).toBe(404);
    await providers.setMode('/alpha', okta.id, 'AUTOMATIC');
    const made = await call('POST', path, ACCESS_POLICY);
    expect([made.status, made.json]).toEqual([201, { ...ACCESS_POLICY, id: expect.any(String), isDefault: false }]);
    const { id } = made.json as AccessPolicy;
    const [byDefault, own]: readonly AccessPolicy[] = (await call('GET', path)).json;
    expect([byDefault?.isDefault, own]).toEqual([true, made.json]);
    expect(await call('DELETE', `${path}/${byDefault?.id}`)).toMatchObject({ status: 409 });

    expect(await call('PUT', `${offline}/access-policy`, { accessPolicyId: id })).toMatchObject({
      status: 200,
      json: { accessPolicyId: id },
    });
    expect((await call('GET', `${offline}/access-policy`)).json).toEqual({ accessPolicyId: id });
    expect((await call('GET', `${offline}/group-policy`)).json).toEqual({ groups: [{ name: 'Admins' }, { name: 'Operators' }] });
    expect(await call('DELETE', `${path}/${id}`), 'while it is used').toMatchObject({
      status: 409,
      json: { errorSummary: expect.stringContaining('portal') },
    });
    await call('PUT', `${offline}/access-policy`, { accessPolicyId: byDefault?.id });
    expect((await call('GET', `${offline}/group-policy`)).json).toEqual({ groups: [{ name: 'Everyone' }] });
    await call('PUT', `${offline}/group-policy`, GROUP_POLICY);
    expect((await call('GET', `${offline}/access-policy`)).status).toBe(404);
    expect(await call('DELETE', `${path}/${id}`)).toMatchObject({ status: 204 });
  });

  it('finds the password built in and always active, and cannot have smart cards checked', async () => {
    const { caller, okta, idp, providers, workspace } = await installation();
    const call = await caller();
    const path = `/idps/${okta.id}/offline-mode/authenticators`;
    const [password]: readonly OfflineAuthenticator[] = (await call('GET', path)).json;
    expect(password).toMatchObject({ key: 'password', status: 'ACTIVE' });
    expect(await call('POST', `${path}/${password?.id}/lifecycle/activate`)).toMatchObject({ status: 200, json: { status: 'ACTIVE' } });
    expect((await call('DELETE', `${path}/${password?.id}`)).status).toBe(409);
    expect((await call('POST', path, { key: 'password' })).status).toBe(400);
    const card = await call('POST', path, { key: 'smart_card', settings: { issuer: 'CN=Cards' } });
    expect([card.status, card.json]).toMatchObject([201, { key: 'smart_card', status: 'INACTIVE', settings: { issuer: 'CN=Cards' } }]);
    expect((await call('POST', path, { key: 'smart_card' })).status).toBe(409);
    const { id } = card.json as OfflineAuthenticator;
    expect(await call('POST', `${path}/${id}/lifecycle/activate`)).toMatchObject({
      status: 409,
      json: { errorSummary: expect.stringContaining('cannot be checked') },
    });
    expect((await call('GET', path)).json).toMatchObject([{ status: 'ACTIVE' }, { id, status: 'INACTIVE' }]);
    expect((await call('DELETE', `${path}/${id}`)).status).toBe(204);

    // What is set up for a provider goes with it.
    const second = await idp('Second');
    await call('POST', `/idps/${second.id}/offline-mode/authenticators`, { key: 'smart_card' });
    await call('POST', `/idps/${second.id}/offline-mode/access-policies`, ACCESS_POLICY);
    await providers.remove('/alpha', second.id);
    for (const kind of ['offlineAuthenticator', 'accessPolicy'] as const)
      expect(await workspace.stores.realmObjects.list('/alpha', kind)).toEqual([]);
  });
});

describe('the authentication service', () => {
  it('is set up, given another certificate, and disabled', async () => {
    const { caller, certificate } = await installation();
    const call = await caller();
    const path = '/settings/authentication-service';
    expect((await call('PUT', `${path}/certificates`, { type: 'mtls', hostname: 'a.example', certificateId: certificate.id })).status).toBe(
      404,
    );
    await call('POST', path, { ...AUTHENTICATION_SERVICE, certificateId: certificate.id });
    const mtls = { type: 'mtls', hostname: 'worker-node1.test-oag.com', certificateId: certificate.id };
    expect(await call('PUT', `${path}/certificates`, mtls)).toMatchObject({ status: 200, json: mtls });
    await call('PUT', `${path}/certificates`, mtls);
    expect((await call('GET', `${path}/certificates`)).json).toEqual([mtls]);
    await call('POST', path, { ...AUTHENTICATION_SERVICE, certificateId: certificate.id, publicDomain: 'other.example' });
    expect((await call('GET', path)).json).toMatchObject({ publicDomain: 'other.example' });
    expect((await call('GET', `${path}/certificates`)).json, 'they stay').toEqual([mtls]);
    expect(await call('DELETE', path)).toMatchObject({ status: 204, text: '' });
    for (const rest of ['', '/health-check', '/certificates']) expect((await call('GET', `${path}${rest}`)).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(404);
  });

  it('is not healthy while nobody could sign on by it, and says why', async () => {
    const { caller, certificate, okta, workspace } = await installation();
    const call = await caller();
    await call('POST', '/settings/authentication-service', { ...AUTHENTICATION_SERVICE, certificateId: certificate.id });
    const health = async () => (await call('GET', '/settings/authentication-service/health-check')).json as object;
    expect(await health()).toMatchObject({ status: 'HEALTHY' });
    await call('POST', `/idps/${okta.id}/offline-mode/directories`, ACTIVE_DIRECTORY);
    expect(await health()).toMatchObject({ status: 'UNHEALTHY', problems: ['There is no copy of ldap://ad.domain.com:389 yet.'] });
    await certificateDesk(workspace).remove('/alpha', certificate.id);
    expect(await health()).toMatchObject({
      problems: expect.arrayContaining(['The certificate of offline-idp-service.domain.tld is gone.']),
    });
  });
});
