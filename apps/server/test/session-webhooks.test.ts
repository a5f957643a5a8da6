import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealer, KeyRing } from '@waygate/integrations';
import { FAILURE_ID, SUCCESS_ID, webhooksService } from '@waygate/schema';
import { openSqliteStores } from '@waygate/storage';
import { expect, it, onTestFinished } from 'vitest';
import { composeServer } from '../src/compose-server.ts';
import { defaultRealm, workspaceOn } from '../src/index.ts';
import type { ServerLog } from '../src/logging/server-log.ts';
import { journeyOf, node } from './house.ts';

const MINUTE = 60_000;

const journey = journeyOf({
  headers: node('ZeroPageLoginNode', {}, { true: 'store', false: FAILURE_ID }),
  store: node('DataStoreDecisionNode', {}, { true: 'team', false: FAILURE_ID }),
  team: node('SetSessionPropertiesNode', { properties: { team: 'R&D "west"/..' } }, { outcome: 'webhook' }),
  webhook: node('RegisterLogoutWebhookNode', { webhookName: 'crm' }, { outcome: SUCCESS_ID }),
});

/** What stands in a template for a property of the session. */
const put = (name: string) => `\${${name}}`;

interface Told {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** Somebody who listens on this machine, and answers as a test wants. */
async function receiver() {
  const told: Told[] = [];
  const answer = { status: 204 };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    told.push({ url: request.url, headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString('utf8')) });
    response.writeHead(answer.status, { location: '/elsewhere' }).end();
  });
  const listen = async (port: number) => {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };
  const close = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  onTestFinished(close);
  return { told, answer, listen, close };
}

/** An installation whose server can be stopped and started again, on a clock of the test. */
async function installation() {
  const crm = await receiver();
  const port = await crm.listen(0);
  const clock = { now: Date.now() };
  const directory = join(mkdtempSync(join(tmpdir(), 'waygate-webhooks-')), 'data');
  const ring = new KeyRing('test', new Map([['test', randomBytes(32)]]));
  const hasher = {
    hash: async (password: string) => `plain:${password}`,
    verify: async (hash: string | undefined, password: string) => hash === `plain:${password}`,
    turn: <T>(work: () => Promise<T>) => work(),
    admit: <T>(work: () => Promise<T>) => work(),
    admitLater: <T>(work: (enter: () => void) => Promise<T>) => work(() => undefined),
    isOutdated: () => false,
  };
  const logged: string[] = [];
  const say = (level: string) => (facts: object) => {
    if ('event' in facts && facts.event === 'webhook') logged.push(`${level} ${JSON.stringify(facts)}`);
  };
  const log: ServerLog = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error'), isLevelEnabled: () => false };

  async function start(webhookHosts = [`127.0.0.1:${port}`]) {
    const workspace = workspaceOn(await openSqliteStores({ directory, sealer: createSealer(ring), now: () => clock.now }), ring, hasher);
    const config = { trustedProxies: [], corsOrigins: [], webhookHosts };
    const { server, tellWebhooks, finish } = composeServer(workspace, config, 'http://localhost', log, { now: () => clock.now });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= (async () => {
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
        await finish();
        await workspace.close();
      })();
      return stopped;
    };
    onTestFinished(stop);
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/am/json/realms/root/realms/alpha`;
    const post = async (path: string, headers: Record<string, string>) => {
      const request = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' };
      const response = await fetch(`${base}/${path}`, request);
      return { status: response.status, body: (await response.json()) as { readonly tokenId?: string } };
    };
    /** @param token of the session that is made stronger */
    const signOn = async (token?: string) => {
      const { body } = await post('authenticate?ForceAuth=true', {
        'X-OpenAM-Username': 'demo',
        'X-OpenAM-Password': 'right',
        ...(token === undefined ? {} : { iPlanetDirectoryPro: token }),
      });
      return body.tokenId ?? '';
    };
    const ask = (action: string, token: string) => post(`sessions?_action=${action}`, { iPlanetDirectoryPro: token });
    return { stores: workspace.stores, tellWebhooks, stop, signOn, ask, post };
  }

  const first = await start();
  await first.stores.realms.put({ ...defaultRealm('/alpha', 'Journey'), maxIdleMinutes: 30, maxSessionMinutes: 100 });
  const demo = randomUUID();
  const person = { id: demo, realm: '/alpha', username: 'demo', active: true, attributes: {}, passwordHash: 'plain:right', createdAt: 0 };
  await first.stores.identities.create(person);
  await first.stores.journeys.publish('/alpha', [journey], { at: 0, author: 'test', note: '' });
  const settings = webhooksService.parse({
    webhooks: {
      crm: {
        url: `http://127.0.0.1:${port}/ended?team=${put('team')}`,
        headers: { Authorization: 'Bearer hush' },
        body: JSON.stringify({ who: put('UserId'), what: put('WebhookEventType'), team: put('team'), none: put('toString') }),
      },
    },
  });
  await first.stores.services.set('/alpha', 'webhooks', settings);
  return { crm, port, clock, logged, first, start, demo };
}

const whatOf = (told: readonly Told[]) => told.map(({ body }) => (body as { readonly what?: string }).what);

