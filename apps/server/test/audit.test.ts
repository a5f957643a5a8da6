import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  AUDIT_EVENTS,
  AUDIT_FACTS,
  type AuditEventName,
  type AuditList,
  type AuditRecord,
  authenticatorThrottleService,
  FAILURE_ID,
  SUCCESS_ID,
  WaygateError,
} from '@waygate/schema';
import { newAuditId } from '@waygate/storage';
import { expect, it, onTestFinished, vi } from 'vitest';
import { defaultRealm, openWorkspace, readConfig, runServer } from '../src/index.ts';
import { journeyOf, node, withPassword } from './house.ts';

vi.setConfig({ testTimeout: 60_000 });

const ADMIN = 'a-canary-admin-password';
const PASSWORD = 'a-canary-password';
/** When what `fill` writes begins, epoch milliseconds. */
const BEGIN = Date.now() - 3_600_000;
const hasher = {
  hash: async (password: string) => `hash:${Buffer.from(password).toString('hex')}`,
  verify: async (hash: string | undefined, password: string) => hash === `hash:${Buffer.from(password).toString('hex')}`,
  turn: <T>(work: () => Promise<T>) => work(),
  admit: <T>(work: () => Promise<T>) => work(),
  admitLater: <T>(work: (enter: () => void) => Promise<T>) => work(() => undefined),
  isOutdated: () => false,
};

const journey = journeyOf(
  {
    ask: node('ZeroPageLoginNode', { allowWithoutReferer: true }, { true: 'check', false: FAILURE_ID }),
    check: node('DataStoreDecisionNode', {}, { true: SUCCESS_ID, false: FAILURE_ID }),
  },
  'Plain',
);

/** A running server with the realm alpha, and demo in it. */
async function opened(more: Record<string, string> = {}, directory = join(mkdtempSync(join(tmpdir(), 'waygate-audit-')), 'data')) {
  const config = readConfig({
    WAYGATE_DATA_DIR: directory,
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_ADMIN_PASSWORD: ADMIN,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_TRUSTED_PROXIES: '127.0.0.1,::1',
    ...more,
  });
  const workspace = await openWorkspace(config, hasher);
  const { stores } = workspace;
  if ((await stores.realms.settings('/alpha')) === undefined) {
    await stores.realms.put(defaultRealm('/alpha', 'Plain'));
    await stores.identities.create({
      id: 'demo-id',
      username: 'demo',
      realm: '/alpha',
      active: true,
      attributes: { mail: ['demo@example.com'] },
      passwordHash: await hasher.hash(PASSWORD),
      createdAt: 0,
    });
    await stores.journeys.publish('/alpha', [journey], { at: 0, author: 'test', note: '' });
  }
  const server = await runServer(config, () => undefined, workspace);
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await server.stop();
    isStopped = true;
  };
  onTestFinished(stop);

  const signOn = async (realm: string, name: string, password: string, query = '') => {
    const path = realm === '/' ? 'root' : `root/realms${realm}`;
    const answer = await fetch(`${server.url}/am/json/realms/${path}/authenticate${query}`, {
      method: 'POST',
      headers: {
        'X-OpenAM-Username': name,
        'X-OpenAM-Password': password,
        'Content-Type': 'application/json',
        'X-Forwarded-For': '203.0.113.9',
        'User-Agent': 'Test/1.0',
        'X-ForgeRock-TransactionId': 'txn-1',
      },
      body: '{}',
    });
    return { status: answer.status, trace: answer.headers.get('x-waygate-trace'), ...((await answer.json()) as { tokenId?: string }) };
  };
  let cookie: string | undefined;
  const admin = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    cookie ??= `${'waygateSession'}=${(await signOn('/', 'amadmin', ADMIN)).tokenId}`;
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        iPlanetDirectoryPro: cookie.split('=')[1] ?? '',
        'X-Requested-With': 'test',
        'Content-Type': 'application/json',
        'X-Forwarded-For': '203.0.113.1',
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const records = async (query = '', realm = 'alpha') =>
    ((await admin('GET', `/api/realms/${realm}/audit${query}`)).body as AuditList).records;
  return { server, workspace, config, directory, signOn, admin, records, stop };
}

