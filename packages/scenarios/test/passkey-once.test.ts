import { fileURLToPath } from 'node:url';
import { type WireCallback, wireStep } from '@waygate/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { given, loadJourneys, Person, serveWorld, type WorldServer } from '../src/index.ts';

const REALM = '/alpha';
const JOURNEY = 'Login with Passkey';
const documents = loadJourneys(fileURLToPath(new URL('../../../journeys', import.meta.url)));
const people = given.parse({ users: [{ username: 'mia', password: 'correct horse battery', passkey: 'Laptop' }] });

let server: WorldServer;
let mia: Person;

beforeAll(async () => {
  server = await serveWorld({ realm: REALM, journey: JOURNEY, given: people }, documents);
  mia = new Person(server.world, server.composed, REALM, server.url);
  await mia.prepare(people.users);
});

afterAll(() => server.close());

test('50 uses of one signature at once sign on once', async () => {
  const page = await open();
  const answered = { ...page, callbacks: mia.answerByPasskey(page, { use: 'right' }) };
  const answers = await Promise.all(Array.from({ length: 50 }, () => post('', answered)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  // The others are told that the step was answered, or that the sign-on is over.
  for (const { status } of answers) expect([200, 401, 409]).toContain(status);
});

test('a signature that was used signs nobody on in another sign-on, at once or later', async () => {
  const page = await open();
  const signed = mia.answerByPasskey(page, { use: 'right' });
  const others = await Promise.all(Array.from({ length: 10 }, open));
  const stolen = others.map((other) => ({ ...other, callbacks: other.callbacks.map((callback) => withOutcomeOf(callback, signed)) }));
  const answers = await Promise.all([{ ...page, callbacks: signed }, ...stolen].map((body) => post('', body)));
  expect(answers.map(({ status }) => status)).toEqual([200, ...stolen.map(() => 401)]);
});

async function open() {
  const query = new URLSearchParams({ authIndexType: 'service', authIndexValue: JOURNEY });
  return wireStep.parse(await (await post(`?${query}`)).json());
}

function post(query: string, body?: unknown): Promise<Response> {
  return fetch(`${server.url}/am/json/realms/root/realms/alpha/authenticate${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-api-version': 'protocol=1.0,resource=2.1' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function withOutcomeOf(callback: WireCallback, others: readonly WireCallback[]): WireCallback {
  const other = others.find(({ type }) => type === 'HiddenValueCallback');
  return callback.type === 'HiddenValueCallback' && other?.input !== undefined ? { ...callback, input: other.input } : callback;
}
