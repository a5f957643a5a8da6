import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSmtpTransport } from '@waygate/integrations';
import {
  FAILURE_ID,
  type JourneyNode,
  type JsonObject,
  messagesService,
  oauthClient,
  pushNotificationService,
  SUCCESS_ID,
  script,
  webhooksService,
} from '@waygate/schema';
import { expect, it, onTestFinished } from 'vitest';
import { loopbackCertificate } from '../../../../packages/integrations/test/mail/loopback-certificate.ts';
import { smtpPeer } from '../../../../packages/integrations/test/mail/smtp-peer.ts';
import { SnsEmulator } from '../../../../packages/integrations/test/sns-emulator.ts';
import { clientDesk } from '../../src/administration.ts';
import { composeServer } from '../../src/compose-server.ts';
import { firstStart, openWorkspace, readConfig, type ServerLog } from '../../src/index.ts';
import { secretsOfConfig } from '../../src/logging/secrets-of-config.ts';
import { createServerLog } from '../../src/logging/server-log.ts';
import { watchingOf } from '../../src/watching.ts';
import type { Workspace } from '../../src/workspace.ts';
import { journeyOf, node, withPassword } from '../house.ts';
import { otlpReceiver } from '../tracing/otlp-receiver.ts';
import { echoingDirectory, echoingWeb } from './echoing-peers.ts';
import { SecretScanner } from './secret-scanner.ts';

const PUBLIC_URL = 'http://localhost';
const AM = '/am/json/realms/root/realms/alpha';
const OAUTH = '/am/oauth2/realms/root/realms/alpha';
const CALLBACK = 'https://app.example/callback';
const ENDS = { true: SUCCESS_ID, false: FAILURE_ID };

/** Stores of which any call fails while `isBroken`, and says in its error what it was called with, as a driver of a database might. */
function breakable(workspace: Workspace): { readonly workspace: Workspace; readonly state: { isBroken: boolean } } {
  const state = { isBroken: false };
  const wrapped = <T extends object>(store: T): T =>
    new Proxy(store, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          if (!state.isBroken) return (member as (...given: unknown[]) => unknown).apply(target, given);
          const said = JSON.stringify(given, (_name, one: unknown) => (typeof one === 'bigint' ? String(one) : one));
          return Promise.reject(Object.assign(new Error(`disk I/O error at '${said}'`), { code: 'SQLITE_IOERR', given }));
        };
      },
    });
  const stores = { ...workspace.stores };
  return {
    state,
    workspace: {
      ...workspace,
      stores: {
        ...stores,
        journeySessions: wrapped(stores.journeySessions),
        identities: wrapped(stores.identities),
        signOnSessions: wrapped(stores.signOnSessions),
        tokens: wrapped(stores.tokens),
        pushMessages: wrapped(stores.pushMessages),
      },
    },
  };
}

/** Writes everything down as it is given, which is what the log is there not to do. */
function careless(lines: string[]): ServerLog {
  const note = (facts: object) => {
    lines.push(
      JSON.stringify(facts, (_name, value: unknown) =>
        value instanceof Error ? { ...value, message: value.message, stack: value.stack, cause: value.cause } : value,
      ),
    );
  };
  return { debug: note, info: note, warn: note, error: note, isLevelEnabled: () => true };
}

const both = (one: ServerLog, other: ServerLog): ServerLog => {
  const level = (name: 'debug' | 'info' | 'warn' | 'error') => (facts: object, message: string) => {
    one[name](facts, message);
    other[name](facts, message);
  };
  return { debug: level('debug'), info: level('info'), warn: level('warn'), error: level('error'), isLevelEnabled: () => true };
};