type House = Awaited<ReturnType<typeof opened>>;

it('tells who signed on, when, from where, how and with what result, and never what was typed', async () => {
  const house = await opened();
  const { signOn, records } = house;
  const right = await signOn('/alpha', 'demo', PASSWORD);
  const wrong = await signOn('/alpha', 'demo', 'a-canary-wrong-password');
  await signOn('/alpha', PASSWORD, 'demo');
  const all = await records();
  const named = (event: string) => all.filter((one) => one.event === event);
  expect(named('authentication.succeeded')).toEqual([
    {
      id: expect.any(String),
      at: expect.any(Number),
      topic: 'authentication',
      event: 'authentication.succeeded',
      realm: '/alpha',
      result: 'succeeded',
      person: { id: 'demo-id', name: 'demo' },
      address: '203.0.113.9',
      userAgent: 'Test/1.0',
      transaction: 'txn-1',
      run: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
      facts: {
        journey: 'Plain',
        version: expect.any(String),
        evidence: ['knowledge:password'],
        level: 0,
        session: expect.any(String),
        steps: 2,
      },
    },
  ]);
  const [session] = await house.workspace.stores.signOnSessions.listByUser('/alpha', 'demo-id', Date.now());
  expect(named('authentication.succeeded')[0]?.facts?.['session']).toBe(session?.handle);
  // Newest first: nobody is called what was typed the second time.
  expect(named('authentication.failed').map(({ person, result }) => [person?.name, result])).toEqual([
    [undefined, 'failed'],
    ['demo', 'failed'],
  ]);
  expect(named('authentication.failed')[1]?.run).toBe(wrong.trace);
  expect(named('authentication.begun')).toHaveLength(3);
  // Traces are written beside the answers.
  await vi.waitFor(async () => {
    const traced = await house.admin('GET', `/api/realms/alpha/traces/${named('authentication.succeeded')[0]?.run}`);
    expect([traced.status, traced.body.result]).toEqual([200, 'succeeded']);
  });
  expect((await records('?person=demo')).map(({ event }) => event)).toEqual(['authentication.failed', 'authentication.succeeded']);
  expect(await records('?person=demo-id&result=failed')).toHaveLength(1);
  expect(await records('?topic=session,account')).toEqual([]);

  await fetch(`${house.server.url}/am/json/realms/root/realms/alpha/sessions?_action=logout`, {
    method: 'POST',
    headers: { iPlanetDirectoryPro: right.tokenId ?? '', 'Content-Type': 'application/json' },
  });
  expect(await records('?topic=session')).toMatchObject([
    { event: 'session.ended', person: { name: 'demo' }, facts: { how: 'LOGOUT', session: session?.handle } },
  ]);
  expectClean(await everything(house), [right.tokenId ?? '']);
});

it('tells tries that were not looked at, and names nobody who is nobody', async () => {
  const house = await opened();
  const throttle = authenticatorThrottleService.parse({ firstDelaySeconds: 60 });
  await house.workspace.stores.services.set('/alpha', 'authenticatorThrottle', throttle);
  for (const name of ['demo', 'a-canary-name']) {
    for (let round = 0; round < 8; round += 1) await house.signOn('/alpha', name, 'a-canary-wrong-password');
  }
  const throttled = await house.records('?event=authentication.throttled');
  expect(throttled.map(({ person, reason, facts }) => [person?.name, reason, facts?.['authenticator']])).toEqual(
    expect.arrayContaining([
      ['demo', 'wait', 'password'],
      [undefined, 'wait', 'password'],
    ]),
  );
  expectClean(await everything(house));
});