it('tells the webhook who signed off, with the properties of the session as values and nothing else', async () => {
  const { crm, first } = await installation();
  const token = await first.signOn();
  await first.tellWebhooks();
  expect(crm.told).toEqual([]);
  expect((await first.ask('logout', token)).status).toBe(200);
  await first.tellWebhooks();
  await first.tellWebhooks();
  expect(crm.told).toMatchObject([
    {
      url: '/ended?team=R%26D%20%22west%22%2F..',
      headers: { authorization: 'Bearer hush', 'content-type': 'application/json; charset=utf-8', 'webhook-id': expect.any(String) },
      body: { who: 'demo', what: 'LOGOUT', team: 'R&D "west"/..', none: '' },
    },
  ]);
});

it('tells it when a session is made stronger, and of the end of the stronger one too', async () => {
  const { crm, first, demo } = await installation();
  const stronger = await first.signOn(await first.signOn());
  await first.tellWebhooks();
  expect(whatOf(crm.told)).toEqual(['UPGRADE']);
  const [session] = await first.stores.signOnSessions.listByUser('/alpha', demo, Date.now());
  expect(session?.webhooks).toEqual(['crm']);
  await first.ask('logout', stronger);
  await first.tellWebhooks();
  expect(whatOf(crm.told)).toEqual(['UPGRADE', 'LOGOUT']);
});

it('tells it of sessions that end by themselves: those that are not used, and those that are too old', async () => {
  const { crm, clock, first } = await installation();
  const used = await first.signOn();
  await first.signOn();
  for (let minutes = 0; minutes < 80; minutes += 20) {
    clock.now += 20 * MINUTE;
    expect((await first.ask('refresh', used)).status).toBe(200);
    await first.tellWebhooks();
  }
  expect(whatOf(crm.told)).toEqual(['IDLE_TIMEOUT']);
  clock.now += 20 * MINUTE;
  await first.tellWebhooks();
  expect(whatOf(crm.told)).toEqual(['IDLE_TIMEOUT', 'MAX_TIMEOUT']);
});

it('tells it when it is back, after a restart of the server, by the same id', async () => {
  const { crm, port, clock, logged, first, start } = await installation();
  crm.answer.status = 503;
  await first.ask('logout', await first.signOn());
  await first.tellWebhooks();
  await crm.close();
  clock.now += 5_000;
  await first.tellWebhooks();
  expect(logged).toMatchObject([expect.stringContaining('"reason":"status 503","tries":1'), expect.stringContaining('outbound.failed')]);
  await first.stop();

  crm.answer.status = 200;
  await crm.listen(port);
  const second = await start();
  await second.tellWebhooks();
  expect(crm.told, 'the pause is not over').toHaveLength(1);
  clock.now += 30_000;
  await second.tellWebhooks();
  expect(whatOf(crm.told)).toEqual(['LOGOUT', 'LOGOUT']);
  expect(new Set(crm.told.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  clock.now += 24 * 60 * MINUTE;
  await second.tellWebhooks();
  expect(crm.told).toHaveLength(2);
});

it('tells it after a restart what ended while no server ran', async () => {
  const { crm, clock, first, start } = await installation();
  await first.signOn();
  await first.stop();
  clock.now += 5 * 60 * MINUTE;
  const second = await start();
  await second.tellWebhooks();
  expect(whatOf(crm.told)).toEqual(['IDLE_TIMEOUT']);
});

it('gives up after eight tries, and says so without what it would have told', async () => {
  const { crm, clock, logged, first } = await installation();
  crm.answer.status = 500;
  await first.ask('logout', await first.signOn());
  for (let hours = 0; hours < 48; hours += 4) {
    await first.tellWebhooks();
    clock.now += 4 * 60 * MINUTE;
  }
  expect(crm.told).toHaveLength(8);
  expect(logged.filter((line) => line.startsWith('warn'))).toEqual([expect.stringContaining('"tries":8')]);
  for (const secret of ['hush', 'demo', 'west', '127.0.0.1']) expect(logged.join()).not.toContain(secret);
});

it.each([
  ['an answer that says no', 404, 'status 404'],
  ['a redirect, which is not followed', 302, 'outbound.refused'],
])('gives up at %s', async (_what, status, reason) => {
  const { crm, clock, logged, first } = await installation();
  crm.answer.status = status;
  await first.ask('logout', await first.signOn());
  await first.tellWebhooks();
  clock.now += 60 * MINUTE;
  await first.tellWebhooks();
  expect(crm.told).toHaveLength(1);
  expect(logged).toEqual([expect.stringMatching(new RegExp(`^warn .*${reason}`))]);
});

it('calls nobody inside whom the operator has not listed', async () => {
  const { crm, logged, first, start } = await installation();
  await first.ask('logout', await first.signOn());
  await first.stop();
  await (await start([])).tellWebhooks();
  expect(crm.told).toEqual([]);
  expect(logged).toEqual([expect.stringContaining('unencrypted')]);
});

it('lets nobody sign on where the webhook is missing', async () => {
  const { first } = await installation();
  await first.stores.services.set('/alpha', 'webhooks', { webhooks: {} });
  const refused = await first.post('authenticate', { 'X-OpenAM-Username': 'demo', 'X-OpenAM-Password': 'right' });
  expect([refused.status, refused.body.tokenId]).toEqual([expect.any(Number), undefined]);
  expect(refused.status).toBeGreaterThanOrEqual(400);
});
