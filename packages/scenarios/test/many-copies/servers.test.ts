import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf } from '@waygate/phone';
import {
  authenticatorThrottleService,
  FAILURE_ID,
  type JourneyDocument,
  type JourneyNode,
  type JsonObject,
  journeyDocument,
  SUCCESS_ID,
  wireStep,
} from '@waygate/schema';
import { openWorkspace, readConfig, runServer } from '@waygate/server';
import { expect, it, onTestFinished, vi } from 'vitest';
import { outputOf } from '../../src/index.ts';
import { openServers, PASSWORD, PUBLIC_URL } from './servers.ts';
import { onSharedStores } from './shared-stores.ts';

vi.setConfig({ testTimeout: 300_000 });

/** What is kept is read anew within a second on a machine that has time; on one that has none only the end of it says something. */
const PATIENTLY = { timeout: 60_000, interval: 50 };

const node = (type: string, config: JsonObject, connections: Record<string, string>): JourneyNode => ({
  type,
  displayName: type,
  config,
  connections,
  x: 0,
  y: 0,
});
const journeyOf = (name: string, nodes: Record<string, JourneyNode>): JourneyDocument =>
  journeyDocument.parse({ name, entryNodeId: Object.keys(nodes)[0], nodes });
const withPassword = (next: string): Record<string, JourneyNode> => ({
  name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
  password: node('PasswordCollectorNode', {}, { outcome: 'store' }),
  store: node('DataStoreDecisionNode', {}, { true: next, false: FAILURE_ID }),
});
/** Says something after a name was typed. */
const saying = (text: string) =>
  journeyOf('Says', {
    name: node('UsernameCollectorNode', {}, { outcome: 'say' }),
    say: node('MessageNode', { message: { en: text }, messageYes: {}, messageNo: {} }, { true: FAILURE_ID, false: FAILURE_ID }),
  });
const PUBLISHED = { at: 1, author: 'test', note: '' };

