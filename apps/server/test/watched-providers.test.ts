import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILURE_ID, type JourneyCheck, type ProviderHealthView, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig, runServer } from '../src/index.ts';
import { journeyOf, node } from './house.ts';

const PASSWORD = 'a-long-password';

/** A real server with its monitor, a provider on loopback that can be taken away, and an administrator at the API. */
async function administrator() {
  const directory = join(mkdtempSync(join(tmpdir(), 'waygate-watch-')), 'data');
  const environment = {
    WAYGATE_DATA_DIR: directory,
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_DEMO: '1',
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_HEALTH_HOSTS: '127.0.0.1',
  };
  const server = await runServer(readConfig(environment), () => undefined);
  onTestFinished(() => server.stop());
  const signedOn = await fetch(`${server.url}/am/json/realms/root/authenticate`, {
    method: 'POST',
    headers: { 'X-OpenAM-Username': 'amadmin', 'X-OpenAM-Password': PASSWORD, 'Content-Type': 'application/json' },
    body: '{}',
  });
  const { tokenId } = (await signedOn.json()) as { tokenId: string };
  const send = (method: string, path: string, body?: object, token = tokenId) => call(method, `/continuity/providers${path}`, body, token);
  const call = (method: string, path: string, body?: object, token = tokenId) =>
    fetch(`${server.url}/api/realms/alpha${path}`, {
      method,
      headers: { cookie: `iPlanetDirectoryPro=${token}`, 'x-requested-with': 'x', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const health = async (id: string) => ((await (await send('GET', `/${id}`)).json()) as { health: ProviderHealthView }).health;
  return { server, send, call, health };
}

async function provider(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const listening: Server = createServer((_request, response) => response.end('fine'));
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    listening.closeAllConnections();
    await new Promise<unknown>((resolve) => listening.close(resolve));
  };
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`, close };
}

const quick = { healthCheckInterval: 1, timeout: 1, maxRetries: 0, failureThreshold: 2, successThreshold: 1, recoveryCooldownInterval: 0 };

describe('an administrator', () => {
  it('has a provider watched, and sees within the time of its policy that it is gone', { timeout: 60_000 }, async () => {
    const { send, health } = await administrator();
    const there = await provider();
    const made = await send('POST', '', { name: 'Watched', probe: { type: 'HTTP', url: there.url }, healthPolicy: quick });
    expect(made.status).toBe(200);
    const { id } = (await made.json()) as { id: string };
    await expect
      .poll(async () => (await health(id)).monitor.lastCheck, { timeout: 20_000 })
      .toMatchObject({ ok: true, detail: 'HTTP 200' });
    await there.close();
    await expect.poll(async () => (await health(id)).state, { timeout: 20_000 }).toBe('offline');
    expect((await health(id)).transitions).toMatchObject([{ from: 'online', to: 'offline', reason: 'checksFailed' }]);
  });

  it('sets how it is for a time, rehearses an outage, and takes both back', async () => {
    const { send, health } = await administrator();
    const { url } = await provider();
    const { id } = (await (await send('POST', '', { name: 'Watched', probe: { type: 'HTTP', url } })).json()) as { id: string };
    expect(await (await send('PUT', `/${id}/override`, { state: 'blocked', minutes: 5, reason: 'attack' })).json()).toMatchObject({
      state: 'blocked',
      forced: 'operator',
      override: { by: 'amadmin', reason: 'attack' },
    });
    expect(await (await send('DELETE', `/${id}/override`)).json()).toMatchObject({ state: 'online' });
    expect(await (await send('PUT', `/${id}/simulation`, { minutes: 5 })).json()).toMatchObject({ state: 'offline', forced: 'simulation' });
    expect(await (await send('DELETE', `/${id}/simulation`)).json()).toMatchObject({ state: 'online' });
    expect((await health(id)).transitions.map(({ reason }) => reason)).toEqual([
      'simulationEnded',
      'simulation',
      'operatorEnded',
      'operator',
    ]);
    const changed = await send('PUT', `/${id}`, { name: 'Push service', probe: { type: 'HTTP', url }, mode: 'MANUAL' });
    expect(await changed.json()).toMatchObject({ id, name: 'Push service', mode: 'MANUAL' });
    expect((await send('DELETE', `/${id}`)).status).toBe(204);
    expect(await (await send('GET', '')).json(), 'what the demo has watched stays').toMatchObject({ providers: [{ name: 'Push' }] });
  });

  it('is told what is wrong with a request, and nothing is changed by it', async () => {
    const { send } = await administrator();
    const { url } = await provider();
    const probe = { type: 'HTTP', url };
    const { id } = (await (await send('POST', '', { name: 'Watched', probe })).json()) as { id: string };
    const refused = async (method: string, path: string, body?: object) => {
      const answer = await send(method, path, body);
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    expect(await refused('POST', '', { name: 'Watched', probe })).toEqual([409, 'continuity.provider_exists']);
    expect(await refused('POST', '', { name: '<b>', probe })).toEqual([400, 'request.malformed']);
    expect(await refused('POST', '', { name: 'Other', probe: { type: 'HTTP', url: 'file:///etc/passwd' } })).toEqual([
      400,
      'request.malformed',
    ]);
    expect(await refused('POST', '', { name: 'Other', probe, healthPolicy: { timeout: 0 } })).toEqual([400, 'request.malformed']);
    expect(await refused('PUT', `/${id}/override`, { state: 'offline', reason: 'works' })).toEqual([
      400,
      'continuity.override_without_end',
    ]);
    expect(await refused('PUT', `/${id}/override`, { state: 'offline', minutes: 5, reason: ' ' })).toEqual([400, 'request.malformed']);
    expect(await refused('PUT', '/nobody/override', { state: 'offline', minutes: 5, reason: 'works' })).toEqual([
      404,
      'continuity.provider_not_found',
    ]);
    expect(await refused('DELETE', '/nobody')).toEqual([404, 'continuity.provider_not_found']);
    expect(await (await send('GET', '')).json()).toMatchObject({ providers: [{ name: 'Push' }, { id, state: 'online', transitions: [] }] });
  });

  it('is told of journeys that name what nobody watches, or a state that people may write themselves', async () => {
    const { send, call } = await administrator();
    const { url } = await provider();
    await send('POST', '', { name: 'Watched', probe: { type: 'HTTP', url } });
    const fallback = (identityProvider: string) =>
      node('OfflineFallbackNode', { identityProvider }, { online: SUCCESS_ID, offline: FAILURE_ID, blocked: FAILURE_ID });
    const wait = (config: object) => node('PushWaitNode', { ...config }, { DONE: FAILURE_ID, EXITED: FAILURE_ID });
    const problems = async (nodes: Record<string, ReturnType<typeof node>>) => {
      const answer = await call('POST', '/journeys/Named/check', { document: journeyOf(nodes, 'Named') });
      const { problems: found } = (await answer.json()) as JourneyCheck;
      return found.map(({ code, nodeId }) => [code, nodeId]).filter(([, nodeId]) => nodeId !== undefined);
    };
    expect(await problems({ fallback: fallback('Watched') })).toEqual([]);
    expect(await problems({ fallback: fallback('LDAP') })).toEqual([['journey.watched_missing', 'fallback']]);
    const asking = { outageOutcome: true, identityProvider: 'LDAP' };
    expect(await problems({ wait: wait(asking) }), 'and that an outcome leads nowhere').toEqual(
      expect.arrayContaining([
        ['journey.watched_missing', 'wait'],
        ['journey.outcome_unconnected', 'wait'],
      ]),
    );
    expect(await problems({ wait: wait({ ...asking, outageOutcome: false }) })).toEqual([]);
    const state = (stateAttribute: string) => node('OfflineMfaDecisionNode', { stateAttribute }, { online: FAILURE_ID });
    expect(await problems({ state: state('mail') })).toContainEqual(['journey.state_editable', 'state']);
    expect(await problems({ state: state('offlineState') })).not.toContainEqual(['journey.state_editable', 'state']);
  });

  it('alone may see or change any of it', async () => {
    const { send } = await administrator();
    expect((await send('GET', '', undefined, 'nobody')).status).toBe(401);
    expect((await send('POST', '', { name: 'Watched' }, 'nobody')).status).toBe(401);
  });
});