it('lets no secret out whatever fails: not in the log, traces, metrics, files and errors', async () => {
  const scanner = new SecretScanner();
  let made = 0;
  const secret = (kind: string, more = '') => {
    made += 1;
    return scanner.plant(kind, `Canary${made}x${createHash('sha256').update(kind).digest('base64url').slice(0, 16)}${more}`);
  };
  const secrets = {
    admin: secret('password of the administrator', ' "quoted"'),
    right: secret('password', ' ä+/&%'),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a password that looks like a placeholder
    wrong: secret('wrong password', '\\" ${x}'),
    metrics: secret('metrics token'),
    esv: secret('variable'),
    signing: scanner.plant('key of a cookie', Buffer.from(secret('key of a cookie, unpacked').padEnd(40, 'k')).toString('base64')),
    smtp: secret('SMTP password'),
    bind: secret('LDAP bind password'),
    gateway: secret('gateway token'),
    webhook: secret('webhook secret'),
    sns: secret('secret key of SNS'),
    device: secret('token of a phone'),
    shared: scanner.plant('secret of a phone', Buffer.from(secret('secret of a phone, unpacked').padEnd(32, 's')).toString('base64')),
    called: secret('header of a node'),
    otlp: secret('collector header'),
    query: secret('query'),
    header: secret('API key'),
    client: secret('made-up client secret'),
    verifier: `${secret('PKCE verifier')}${'v'.repeat(43)}`,
    code: secret('made-up code'),
    refresh: secret('made-up refresh token'),
    bearer: secret('made-up bearer'),
    jwt: secret('made-up answer of a phone'),
    ticket: secret('made-up preview ticket'),
    session: secret('made-up session'),
    suspended: secret('made-up link'),
  };
  const [directory, web, collector, mails] = [
    await echoingDirectory(),
    await echoingWeb(),
    await otlpReceiver(),
    await smtpPeer({
      authOptional: false,
      onAuth: ({ username, password }, _session, done) => done(new Error(`I do not take ${username} with ${password}`)),
    }),
  ];
  const sns = await SnsEmulator.start({ secretAccessKey: secrets.sns });
  onTestFinished(() => sns.close());
  const folder = join(mkdtempSync(join(tmpdir(), 'waygate-faults-')), 'data');
  const config = readConfig({
    WAYGATE_DATA_DIR: folder,
    WAYGATE_DEMO: '1',
    WAYGATE_ADMIN_PASSWORD: secrets.admin,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_METRICS_TOKEN: secrets.metrics,
    WAYGATE_METRICS_FROM: '192.0.2.1',
    WAYGATE_DIRECTORY_HOSTS: '127.0.0.1',
    WAYGATE_SCRIPT_HOSTS: '127.0.0.1',
    WAYGATE_MESSAGE_HOSTS: '127.0.0.1',
    WAYGATE_WEBHOOK_HOSTS: '127.0.0.1',
    ESV_CANARY_KEY: secrets.esv,
    ESV_COOKIE_KEY: secrets.signing,
    ESV_CALLED_KEY: secrets.called,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(secrets.otlp)}`,
  });
  const { tracing } = await watchingOf(config);
  const opened = await openWorkspace(config, undefined, tracing);
  await firstStart(opened, config, PUBLIC_URL);
  const { workspace, state } = breakable(opened);
  const { stores } = opened;

  const scripted = (id: string): Record<string, JourneyNode> => ({
    script: node('ScriptedDecisionNode', { script: id, outcomes: ['true', 'false'], outputs: ['*'] }, ENDS),
  });
  const ldap = (address: string) =>
    node(
      'LdapDecisionNode',
      {
        primaryServers: [address],
        accountSearchBaseDn: ['dc=example,dc=com'],
        adminDn: 'cn=admin,dc=example,dc=com',
        adminPassword: secrets.bind,
        heartbeatTimeout: 1,
      },
      { TRUE: SUCCESS_ID, FALSE: FAILURE_ID, LOCKED: FAILURE_ID, CANCELLED: FAILURE_ID, EXPIRED: FAILURE_ID },
    );
  const code = (type: string): Record<string, JourneyNode> => ({
    make: node('OneTimePasswordGeneratorNode', {}, { outcome: 'send' }),
    send: node(type, {}, { outcome: 'ask' }),
    ask: node('OneTimePasswordCollectorDecisionNode', {}, ENDS),
  });
  const cookie = { hmacSigningKey: '&{esv.cookie.key}' };
  await stores.journeys.publish(
    '/alpha',
    [
      journeyOf(withPassword(SUCCESS_ID, {}), 'Plain'),
      journeyOf(withPassword('script', scripted('throws')), 'Throws'),
      journeyOf(withPassword('script', scripted('says')), 'Says'),
      journeyOf(withPassword('make', code('OneTimePasswordSmtpSenderNode')), 'Mails'),
      journeyOf(withPassword('make', code('OneTimePasswordSmsSenderNode')), 'Texts'),
      journeyOf(withPassword('ldap', { ldap: ldap(directory.address) }), 'Refused'),
      journeyOf(withPassword('ldap', { ldap: ldap('127.0.0.1:9') }), 'Away'),
      journeyOf(
        withPassword('push', {
          push: node(
            'PushAuthenticationSenderNode',
            { mandatory: true, captureFailure: true },
            { SENT: SUCCESS_ID, NOT_REGISTERED: SUCCESS_ID, FAILURE: FAILURE_ID },
          ),
        }),
        'Pushes',
      ),
      journeyOf(
        withPassword('call', {
          call: node(
            'RESTNode',
            {
              restURL: `http://${web.host}/call`,
              headersMap: { Authorization: `Bearer &{esv.called.key}` },
              payload: '{"user":"{{username}}"}',
              requestMode: 'POST',
            },
            { NOMATCHRESPONSE: SUCCESS_ID, ERROR: FAILURE_ID },
          ),
        }),
        'Calls',
      ),
      journeyOf(
        withPassword('hook', {
          hook: node('RegisterLogoutWebhookNode', { webhookName: 'crm' }, { outcome: 'keep' }),
          keep: node('SetPersistentCookieNode', cookie, { outcome: SUCCESS_ID }),
        }),
        'Ends',
      ),
      journeyOf({ known: node('PersistentCookieDecisionNode', cookie, ENDS) }, 'Known'),
    ],
    { at: Date.now(), author: 'test', note: '' },
  );
  const source = `
    var all = [nodeState.get('password'), systemEnv.getProperty('esv.canary.key'), requestHeaders.get('x-api-key')];
    all.forEach(function (one) { logger.error('it is ' + one + ' or ' + encodeURIComponent(String(one))); });`;
  const write = (id: string, then: string) => ({
    kind: 'script' as const,
    id,
    value: script.parse({
      _id: id,
      name: id,
      context: 'SCRIPTED_DECISION_NODE',
      evaluatorVersion: '2.0',
      script: Buffer.from(source + then).toString('base64'),
    }) as JsonObject,
  });
  await stores.realmObjects.put('/alpha', [
    write('throws', `throw new Error('I do not take ' + all.join(' and '));`),
    write(
      'says',
      `auditEntryDetail = { all: all };
       var answer = httpClient.send('http://${web.host}/script', { method: 'GET', token: all[1] }).get();
       logger.warn(answer.text()); action.goTo('true');`,
    ),
  ]);
  await stores.services.set(
    '/alpha',
    'messages',
    messagesService.parse({
      sms: {
        type: 'http',
        url: `http://${web.host}/sms`,
        headers: { Authorization: 'Bearer {{secret.token}}' },
        secrets: { token: secrets.gateway },
        body: '{"to":"{{to}}","text":"{{text}}"}',
      },
    }),
  );
  await stores.services.set(
    '/alpha',
    'webhooks',
    webhooksService.parse({
      webhooks: { crm: { url: `http://${web.host}/hook`, headers: { Authorization: secrets.webhook }, body: '{}' } },
    }),
  );
  const application = sns.applicationArn('GCM');
  await stores.services.set(
    '/alpha',
    'pushNotification',
    pushNotificationService.parse({
      accessKey: 'AKIDEXAMPLE',
      secret: secrets.sns,
      appleEndpoint: sns.applicationArn('APNS'),
      googleEndpoint: application,
      endpoint: sns.url,
    }),
  );
  const demo = await stores.identities.findByName('/alpha', 'demo');
  await stores.devices.push.put('/alpha', demo?.id ?? '', {
    device: {
      uuid: 'phone',
      deviceName: 'Phone',
      createdDate: 0,
      lastAccessDate: 0,
      issuer: 'Example',
      sharedSecret: secrets.shared,
      deviceMechanismUID: 'mechanism',
      deviceId: secrets.device,
      deviceType: 'android',
      communicationType: 'gcm',
      communicationId: application.replace(':app/', ':endpoint/'),
      capabilities: [],
    },
    recoveryCodes: [],
    refreshes: [],
  });
  const passwordHash = await opened.hasher.hash(secrets.right);
  await stores.identities.update('/alpha', demo?.id ?? '', (record) => ({
    ...record,
    passwordHash,
    attributes: { ...record.attributes, mail: ['demo@example.com'], telephoneNumber: ['+15550100'] },
  }));
  const settings = oauthClient.parse({
    redirectionUris: [CALLBACK],
    scopes: ['openid'],
    grantTypes: ['authorization_code', 'refresh_token'],
    isConsentImplied: true,
  });
  const client = await clientDesk(opened).create('/alpha', 'app', { settings });
  scanner.plant('client secret', client.secret ?? '');

  const lines: string[] = [];
  const carelessLines: string[] = [];
  const printed: string[] = [];
  const errors: string[] = [];
  const careful = createServerLog('trace', {
    secrets: secretsOfConfig(config),
    place: () => tracing?.current(),
    write: (line) => void lines.push(line),
  });
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream } of streams) {
    stream.write = (text: string | Uint8Array) => {
      printed.push(String(text));
      return true;
    };
  }
  const quiet = () => {
    for (const { stream, write } of streams) stream.write = write;
  };
  onTestFinished(quiet);
  const transport = createSmtpTransport({
    host: 'localhost',
    port: mails.port,
    tls: 'required',
    auth: { username: 'way', password: secrets.smtp },
    timeoutMs: 2_000,
    certificates: loopbackCertificate.cert,
  });
  const composed = composeServer(workspace, config, PUBLIC_URL, both(careful, careless(carelessLines)), {
    mail: { from: 'waygate@example.com', transport },
    ...(tracing === undefined ? {} : { tracing }),
  });
  await once(composed.server.listen(0, '127.0.0.1'), 'listening');
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    composed.server.closeAllConnections();
    composed.server.close();
    await composed.finish();
    await tracing?.stop();
    await opened.close();
  };
  onTestFinished(stop);
  const url = `http://127.0.0.1:${(composed.server.address() as AddressInfo).port}`;

  /** One request, whose answer is looked through when it is an error. */
  const ask = async (method: string, path: string, headers: Record<string, string> = {}, body?: string | URLSearchParams) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'x-api-key': secrets.header, 'x-requested-with': 'test', ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (response.status >= 400) errors.push(text);
    for (const set of response.headers.getSetCookie()) {
      const value = /^[^=]+=([^;]+)/.exec(set)?.[1] ?? '';
      if (value.length > 16) scanner.plant(`cookie ${set.split('=')[0]}`, value);
    }
    return { status: response.status, text, location: response.headers.get('location') ?? '', cookies: response.headers.getSetCookie() };
  };
  interface Page {
    readonly authId?: string;
    readonly tokenId?: string;
    readonly callbacks?: { readonly input: { readonly value: unknown }[] }[];
  }
  const walk = async (journey: string, ...typed: string[]): Promise<Page & { readonly status: number }> => {
    const opening = `${AM}/authenticate?authIndexType=service&authIndexValue=${journey}&ForceAuth=true&x=${secrets.query}`;
    let answer = await ask('POST', opening, {}, '{}');
    for (const value of typed) {
      const page = JSON.parse(answer.text) as Page;
      if (page.authId === undefined) break;
      scanner.plant('authId', page.authId);
      const callbacks = page.callbacks?.map((one) => ({ ...one, input: one.input.map((input) => ({ ...input, value })) }));
      answer = await ask('POST', `${AM}/authenticate`, {}, JSON.stringify({ ...page, callbacks }));
    }
    const page = JSON.parse(answer.text) as Page;
    for (const [kind, value] of [
      ['authId', page.authId],
      ['session', page.tokenId],
    ] as const)
      if (value !== undefined) scanner.plant(kind, value);
    return { ...page, status: answer.status };
  };
  const form = (fields: Record<string, string>) => new URLSearchParams(fields);
  const formHead = { 'content-type': 'application/x-www-form-urlencoded' };
  const basic = (word: string) => `Basic ${scanner.plant('basic authentication', Buffer.from(`app:${word}`).toString('base64'))}`;

  // What goes well, and what is refused.
  const signedOn = await walk('Ends', 'demo', secrets.right);
  expect(signedOn.status, errors.at(-1)).toBe(200);
  expect((await walk('Plain', 'demo', secrets.wrong)).status).toBe(401);
  expect((await walk('Plain', secrets.wrong, secrets.right)).status).toBe(401);
  expect((await walk('Throws', 'demo', secrets.right)).status).toBe(401);
  expect((await walk('Says', 'demo', secrets.right)).status).toBe(200);
  expect((await walk('Calls', 'demo', secrets.right)).status).toBe(200);
  expect((await walk('Mails', 'demo', secrets.right, secrets.wrong)).status).toBe(401);
  expect((await walk('Texts', 'demo', secrets.right, secrets.wrong)).status).toBe(401);
  expect((await walk('Refused', 'demo', secrets.right)).status).not.toBe(200);
  expect((await walk('Away', 'demo', secrets.right)).status).not.toBe(200);
  sns.failNext('Publish', { status: 403, code: 'AuthorizationError', message: `I do not take ${secrets.sns} for ${secrets.device}` });
  expect((await walk('Pushes', 'demo', secrets.right)).status).toBe(401);
  expect(sns.actions).toEqual(['Publish']);
  const kept = (
    await ask('POST', `${AM}/authenticate?authIndexType=service&authIndexValue=Known`, { cookie: `session-jwt=${secrets.session}` }, '{}')
  ).status;
  expect(kept).toBe(401);
  await composed.tellWebhooks();
  await ask('POST', `${AM}/sessions?_action=logout`, { iPlanetDirectoryPro: signedOn.tokenId ?? '' }, '{}');
  await composed.tellWebhooks();

  // What is malformed.
  const head = { 'X-OpenAM-Username': secrets.wrong, 'X-OpenAM-Password': secrets.wrong };
  await ask('POST', `${AM}/authenticate`, head, `{"password":"${secrets.right}`);
  await ask('POST', `${AM}/authenticate`, head, JSON.stringify({ authId: secrets.session, callbacks: [{ password: secrets.right }] }));
  await ask('POST', `${AM}/authenticate?suspendedId=${secrets.suspended}&authIndexType=service`, head, '{}');
  await ask('POST', `/am/json/${secrets.query}/authenticate?goto=%zz${secrets.query}`, head, secrets.right);
  for (const path of [
    `/sign-on/%zz?code=${secrets.code}`,
    `/am/XUI/?realm=/&x=${secrets.query}#y`,
    `/${secrets.query}%00`,
    `/api/realms/alpha/${secrets.query}`,
  ])
    await ask('GET', path, { authorization: `Bearer ${secrets.bearer}` });
  await ask(
    'POST',
    `${AM}/push/sns/message?_action=authenticate`,
    {},
    JSON.stringify({ mechanismUid: 'x', messageId: secrets.ticket, jwt: secrets.jwt }),
  );
  const inbox = scanner.plant('inbox', createHash('sha256').update('inbox').digest('base64url'));
  await (await fetch(`${url}/authenticator/inbox`, { headers: { authorization: `Bearer ${inbox}` } })).body?.cancel();
  await ask('GET', '/metrics', { authorization: `Bearer ${secrets.bearer}` });

  // Tokens of applications.
  const { tokenId = '' } = await walk('Plain', 'demo', secrets.right);
  const challenge = createHash('sha256').update(secrets.verifier).digest('base64url');
  const asked = new URLSearchParams({
    client_id: 'app',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: CALLBACK,
    state: 's',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const led = await ask('GET', `${OAUTH}/authorize?${asked}`, { cookie: `iPlanetDirectoryPro=${tokenId}` });
  const granted = URL.parse(led.location)?.searchParams.get('code') ?? '';
  expect(granted, led.text).not.toBe('');
  scanner.plant('code', granted);
  const exchange = { grant_type: 'authorization_code', redirect_uri: CALLBACK, code: granted, code_verifier: secrets.verifier };
  const authorization = basic(client.secret ?? '');
  await ask('POST', `${OAUTH}/access_token`, { ...formHead, authorization: basic(secrets.client) }, form(exchange));
  await ask('POST', `${OAUTH}/access_token`, { ...formHead, authorization }, form({ ...exchange, code: secrets.code }));
  const tokens = JSON.parse((await ask('POST', `${OAUTH}/access_token`, { ...formHead, authorization }, form(exchange))).text) as Record<
    string,
    string
  >;
  for (const kind of ['access_token', 'refresh_token', 'id_token']) scanner.plant(kind, tokens[kind] ?? '');
  await ask(
    'POST',
    `${OAUTH}/access_token`,
    { ...formHead, authorization },
    form({ grant_type: 'refresh_token', refresh_token: secrets.refresh }),
  );
  await ask(
    'POST',
    `${OAUTH}/access_token`,
    { ...formHead, authorization },
    form({ grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' }),
  );
  await ask('POST', `${OAUTH}/introspect`, { ...formHead, authorization }, form({ token: secrets.refresh }));
  await ask('GET', `${OAUTH}/userinfo`, { authorization: `Bearer ${secrets.bearer}` });

  // Administrators.
  const signOn = await ask(
    'POST',
    '/am/json/realms/root/authenticate',
    { 'X-OpenAM-Username': 'amadmin', 'X-OpenAM-Password': encodeURIComponent(secrets.admin) },
    '{}',
  );
  expect(signOn.status, 'headers have no such signs').toBe(401);
  const opening = JSON.parse((await ask('POST', '/am/json/realms/root/authenticate', {}, '{}')).text) as Page;
  const callbacks = opening.callbacks?.map((one, index) => ({
    ...one,
    input: one.input.map((input) => ({ ...input, value: index === 0 ? 'amadmin' : secrets.admin })),
  }));
  const admin = JSON.parse(
    (await ask('POST', '/am/json/realms/root/authenticate', {}, JSON.stringify({ ...opening, callbacks }))).text,
  ) as Page;
  const administrator = { iPlanetDirectoryPro: scanner.plant('session of the administrator', admin.tokenId ?? '') };
  const preview = await ask(
    'POST',
    '/api/realms/alpha/journeys/Plain/preview',
    administrator,
    JSON.stringify({ document: journeyOf(withPassword(SUCCESS_ID, {}), 'Plain') }),
  );
  const ticket = /"(?:ticket|preview)":"([^"]+)"/.exec(preview.text)?.[1] ?? /preview=([\w-]+)/.exec(preview.text)?.[1];
  scanner.plant('preview ticket', ticket ?? secrets.ticket);
  await ask('PUT', '/api/realms/alpha/journeys/Plain/draft', administrator, `{"document":{"hmacSigningKey":"${secrets.signing}`);
  await ask('GET', `/api/realms/alpha/previews/${secrets.ticket}/trace`, administrator);

  // The store fails under whoever comes.
  const { authId, callbacks: sent } = await walk('Plain', 'demo');
  state.isBroken = true;
  const answered = sent?.map((one) => ({ ...one, input: one.input.map((input) => ({ ...input, value: secrets.right })) }));
  expect((await ask('POST', `${AM}/authenticate`, {}, JSON.stringify({ authId, callbacks: answered }))).status).toBeGreaterThanOrEqual(500);
  await ask('GET', `${AM}/sessions?_queryFilter=true`, { cookie: `iPlanetDirectoryPro=${tokenId}` });
  await ask(
    'POST',
    `${OAUTH}/access_token`,
    { ...formHead, authorization },
    form({ grant_type: 'refresh_token', refresh_token: tokens['refresh_token'] ?? '' }),
  );
  await ask(
    'POST',
    `${AM}/push/sns/message?_action=authenticate`,
    {},
    JSON.stringify({ mechanismUid: 'x', messageId: 'AUTHENTICATE:x', jwt: secrets.jwt }),
  );
  await ask('GET', '/api/realms', administrator);
  state.isBroken = false;

  const traces = await ask('GET', '/api/realms/alpha/traces', administrator);
  const found = await stores.traces.search('/alpha', { from: Date.now() - 600_000, to: Date.now() + 1_000, limit: 100 });
  const metrics = await ask('GET', '/metrics', { authorization: `Bearer ${secrets.metrics}` });
  expect([traces.status, metrics.status]).toEqual([200, 200]);
  await stop();
  quiet();
  for (const heard of [directory.heard.join(), web.heard.join()]) expect(heard).toMatch(/Canary/);
  const ring = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8')) as { readonly keys?: unknown };
  JSON.stringify(ring, (_name, value: unknown) => (typeof value === 'string' && value.length > 24 ? scanner.plant('key', value) : value));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'keys.json' && entry.name !== 'demo-user.json')
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`)
    .join('\n');
  const leaks = [
    ...scanner.find('log', lines.join('')),
    ...scanner.find('printed', printed.join('')),
    ...scanner.find('errors', errors.join('\n')),
    ...scanner.find('traces', traces.text + JSON.stringify(found)),
    ...scanner.find('metrics', metrics.text),
    ...scanner.find('files', files),
    ...scanner.find('OTLP', collector.state.raw),
  ];
  expect(leaks).toEqual([]);
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ time: expect.any(String), level: expect.any(String), message: expect.any(String) });
  // Were nothing taken out, the same flows would tell.
  const told = new Set(scanner.find('a careless log', carelessLines.join('\n')).map(({ kind }) => kind));
  expect([...told]).toEqual(expect.arrayContaining(['LDAP bind password', 'refresh_token']));
  expect(collector.spans.length).toBeGreaterThan(50);
  // Who was called is told, how it ended, and for which request.
  const SPAN_KIND_CLIENT = 3;
  const refused = (method: string) => ({
    'server.address': web.host,
    'http.request.method': method,
    'http.response.status_code': expect.toSatisfy((status) => Number(status) === 500),
  });
  const calls = {
    gateway: refused('POST'),
    node: refused('POST'),
    script: refused('GET'),
    webhook: refused('POST'),
    mail: { 'error.type': expect.any(String) },
    push: { 'waygate.push.service': 'sns', 'error.type': expect.any(String) },
    directory: { 'waygate.directory.operation': 'authenticate', 'server.address': directory.address },
  };
  for (const [purpose, facts] of Object.entries(calls))
    expect(collector.spans, purpose).toContainEqual(
      expect.objectContaining({
        name: `call ${purpose}`,
        kind: SPAN_KIND_CLIENT,
        failed: purpose === 'mail' || purpose === 'push' ? true : purpose === 'directory' ? expect.any(Boolean) : false,
        facts: expect.objectContaining({ 'waygate.call': purpose, ...facts }),
        ...(purpose === 'webhook' ? {} : { parentSpanId: expect.any(String) }),
      }),
    );
}, 120_000);