onSharedStores('copies of the server', (stores) => {
  it('set up one installation, all started at once where nothing is', async () => {
    const environment = await stores.beginServers();
    const printed: string[] = [];
    const config = readConfig({ WAYGATE_PORT: '0', WAYGATE_LOG_LEVEL: 'silent', WAYGATE_PUBLIC_URL: PUBLIC_URL, ...environment });
    const servers = await Promise.all(Array.from({ length: 3 }, () => runServer(config, (line) => printed.push(line))));
    onTestFinished(async () => {
      for (const server of servers) await server.stop();
    });
    const passwords = printed.flatMap((line) => /One-time password\s+([A-Za-z0-9-]{23})/.exec(line)?.[1] ?? []);
    expect(passwords).toHaveLength(1);
    for (const { port } of servers) {
      const headers = { 'x-openam-username': 'amadmin', 'x-openam-password': passwords[0] ?? '', 'content-type': 'application/json' };
      const answer = await fetch(`http://127.0.0.1:${port}/am/json/realms/root/authenticate`, { method: 'POST', headers, body: '{}' });
      expect(answer.status).toBe(200);
    }
  });

  it('sign somebody on everywhere, and off everywhere', async () => {
    const { copies, am, signOn } = await openServers(stores, 3);
    const token = await signOn(0);
    const seen = async () =>
      Promise.all(copies.map(async (copy) => (await am(copy, 'sessions?_action=getSessionInfo', { token }, '')).status));
    expect(await seen()).toEqual([200, 200, 200]);
    expect((await am(1, 'sessions?_action=logout', { token, body: {} }, '')).status).toBe(200);
    expect(await seen()).toEqual([401, 401, 401]);
  });

  it('run what one of them published, and go on with what was begun', async () => {
    const { workspace, call, signOn, begin, answer, copies } = await openServers(stores, 3);
    await workspace.stores.journeys.publish('/alpha', [saying('one')], PUBLISHED);
    const said = async (copy: number, step = begin(copy, 'Says')) =>
      outputOf(wireStep.parse((await answer(copy, await step, 'mia')).body).callbacks[0], 'message');
    for (const copy of copies) expect(await said(copy)).toBe('one');
    const begun = await begin(1, 'Says');
    const token = await signOn(0);
    const files = [{ name: 'says.json', text: JSON.stringify([saying('two')]) }];
    const { entries } = (await call(0, 'POST', '/api/realms/alpha/import/plan', { token, body: { files } })).body;
    const asked = { files, journeys: ['Says'], as: 'published', base: { Says: entries[0].baseVersion }, drafts: { Says: null } };
    expect((await call(0, 'POST', '/api/realms/alpha/import', { token, body: asked })).status).toBe(200);
    for (const copy of copies) await vi.waitFor(async () => expect(await said(copy)).toBe('two'), PATIENTLY);
    expect(await said(2, Promise.resolve(begun))).toBe('one');
  });

  it('see at once what is set by hand for a provider, and its end', async () => {
    const { call, signOn, copies } = await openServers(stores, 3);
    const token = await signOn(0);
    const providers = '/api/realms/alpha/continuity/providers';
    const probe = { type: 'HTTP', url: 'http://127.0.0.1:2/' };
    const { id } = (await call(0, 'POST', providers, { token, body: { name: 'Push', label: '', mode: 'MANUAL', probe, healthPolicy: {} } }))
      .body;
    const states = () =>
      Promise.all(copies.map(async (copy) => (await call(copy, 'GET', `${providers}/${id}`, { token })).body.health?.state));
    await vi.waitFor(async () => expect(await states()).toEqual(['online', 'online', 'online']), PATIENTLY);
    const override = { state: 'offline', minutes: 5, reason: 'A test.' };
    expect((await call(1, 'PUT', `${providers}/${id}/override`, { token, body: override })).status).toBe(200);
    expect(await states()).toEqual(['offline', 'offline', 'offline']);
    expect((await call(2, 'DELETE', `${providers}/${id}/override`, { token })).status).toBe(200);
    expect(await states()).toEqual(['online', 'online', 'online']);
    expect((await call(2, 'PUT', `${providers}/${id}/simulation`, { token, body: { minutes: 5 } })).status).toBe(200);
    expect(await states()).toEqual(['offline', 'offline', 'offline']);
    expect((await call(0, 'DELETE', `${providers}/${id}/simulation`, { token })).status).toBe(200);
    expect(await states()).toEqual(['online', 'online', 'online']);
  });

  it('redeem a code that another has made, one of them once', async () => {
    const { call, signOn } = await openServers(stores, 3);
    const token = await signOn(0);
    const redirect = `${PUBLIC_URL}/platform/appAuthHelperRedirect.html`;
    const verifier = randomBytes(32).toString('base64url');
    const client = { client_id: 'idmAdminClient', redirect_uri: redirect };
    const codeBy = async (copy: number) => {
      const body = new URLSearchParams({
        ...client,
        scope: 'fr:am:* openid',
        response_type: 'code',
        csrf: token,
        decision: 'allow',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const { headers } = await call(copy, 'POST', '/am/oauth2/authorize', { token, body });
      return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
    };
    const redeem = (copy: number, code: string) => {
      const body = new URLSearchParams({ ...client, grant_type: 'authorization_code', code, code_verifier: verifier });
      return call(copy, 'POST', '/am/oauth2/access_token', { body });
    };
    const good = await redeem(1, await codeBy(0));
    expect(good.status).toBe(200);
    const trees = '/am/json/realms/root/realm-config/authentication/authenticationtrees/trees?_queryFilter=true';
    expect((await call(2, 'GET', trees, { bearer: good.body.access_token })).status).toBe(200);
    for (let race = 0; race < 3; race += 1) {
      const code = await codeBy(race);
      const raced = await Promise.all([0, 1, 2].map((copy) => redeem(copy, code)));
      expect(raced.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
      expect((await redeem(race + 1, code)).status).toBe(400);
    }
  });

  it('count wrong codes together, however many are tried at once', async () => {
    const { workspace, mia, begin, answer } = await openServers(stores, 3);
    const again = { successOutcome: SUCCESS_ID, failureOutcome: 'code', notRegisteredOutcome: FAILURE_ID };
    const code = node('OathTokenVerifierNode', { algorithm: 'HOTP', isRecoveryCodeAllowed: false }, again);
    const { services, devices, attempts, journeys } = workspace.stores;
    await journeys.publish('/alpha', [journeyOf('Code', { ...withPassword('code'), code })], PUBLISHED);
    const freeFailures = 7;
    const throttle = authenticatorThrottleService.parse({ freeFailures, firstDelaySeconds: 3_600, longestDelaySeconds: 3_600 });
    await services.set('/alpha', 'authenticatorThrottle', throttle);
    const secret = randomBytes(20);
    const device = {
      uuid: randomUUID(),
      deviceName: 'App',
      createdDate: 1,
      lastAccessDate: 1,
      algorithm: 'HOTP',
      digits: 6,
      hash: 'HMAC_SHA1',
      period: 30,
      counter: 0,
      lastLogin: 0,
      clockDriftSeconds: 0,
      issuer: 'Example',
      sharedSecret: secret.toString('hex'),
      checksumDigit: false,
      truncationOffset: -1,
    } as const;
    await devices.oath.put('/alpha', mia.id, { device, recoveryCodes: [], refreshes: [] });
    const right = Array.from({ length: 200 }, (_, counter) => codeOf({ secret, digits: 6, hash: 'SHA1' }, counter));
    const wrong = Array.from({ length: 1_000 }, (_, index) => String(index).padStart(6, '0')).filter((one) => !right.includes(one));
    /** Tries 50 codes in one sign-on. @returns the page that it stands at then */
    const guess = async (run: number) => {
      let page = wireStep.parse((await answer(run + 1, await begin(run, 'Code'), 'mia')).body);
      page = wireStep.parse((await answer(run + 2, page, PASSWORD)).body);
      for (let index = 0; index < 50; index += 1) {
        page = wireStep.parse((await answer(run + index, page, wrong[run * 50 + index] ?? '')).body);
      }
      return page;
    };
    const [page] = await Promise.all(Array.from({ length: 4 }, (_, run) => guess(run)));
    const record = await attempts.find('/alpha', { person: mia.id }, Date.now());
    const counted = record?.authenticators.flatMap(({ name, tries }) => (name === 'password' ? [] : tries));
    expect(counted).toHaveLength(freeFailures);
    if (page === undefined) throw new Error('There is a page.');
    const refused = await answer(0, page, right[1] ?? '');
    expect(
      wireStep.parse(refused.body).callbacks.map(({ type }) => type),
      'a right one, too',
    ).toEqual(page.callbacks.map(({ type }) => type));
  });

  it('have one of them look at providers and directories, and no other', async () => {
    const variables = { WAYGATE_PORT: '0', WAYGATE_LOG_LEVEL: 'silent', WAYGATE_PUBLIC_URL: PUBLIC_URL };
    const config = readConfig({ ...variables, ...(await stores.beginServers()) });
    const asked: { readonly lease: string; readonly copy: number; readonly isHeld: boolean }[] = [];
    const start = async (copy: number) => {
      const workspace = await openWorkspace(config);
      const { leases } = workspace.stores;
      const take = leases.take.bind(leases);
      vi.spyOn(leases, 'take').mockImplementation(async (...given) => {
        const fence = await take(...given);
        asked.push({ lease: given[0], copy, isHeld: fence !== undefined });
        return fence;
      });
      const server = await runServer(config, () => undefined, workspace);
      onTestFinished(() => server.stop());
    };
    await Promise.all([0, 1, 2].map(start));
    for (const lease of ['continuity.health', 'continuity.directory']) {
      const of = (copy: number) => asked.filter((one) => one.lease === lease && one.copy === copy).length;
      await vi.waitFor(() => expect(Math.min(...[0, 1, 2].map(of)), lease).toBeGreaterThan(2), PATIENTLY);
      const held = asked.filter((one) => one.lease === lease && one.isHeld);
      expect(new Set(held.map(({ copy }) => copy)).size, lease).toBe(1);
    }
  });

  it('give the name of a provider once, whichever of them two administrators ask at the same moment', async () => {
    const { call, signOn } = await openServers(stores, 2);
    const token = await signOn(0);
    const PROVIDERS = '/api/realms/alpha/continuity/providers';
    for (const name of ['One', 'Two', 'Three']) {
      const body = { name, label: '', mode: 'AUTOMATIC', probe: { type: 'HTTP', url: 'https://id.example/' } };
      const made = await Promise.all([0, 1].map((copy) => call(copy, 'POST', PROVIDERS, { token, body })));
      expect(made.map(({ status }) => status).sort(), name).toEqual([200, 409]);
    }
  });

  // Looks come seconds apart.
  it.skipIf(!stores.isThorough)('look at a provider as long as one of them runs', async () => {
    const { servers, call, signOn } = await openServers(stores, 3);
    let looks = 0;
    const target = createServer((_request, response) => {
      looks += 1;
      response.end();
    });
    onTestFinished(() => void target.close());
    await once(target.listen(0, '127.0.0.1'), 'listening');
    const token = await signOn(0);
    const body = {
      name: 'Provider',
      label: '',
      mode: 'AUTOMATIC',
      probe: { type: 'HTTP', url: `http://127.0.0.1:${(target.address() as AddressInfo).port}/` },
      healthPolicy: { healthCheckInterval: 1 },
    };
    expect((await call(0, 'POST', '/api/realms/alpha/continuity/providers', { token, body })).status).toBe(200);
    for (const next of [servers[0], servers[1], undefined]) {
      const before = looks;
      await vi.waitFor(() => expect(looks).toBeGreaterThan(before + 1), PATIENTLY);
      await next?.stop();
    }
  });
});
