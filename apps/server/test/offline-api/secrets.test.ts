import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiClientRequest, apiScopes, offlineIdpRequest } from '@waygate/schema';
import { expect, it, onTestFinished } from 'vitest';
import { loopbackCertificate } from '../../../../packages/integrations/test/mail/loopback-certificate.ts';
import { apiClientDesk, certificateDesk } from '../../src/administration.ts';
import { composeHealthDesk } from '../../src/compose-continuity.ts';
import { composeServer } from '../../src/compose-server.ts';
import { continuityDesk } from '../../src/continuity-desk.ts';
import { firstStart, openWorkspace, readConfig } from '../../src/index.ts';
import { ASSERTION_TYPE, assertion, PUBLIC_URL, rsaKey, TOKEN } from './rig.ts';

const DATABASE_PASSWORD = 'Database-Secret-81624';
const BIND_CREDENTIAL = 'Bind-Secret-57193';

it('lets no secret out: not in an answer, not in the log, not in a file', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'waygate-api-')), 'data');
  const config = readConfig({
    WAYGATE_DATA_DIR: folder,
    WAYGATE_DEMO: '1',
    WAYGATE_ADMIN_PASSWORD: 'a-long-password',
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
  });
  const workspace = await openWorkspace(config);
  await firstStart(workspace, config, PUBLIC_URL);
  const logged: object[] = [];
  const note = (facts: object, message: string) => void logged.push({ ...facts, message });
  const log = { info: note, warn: note, error: note, debug: note, isLevelEnabled: () => true };
  const composed = composeServer(workspace, config, PUBLIC_URL, log);
  composed.server.listen(0, '127.0.0.1');
  await once(composed.server, 'listening');
  onTestFinished(async () => {
    composed.server.closeAllConnections();
    composed.server.close();
    await composed.finish();
    await workspace.close();
  });
  const url = `http://127.0.0.1:${(composed.server.address() as AddressInfo).port}`;

  const { privateKey } = rsaKey();
  const key = privateKey.export({ format: 'jwk' });
  const request = apiClientRequest.parse({ label: 'deploy', realm: '/alpha', scopes: apiScopes, key });
  const { id: client } = await apiClientDesk(workspace).create(request);
  const probe = { type: 'HTTP', url: 'https://id.example/' };
  const provider = offlineIdpRequest.parse({ name: 'Okta', probe });
  const idp = await continuityDesk(workspace, composeHealthDesk(workspace, Date.now)).create('/alpha', provider);
  const certificate = await certificateDesk(workspace).add('/alpha', { name: 'Portal', pem: loopbackCertificate.cert });

  const client_assertion = assertion(client, {}, { by: privateKey });
  const form = { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion };
  const ask = async () => (await fetch(`${url}${TOKEN}`, { method: 'POST', body: new URLSearchParams(form) })).json();
  const { access_token: token } = (await ask()) as { access_token: string };
  const answers = [JSON.stringify(await ask())];
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/v2${path}`, { method, headers, ...init });
    answers.push(await response.text());
    return response.status;
  };
  const setting = {
    serverNodes: ['a.example'],
    database: { type: 'mysql', host: 'db.example', port: 3_306, username: 'oag', password: DATABASE_PASSWORD, name: 'oag' },
    publicDomain: 'offline.example',
    certificateId: certificate.id,
  };
  const connection = { connectionUrl: 'ldap://127.0.0.1:1', bindDn: 'cn=admin,dc=example,dc=com', bindCredential: BIND_CREDENTIAL };
  const dns = { userSearchDn: 'dc=example,dc=com', groupSearchDn: 'dc=example,dc=com' };
  const directory = { type: 'OPEN_LDAP', connection, config: dns };
  const path = `/idps/${idp.id}/offline-mode`;
  expect([
    await call('POST', '/settings/authentication-service', setting),
    await call('GET', '/settings/authentication-service'),
    await call('GET', '/settings/authentication-service/health-check'),
    await call('POST', '/settings/authentication-service', { ...setting, database: { ...setting.database, port: DATABASE_PASSWORD } }),
    await call('POST', '/settings/authentication-service', { ...setting, certificateId: idp.id }),
    await call('POST', `${path}/test-directory-connection`, connection),
    await call('POST', `${path}/directories`, directory),
    await call('POST', `${path}/directories`, directory),
    await call('GET', `${path}/directories`),
    await call('POST', `${path}/directories`, {
      ...directory,
      connection: { ...connection, connectionUrl: `ldap://x:${BIND_CREDENTIAL}@y` },
    }),
  ]).toEqual([200, 200, 200, 400, 400, 400, 201, 409, 200, 400]);

  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join();
  const events = logged.flatMap((facts) => ('event' in facts ? [facts.event] : []));
  expect(events).toEqual(
    expect.arrayContaining([
      'continuity.api_token',
      'continuity.api_refused',
      'continuity.authentication_service_enabled',
      'continuity.directory_created',
    ]),
  );
  expect(logged).toContainEqual(
    expect.objectContaining({ event: 'continuity.directory_created', by: 'API client deploy', client, realm: '/alpha' }),
  );
  const texts = { logged: JSON.stringify(logged), answers: answers.join(), files };
  for (const secret of [token, client_assertion, DATABASE_PASSWORD, BIND_CREDENTIAL, String(key.d)]) {
    for (const [where, text] of Object.entries(texts)) expect(text.includes(secret), `${secret.slice(0, 12)}… in ${where}`).toBe(false);
  }
});