it('tells every act of an administrator, before and after, by revision and name and never by value, and refused ones too', async () => {
  const house = await opened();
  const { admin, records } = house;
  const client = { clientType: 'Confidential', redirectionUris: ['https://app.example/back'], scopes: ['read'] };
  const made = await admin('POST', '/api/realms/alpha/clients/shop', { settings: client });
  const changed = await admin('PUT', '/api/realms/alpha/clients/shop', { settings: { ...client, scopes: ['read', 'write'] } });
  const again = await admin('POST', '/api/realms/alpha/clients/shop', { settings: client });
  const renewed = await admin('POST', '/api/realms/alpha/clients/shop/secret', {});
  const gone = await admin('DELETE', '/api/realms/alpha/clients/shop');
  expect([made.status, changed.status, again.status, renewed.status, gone.status]).toEqual([200, 200, 409, 200, 204]);
  const acts = (await records('?event=configuration.changed')).toReversed();
  const amadmin = { kind: 'administrator', id: expect.any(String), name: 'amadmin' };
  expect(acts.map(({ facts, result }) => [facts?.['action'], result])).toEqual([
    ['client.created', 'succeeded'],
    ['client.changed', 'succeeded'],
    ['client.created', 'refused'],
    ['client.secret_renewed', 'succeeded'],
    ['client.removed', 'succeeded'],
  ]);
  expect(acts).toMatchObject(acts.map(() => ({ actor: amadmin, target: { kind: 'client', id: 'shop' }, address: '203.0.113.1' })));
  expect(acts[1]?.facts).toMatchObject({ fields: ['settings.scopes'], before: acts[0]?.facts?.['after'] });
  expect(acts[2]).toMatchObject({ reason: 'client.exists' });
  expect(acts[4]?.facts).toMatchObject({ before: acts[1]?.facts?.['after'] });
  expect(acts[4]?.facts?.['after']).toBeUndefined();

  const { body: before } = await admin('GET', '/api/realms/alpha/journeys/Plain');
  const { document, versionId } = before.published;
  const published = await admin('POST', '/api/realms/alpha/journeys/Plain/publish', {
    document: { ...document, description: 'a-canary-description' },
    baseVersion: versionId,
    note: 'Why',
  });
  expect(published.status).toBe(200);
  expect((await records('?event=configuration.changed'))[0]).toMatchObject({
    result: 'succeeded',
    target: { kind: 'journey', id: 'Plain' },
    facts: { action: 'journey.published', before: versionId, after: expect.not.stringContaining(versionId) },
  });

  expectClean(await everything(house), [made.body.secret, renewed.body.secret]);
});

