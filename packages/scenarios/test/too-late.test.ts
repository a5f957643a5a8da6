import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { fillAnswer, loadJourneys, type SignOnPage, scenario, serveWorld, type WorldServer } from '../src/index.ts';

const documents = loadJourneys(fileURLToPath(new URL('../../../journeys', import.meta.url)));
const MINUTE = 60;

let server: WorldServer | undefined;
afterEach(() => server?.close());

/** A server with one person in it, on a clock that stands still. */
async function open(): Promise<WorldServer> {
  const { given, realm, journey } = scenario.parse({
    name: 'Too late',
    journey: 'Login',
    given: { users: [{ username: 'mia', password: 'correct horse battery' }] },
    steps: [{}],
    // biome-ignore lint/suspicious/noThenProperty: scenario files say what is given, done and then true.
    then: { end: 'failure' },
  });
  server = await serveWorld({ realm, journey, given }, documents);
  return server;
}

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-api-version': 'resource=2.1', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const am = ({ url }: WorldServer, resource: string) => `${url}/am/json/realms/root/realms/alpha/${resource}`;
const start = (one: WorldServer, journey: string) =>
  post(am(one, `authenticate?authIndexType=service&authIndexValue=${encodeURIComponent(journey)}`), {});
const answer = (one: WorldServer, step: object, enter: Record<string, string>) =>
  post(am(one, 'authenticate'), { ...step, callbacks: fillAnswer(step as SignOnPage, { enter }, String) });
const right = { 'User Name': 'mia', Password: 'correct horse battery' };

test.each([
  ['Login', 5],
  ['Login with Push MFA', 15],
])('%s takes no answer after %i minutes, and says that a new one may be started', async (journey, minutes) => {
  const one = await open();
  const inTime = (await start(one, journey)).body;
  const late = (await start(one, journey)).body;
  one.world.clock.advance(minutes * MINUTE - 1);
  expect((await answer(one, inTime, right)).status).toBe(200);
  one.world.clock.advance(1);
  for (const enter of [right, { ...right, Password: 'wrong password' }]) {
    expect(await answer(one, late, enter)).toEqual({
      status: 401,
      body: { code: 401, reason: 'Unauthorized', message: 'Session has timed out', detail: { errorCode: '110' } },
    });
  }
  expect(one.world.ended.filter(({ result }) => result === 'succeeded')).toHaveLength(journey === 'Login' ? 1 : 0);
});

test('a session ends after its idle time and after its whole time', async () => {
  const one = await open();
  const signOn = async () => String((await answer(one, (await start(one, 'Login')).body, right)).body['tokenId']);
  const ask = async (action: string, token: string) => (await post(am(one, `sessions?_action=${action}`), { tokenId: token })).status;
  const idle = await signOn();
  const used = await signOn();
  one.world.clock.advance(29 * MINUTE);
  expect(await ask('refresh', used)).toBe(200);
  one.world.clock.advance(2 * MINUTE);
  expect(await ask('getSessionInfo', idle)).toBe(401);
  for (let minutes = 31; minutes < 119; minutes += 22) {
    expect(await ask('refresh', used), `after ${minutes} minutes`).toBe(200);
    one.world.clock.advance(22 * MINUTE);
  }
  expect(await ask('refresh', used)).toBe(200);
  one.world.clock.advance(2 * MINUTE);
  expect(await ask('getSessionInfo', used)).toBe(401);
});
