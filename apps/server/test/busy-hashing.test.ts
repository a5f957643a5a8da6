import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { expect, it, onTestFinished, vi } from 'vitest';
import { composeServer, openWorkspace, readConfig, runServer } from '../src/index.ts';
import type { ServerLog } from '../src/logging/server-log.ts';
import { journeyOf, node } from './house.ts';

const PASSWORD = 'a-long-password';
const journey = journeyOf(
  {
    name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
    password: node('PasswordCollectorNode', {}, { outcome: 'check' }),
    check: node('DataStoreDecisionNode', {}, { true: SUCCESS_ID, false: FAILURE_ID }),
  },
  'Login',
);
const codeAlone = journeyOf(
  {
    name: node('UsernameCollectorNode', {}, { outcome: 'code' }),
    code: node('RecoveryCodeCollectorDecisionNode', { recoveryCodeType: 'PUSH' }, { true: SUCCESS_ID, false: FAILURE_ID }),
  },
  'Code',
);

interface Wire {
  authId?: string;
  tokenId?: string;
  callbacks?: { type: string; input?: { name: string; value: unknown }[] }[];
}

/** A server in which one thing is hashed at once and one may wait, and both places are taken until they are let go. */
async function busyServer() {
  const config = readConfig({
    WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-busy-')), 'data'),
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
    WAYGATE_HASHING_AT_ONCE: '1',
    WAYGATE_HASHING_QUEUE: '1',
  });
  const workspace = await openWorkspace(config);
  const server = await runServer(config, () => undefined, workspace);
  onTestFinished(() => server.stop());
  const { hashing, stores } = workspace;
  await stores.journeys.publish('/', [journey, codeAlone], { at: 0, author: 'test', note: '' });
  let { url } = server;
  const post = async (body: object, query = 'authIndexType=service&authIndexValue=Login') => {
    const response = await fetch(`${url}/am/json/realms/root/authenticate?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: (await response.json()) as Wire };
  };
  /** The step with one text typed. */
  const typed = ({ body }: { body: Wire }, text: string) => ({
    ...body,
    callbacks: body.callbacks?.map((one) => ({ ...one, input: one.input?.map(({ name }) => ({ name, value: text })) })),
  });
  const askedFor = async (name: string, query?: string) => post(typed(await post({}, query), name));
  /** Takes every place. @returns how to let them go */
  const fill = () => {
    const gate = Promise.withResolvers<void>();
    const both = [hashing.run(() => gate.promise), hashing.run(() => gate.promise)];
    return async () => {
      gate.resolve();
      await Promise.all(both);
    };
  };
  /** Has everything that is posted from now on answered by another copy, which writes to a log that can be read. */
  const withLog = async () => {
    const lines: { readonly level: string; readonly facts: object }[] = [];
    const say = (level: string) => (facts: object) => void lines.push({ level, facts });
    const log: ServerLog = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error'), isLevelEnabled: () => false };
    const copy = composeServer(workspace, config, server.url, log);
    onTestFinished(async () => {
      copy.server.close();
      await copy.finish();
    });
    await once(copy.server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(copy.server.address() as AddressInfo).port}`;
    return lines;
  };
  return { stores, hashing, post, typed, askedFor, fill, withLog };
}

it('tells who comes when too many wait to come again, alike for everybody, and the same step is good later', async () => {
  const { stores, hashing, post, typed, askedFor, fill } = await busyServer();
  const amadmin = await stores.identities.findByName('/', 'amadmin');
  const steps = { right: await askedFor('amadmin'), wrong: await askedFor('amadmin'), nobody: await askedFor('nobody') };
  const sent = {
    right: typed(steps.right, PASSWORD),
    wrong: typed(steps.wrong, 'wrong'),
    nobody: typed(steps.nobody, PASSWORD),
  };
  const letGo = fill();
  const refused = [await post(sent.right), await post(sent.wrong), await post(sent.nobody)];
  const busy = {
    status: 503,
    retryAfter: '2',
    body: {
      code: 503,
      reason: 'Service Unavailable',
      message: 'Too many people sign on at this moment. Try again.',
      detail: { errorCode: 'hash.busy' },
    },
  };
  expect(refused).toEqual([busy, busy, busy]);
  // Nobody has tried anything.
  expect(await stores.attempts.find('/', { person: amadmin?.id ?? '' }, Date.now())).toBeUndefined();
  await letGo();
  expect(await post(sent.right)).toMatchObject({ status: 200, body: { tokenId: expect.any(String) } });
  const [wrong, nobody] = [await post(sent.wrong), await post(sent.nobody)];
  expect([wrong.status, wrong.body]).toEqual([401, nobody.body]);
  expect(hashing.facts()).toMatchObject({ running: 0, waiting: 0, refused: 3 });
});

it('gives who was let in the right answer, and turns away only who came after', async () => {
  const { hashing, post, typed, askedFor } = await busyServer();
  const [first, second] = [await askedFor('amadmin'), await askedFor('amadmin')];
  const gate = Promise.withResolvers<void>();
  const running = hashing.run(() => gate.promise);
  const letIn = post(typed(first, PASSWORD));
  await vi.waitUntil(() => hashing.facts().waiting === 1);
  expect((await post(typed(second, PASSWORD))).status).toBe(503);
  gate.resolve();
  await running;
  expect(await letIn).toMatchObject({ status: 200, body: { tokenId: expect.any(String) } });
  expect(await post(typed(second, PASSWORD))).toMatchObject({ status: 200, body: { tokenId: expect.any(String) } });
});

it('counts no recovery code that nobody had time to compare', async () => {
  const { stores, post, typed, askedFor, fill } = await busyServer();
  const amadmin = await stores.identities.findByName('/', 'amadmin');
  const tried = () => stores.attempts.find('/', { person: amadmin?.id ?? '' }, Date.now());
  const sent = typed(await askedFor('amadmin', 'authIndexType=service&authIndexValue=Code'), 'no-such-code');
  const letGo = fill();
  expect(await post(sent)).toMatchObject({ status: 503, retryAfter: '2' });
  expect(await tried()).toBeUndefined();
  await letGo();
  expect((await post(sent)).status).toBe(401);
  expect(await tried()).toMatchObject({ authenticators: [{ name: 'recovery-code:push' }] });
});

it('keeps no core while a slow store is asked about somebody', async () => {
  const { stores, hashing, post, typed, askedFor } = await busyServer();
  const [slow, quick] = [await askedFor('amadmin'), await askedFor('somebody')];
  const store = Promise.withResolvers<void>();
  const update = stores.attempts.update;
  const asked = vi.spyOn(stores.attempts, 'update').mockImplementationOnce(async (...change) => {
    await store.promise;
    return update.call(stores.attempts, ...change);
  });
  const { done } = hashing.facts();
  const waits = post(typed(slow, PASSWORD));
  // The password is compared already, and the try not counted yet.
  await vi.waitUntil(() => asked.mock.calls.length === 1 && hashing.facts().done === done + 1);
  expect((await post(typed(quick, PASSWORD))).status).toBe(401);
  store.resolve();
  expect(await waits).toMatchObject({ status: 200, body: { tokenId: expect.any(String) } });
});

// A rush turns hundreds away in a second: what is written of each takes time from those who are let in.
it('notes once that people are turned away, and of each of them no more than of anybody who is told no', async () => {
  const { post, typed, askedFor, fill, withLog } = await busyServer();
  const lines = await withLog();
  const steps = [await askedFor('amadmin'), await askedFor('amadmin'), await askedFor('amadmin')];
  lines.length = 0;
  const letGo = fill();
  for (const step of steps) expect((await post(typed(step, PASSWORD))).status).toBe(503);
  await letGo();
  expect(lines.map(({ level, facts }) => [level, 'event' in facts ? facts.event : 'code' in facts ? facts.code : ''])).toEqual([
    ['warn', 'hashing.busy'],
    ['info', 'hash.busy'],
    ['info', 'hash.busy'],
    ['info', 'hash.busy'],
  ]);
  expect(JSON.stringify(lines).length).toBeLessThan(1_000);
});