it('tells who asked to administer and may not, and nothing of strangers or of what anybody made up', async () => {
  const house = await opened({ WAYGATE_OFFLINE_API_FROM: '127.0.0.1,::1' });
  await addAnn(house);
  const tokenOf = async (realm: string, name: string, password: string) => (await house.signOn(realm, name, password)).tokenId ?? '';
  const asked = async (method: string, path: string, headers: Record<string, string> = {}) =>
    (
      await fetch(`${house.server.url}${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', ...headers },
        ...(method === 'GET' ? {} : { body: '{}' }),
      })
    ).status;
  const console = '/api/realms/alpha/clients/a-canary-client';
  const am = '/am/json/realms/root/realms/alpha/realm-config/services/SocialIdentityProviders/openIdConnect/a-canary-name';
  const program = '/api/v2/users/a-canary-user/access-policies';
  for (const headers of [{}, { iPlanetDirectoryPro: 'a-canary-token', Authorization: 'Bearer a-canary-token' }] as const)
    for (const [method, path] of [
      ['DELETE', console],
      ['PUT', am],
      ['DELETE', program],
    ] as const)
      expect([401, 403, 404], `${method} ${path}`).toContain(await asked(method, path, { 'X-Requested-With': 'test', ...headers }));
  const all = async () => (await everything(house)).filter(({ topic, actor }) => topic === 'configuration' && actor?.kind !== 'operator');
  expect(await all()).toEqual([]);

  const by = { 'X-Requested-With': 'test', iPlanetDirectoryPro: await tokenOf('/', 'ann', PASSWORD) };
  const demo = { ...by, iPlanetDirectoryPro: await tokenOf('/alpha', 'demo', PASSWORD) };
  const admin = { ...by, iPlanetDirectoryPro: await tokenOf('/', 'amadmin', ADMIN), 'X-Waygate-Author': 'somebody' };
  const statuses = [
    await asked('DELETE', console, by),
    await asked('GET', console, by),
    await asked('PUT', am, by),
    await asked('DELETE', console, demo),
    await asked('GET', console, demo),
    await asked('DELETE', console, admin),
  ];
  expect(statuses).toEqual([403, 403, 401, 401, 401, 403]);
  expect((await all()).map(({ event, result, reason, actor, target, facts }) => [event, result, reason, actor, target, facts])).toEqual(
    (
      [
        ['admin.forbidden', ['ann-id', 'ann'], 'client', 'client.removed'],
        ['admin.forbidden', ['ann-id', 'ann'], 'client', 'client.get'],
        ['admin.forbidden', ['ann-id', 'ann'], 'provider', 'provider.written'],
        ['admin.unauthenticated', ['demo-id', 'demo'], 'client', 'client.removed'],
        ['admin.other', [expect.any(String), 'amadmin'], 'client', 'client.removed'],
      ] as const
    ).map(([reason, [id, name], kind, action]) => [
      'configuration.refused',
      'refused',
      reason,
      { kind: 'person', id, name },
      { kind },
      { action },
    ]),
  );
  expectClean(await everything(house), [by.iPlanetDirectoryPro, demo.iPlanetDirectoryPro, admin.iPlanetDirectoryPro]);
});

it('lets nobody who is signed on fill it with refusals', async () => {
  const house = await opened();
  await addAnn(house);
  const headers = { 'X-Requested-With': 'test', iPlanetDirectoryPro: (await house.signOn('/', 'ann', PASSWORD)).tokenId ?? '' };
  const asked = () => fetch(`${house.server.url}/api/realms/alpha/clients/one`, { method: 'DELETE', headers });
  const statuses: number[] = [];
  for (let round = 0; round < 60; round += 1) statuses.push((await asked()).status);
  expect(new Set(statuses)).toEqual(new Set([403]));
  const refused = await house.records('?event=configuration.refused');
  const told = refused.reduce((sum, { facts }) => sum + Number(facts?.['count'] ?? 1), 0);
  // A minute may have ended meanwhile.
  expect([told, refused.length <= 22]).toEqual([60, true]);
  expectClean(await everything(house), [headers.iPlanetDirectoryPro]);
});

it('tells what is written by the AM-compatible configuration API, with the names of what was changed', async () => {
  const house = await opened();
  const path = '/am/json/realms/root/realms/alpha/scripts/8d2d3f65-cbf0-4a5c-9d18-7b0a3f2f9d10';
  const script = (text: string) => ({
    _id: '8d2d3f65-cbf0-4a5c-9d18-7b0a3f2f9d10',
    name: 'Mine',
    description: 'a-canary-description',
    script: Buffer.from(text).toString('base64'),
    language: 'JAVASCRIPT',
    context: 'AUTHENTICATION_TREE_DECISION_NODE',
  });
  const headers = { 'Accept-API-Version': 'protocol=2.1,resource=1.0' };
  const statuses = [
    (await house.admin('PUT', path, script('outcome = "a-canary-one";'), headers)).status,
    (await house.admin('PUT', path, script('outcome = "a-canary-two";'), headers)).status,
    (await house.admin('DELETE', path, undefined, headers)).status,
    (await house.admin('PUT', path, { name: 7 }, headers)).status,
  ];
  expect(statuses).toEqual([201, 200, 200, 400]);
  expect((await house.admin('POST', `${path.slice(0, path.lastIndexOf('/'))}?_action=validate`, {}, headers)).status).toBeLessThan(500);
  const acts = (await house.records('?topic=configuration')).toReversed();
  expect(acts.map(({ result, target, facts }) => [result, target?.kind, facts?.['action']])).toEqual([
    ['succeeded', 'script', 'script.written'],
    ['succeeded', 'script', 'script.written'],
    ['succeeded', 'script', 'script.removed'],
    ['refused', 'script', 'script.written'],
  ]);
  expect(acts[1]?.facts).toMatchObject({ fields: expect.arrayContaining(['script']), before: acts[0]?.facts?.['after'] });
  expectClean(await everything(house));
});

it('is searched by who did it, from where, and by request, and one record is told by its id in its realm', async () => {
  const house = await opened();
  await house.signOn('/alpha', 'demo', PASSWORD);
  await house.admin('POST', '/api/realms/alpha/clients/shop', { settings: { clientType: 'Public', redirectionUris: [] } });
  const events = async (query: string) => [...new Set((await house.records(query)).map(({ event }) => event))].toSorted();
  expect(await events('?actor=amadmin')).toEqual(['configuration.changed']);
  const signedOn = ['authentication.begun', 'authentication.succeeded'];
  expect(await events('?address=203.0.113.9')).toEqual(signedOn);
  expect(await events('?transaction=txn-1&address=203.0.113.9')).toEqual(signedOn);
  expect(await events('?transaction=another')).toEqual([]);
  const [one] = await house.records('?event=configuration.changed');
  const at = (realm: string, id = one?.id) => house.admin('GET', `/api/realms/${realm}/audit/${id}`);
  expect((await at('alpha')).body).toEqual(one);
  expect([(await at('root')).status, (await at('alpha', 'x')).body.code]).toEqual([404, 'audit.unknown']);
  expect((await house.admin('GET', '/api/realms/alpha/audit')).body).toMatchObject({ keptDays: 90, now: expect.any(Number) });
});

it('is exported as it is filtered, in tables that no spreadsheet runs, by administrators alone, with a record of that', async () => {
  const house = await opened();
  const evil = { person: { id: '=1+1', name: '=HYPERLINK("https://evil.example")' }, userAgent: '@SUM(A1)' };
  const ids = await fill(house, 1_203, (index) => (index % 2 === 0 ? evil : {}));
  const token = (await house.signOn('/', 'amadmin', ADMIN)).tokenId ?? '';
  const asked = (body: object, by: { readonly token?: string } = {}) => exported(house, body, { token, ...by });
  const lines = await asked({ format: 'jsonl', event: 'session.', to: BEGIN + 900 });
  expect([lines.status, lines.headers.get('content-type'), lines.headers.get('cache-control')]).toEqual([
    200,
    'application/x-ndjson; charset=utf-8',
    'no-store',
  ]);
  const told = (await lines.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  expect(told, 'oldest first, each once').toEqual(ids.slice(0, 901));
  const table = await asked({ format: 'csv', person: '=1+1' });
  expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const rows = (await table.text()).trimEnd().split('\r\n');
  expect([rows.length, rows[0]?.startsWith('"id","time"')]).toEqual([603, true]);
  for (const cell of [`"'=1+1"`, `"'=HYPERLINK(""https://evil.example"")"`, `"'@SUM(A1)"`]) expect(rows[1]).toContain(cell);

  await addAnn(house);
  const ann = (await house.signOn('/', 'ann', PASSWORD)).tokenId ?? '';
  const refused = [
    await asked({ format: 'csv' }, { token: ann }),
    await asked({ format: 'csv' }, { token: '' }),
    await asked({ format: 'xml' }),
    await asked({ format: 'csv', secret: 'a-canary' }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([403, 401, 400, 400]);
  const exports = async () => (await house.records('?event=configuration.')).filter(({ target }) => target?.kind === 'audit').toReversed();
  expect((await exports()).map(({ result, actor, facts }) => [result, actor?.name, facts])).toEqual([
    ['succeeded', 'amadmin', { action: 'audit.exported', format: 'jsonl', filters: ['event', 'to'], count: 901 }],
    ['succeeded', 'amadmin', { action: 'audit.exported', format: 'csv', filters: ['person'], count: 602 }],
    ['refused', 'ann', { action: 'audit.export.created' }],
    ['refused', 'amadmin', { action: 'audit.export.created' }],
    ['refused', 'amadmin', { action: 'audit.export.created' }],
  ]);
});

it('says of an export that was left in the middle that it did not come to its end', async () => {
  const house = await opened();
  await fill(house, 600, () => ({ facts: { how: 'x'.repeat(20_000) } }));
  const leave = new AbortController();
  const token = (await house.signOn('/', 'amadmin', ADMIN)).tokenId ?? '';
  const answer = await exported(house, { format: 'jsonl' }, { token, signal: leave.signal });
  await answer.body?.getReader().read();
  leave.abort();
  await vi.waitFor(async () => {
    const [one] = await house.records('?event=configuration.changed');
    expect([one?.result, one?.reason, Number(one?.facts?.['count']) > 0]).toEqual(['failed', 'request.aborted', true]);
  }, 20_000);
});

it('is one log of every copy on a store, and goes with its time', async () => {
  const first = await opened({ WAYGATE_AUDIT_DAYS: '1' });
  const second = await opened({ WAYGATE_AUDIT_DAYS: '0' }, first.directory);
  await first.signOn('/alpha', 'demo', PASSWORD);
  await second.signOn('/alpha', 'demo', PASSWORD);
  expect(await second.records('?event=authentication.succeeded')).toHaveLength(2);
  const { stores } = first.workspace;
  const tomorrow = Date.now() + 86_400_000 + 60_000;
  await stores.sweep(tomorrow);
  const left = (await everything(second)).filter(({ event, realm }) => realm === '/alpha' && event === 'authentication.succeeded');
  expect(left, 'what the second wrote stays for ever').toHaveLength(1);
});

it('leaves out what it is told to, and nothing that decides something', async () => {
  const house = await opened({ WAYGATE_AUDIT_OMIT: 'authentication.begun' });
  await house.signOn('/alpha', 'demo', PASSWORD);
  expect((await house.records()).map(({ event }) => event)).toEqual(['authentication.succeeded']);
  expect(() => readConfig({ WAYGATE_AUDIT_OMIT: 'configuration.changed' })).toThrow('WAYGATE_AUDIT_OMIT');
});

it('lets nothing be done that cannot be written down', async () => {
  const house = await opened();
  const { audit } = house.workspace.stores;
  await house.admin('GET', '/api/me');
  vi.spyOn(audit, 'append').mockRejectedValue(new Error('full'));
  const made = await house.admin('POST', '/api/realms/alpha/clients/shop', { settings: { clientType: 'Public', redirectionUris: [] } });
  expect([made.status, made.body.code]).toEqual([503, 'audit.unavailable']);
  vi.restoreAllMocks();
  expect((await house.admin('GET', '/api/realms/alpha/clients')).body.clients).toEqual([]);
});

it.each([
  ['fails', 'a-canary-wrong-password', '', 401, { event: 'authentication.failed', person: { name: 'demo' } }],
  ['succeeds without a session', PASSWORD, '&noSession=true', 200, { event: 'authentication.succeeded', person: { name: 'demo' } }],
] as const)('ends a sign-on that %s together with its record, or not at all', async (_, password, query, status, told) => {
  const house = await opened();
  const { journeys, journeySessions, audit } = house.workspace.stores;
  await journeys.publish('/alpha', [journeyOf(withPassword(SUCCESS_ID, {}), 'Asked')], { at: 0, author: 'test', note: '' });
  const step = async (body: unknown) => {
    const address = `${house.server.url}/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=Asked${query}`;
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as { readonly callbacks?: { readonly input: object[] }[] } };
  };
  const answered = ({ callbacks = [], ...more }: Awaited<ReturnType<typeof step>>['body'], value: string) => ({
    ...more,
    callbacks: callbacks.map((one) => ({ ...one, input: one.input.map((input) => ({ ...input, value })) })),
  });
  const asksPassword = await step(answered((await step({})).body, 'demo'));
  const last = answered(asksPassword.body, password);
  // The record goes no way of its own, which may be shut.
  vi.spyOn(audit, 'append').mockRejectedValue(new Error('full'));
  vi.spyOn(journeySessions, 'replace').mockRejectedValueOnce(
    new WaygateError('operational', 'storage.unavailable', 'The store does not answer.'),
  );
  expect((await step(last)).status).toBe(503);
  expect((await step(last)).status).toBe(status);
  vi.restoreAllMocks();
  const ends = async () => (await house.records('?topic=authentication')).filter(({ event }) => event !== 'authentication.begun');
  await vi.waitFor(async () => expect(await ends()).toMatchObject([told]));
  expectClean(await everything(house));
});

it('has every act that was acknowledged when the server is killed right after', async () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'waygate-audit-')), 'data');
  const acknowledged = await killedServer(directory);
  const workspace = await openWorkspace(readConfig({ WAYGATE_DATA_DIR: directory, WAYGATE_LOG_LEVEL: 'silent' }), hasher);
  onTestFinished(() => workspace.close());
  const found: AuditRecord[] = [];
  for await (const part of workspace.stores.audit.walk({ from: 0, to: Date.now() })) found.push(...part);
  const clients = (await workspace.stores.realmObjects.list('/', 'oauthClient')).map(({ id }) => id);
  expect(acknowledged.length).toBeGreaterThan(0);
  for (const id of acknowledged)
    expect(found.filter(({ target }) => target?.id === id)).toMatchObject([{ event: 'configuration.changed', result: 'succeeded' }]);
  expect(found.filter(({ event }) => event === 'authentication.succeeded')).toHaveLength(1);
  for (const id of clients)
    expect(
      found.some(({ target }) => target?.id === id),
      `${id} was made with a record`,
    ).toBe(true);
});

/** Puts ann into the root realm, who administers nothing. */
async function addAnn({ workspace }: House): Promise<void> {
  const ann = { id: 'ann-id', username: 'ann', realm: '/', active: true, attributes: {}, createdAt: 0 };
  await workspace.stores.identities.create({ ...ann, passwordHash: await hasher.hash(PASSWORD) });
}

/** Writes records of alpha, one each millisecond from `BEGIN` on. @param more of each, by its number @returns their ids, oldest first */
async function fill({ workspace }: House, count: number, more: (index: number) => Partial<AuditRecord>): Promise<readonly string[]> {
  const all = Array.from({ length: count }, (_, index) => ({
    record: {
      id: newAuditId(BEGIN + index),
      at: BEGIN + index,
      topic: 'session',
      event: 'session.ended',
      realm: '/alpha',
      result: 'succeeded',
      ...more(index),
    },
  }));
  for (let from = 0; from < count; from += 200) await workspace.stores.audit.append(all.slice(from, from + 200), false);
  return all.map(({ record }) => record.id);
}

/** Asks for an export of alpha. */
function exported(
  { server }: House,
  body: object,
  { token, signal }: { readonly token: string; readonly signal?: AbortSignal },
): Promise<Response> {
  return fetch(`${server.url}/api/realms/alpha/audit/export`, {
    method: 'POST',
    headers: { iPlanetDirectoryPro: token, 'Content-Type': 'application/json', 'X-Requested-With': 'test' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Every record that there is, whatever the realm. */
async function everything({ workspace, records }: House): Promise<readonly AuditRecord[]> {
  // Reading by the API writes what waits.
  await records();
  const found: AuditRecord[] = [];
  for await (const part of workspace.stores.audit.walk({ from: 0, to: Date.now() + 86_400_000 })) found.push(...part);
  return found;
}

/** Holds records to what they may say: names that are documented, and no secret. */
function expectClean(records: readonly AuditRecord[], secrets: readonly string[] = []): void {
  expect(records.length).toBeGreaterThan(0);
  const text = JSON.stringify(records);
  for (const secret of ['canary', Buffer.from('canary').toString('hex'), ...secrets]) expect(text).not.toContain(secret);
  for (const { event, facts = {} } of records) {
    for (const name of Object.keys(facts)) {
      expect(Object.hasOwn(AUDIT_FACTS, name), name).toBe(true);
      expect(AUDIT_EVENTS[event as AuditEventName].facts, event).toContain(name);
    }
  }
}

/** Runs a server whose administrator makes clients, one after the other, until it is killed. @returns the clients that were acknowledged */
async function killedServer(directory: string): Promise<readonly string[]> {
  const child = spawn(
    process.execPath,
    ['--conditions=development', fileURLToPath(new URL('./audited-until-killed.ts', import.meta.url)), directory],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const acknowledged: string[] = [];
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    acknowledged.splice(0, acknowledged.length, ...(text.match(/^client-\d+$/gm) ?? []));
    if (acknowledged.length >= 5) child.kill('SIGKILL');
  }
  return acknowledged;
}
