import { fileURLToPath } from 'node:url';
import { type WireStep, wireStep, wireSuccess } from '@waygate/schema';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { linkIn, loadJourneys, scenario, serveWorld, type WorldServer } from '../src/index.ts';

const documents = loadJourneys(fileURLToPath(new URL('../../../journeys', import.meta.url)));
const REALM = '/am/json/realms/root/realms/alpha';
const GONE = {
  code: 401,
  reason: 'Unauthorized',
  message: 'org.forgerock.openam.auth.nodes.framework.token.SuspendedAuthSessionException: Token not found. It may have expired.',
};

let server: WorldServer;
beforeEach(async () => {
  const mia = { username: 'mia', password: 'correct horse battery', attributes: { mail: ['mia@example.com'], givenName: ['Mia'] } };
  const beginning = { realm: '/alpha', journey: 'ResetPassword', given: scenario.shape.given.parse({ users: [mia] }) };
  server = await serveWorld(beginning, documents);
});
afterEach(() => server.close());

const post = (query: string, body?: unknown, realm = REALM) =>
  fetch(`${server.url}${realm}/authenticate${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-api-version': 'protocol=1.0,resource=2.1' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const begin = async (journey = 'ResetPassword') =>
  wireStep.parse(await (await post(`?authIndexType=service&authIndexValue=${journey}`)).json());
/** Posts a step with what is typed into its fields, in their order. */
const type = (step: WireStep, ...typed: string[]) => {
  let count = 0;
  const callbacks = step.callbacks.map((callback) => ({
    ...callback,
    // Of an attribute the first input is its value.
    input: (callback.input ?? []).map((input, index) => {
      if (index > 0) return input;
      count += 1;
      return { ...input, value: typed[count - 1] ?? '' };
    }),
  }));
  return post('', { ...step, callbacks });
};
const ask = async (mail: string) => wireStep.parse(await (await type(await begin(), mail)).json());
const signOn = async (password: string) => type(await begin('Login'), 'mia', password);

it('reads the same for everybody, asked once or again', async () => {
  const known = await ask('mia@example.com');
  const unknown = await ask('nobody@example.com');
  expect({ ...unknown, authId: '' }).toEqual({ ...known, authId: '' });
  for (const step of [known, unknown]) {
    const again = await post('', step);
    expect([again.status, wireStep.parse(await again.json()).callbacks]).toEqual([200, step.callbacks]);
  }
  await server.world.mailbox.next();
  expect(server.world.mailbox.count).toBe(1);
});

it('leads on once, from any browser, by what phones send: the id alone', async () => {
  const waiting = await ask('mia@example.com');
  const link = linkIn(await server.world.mailbox.next());
  expect(link.pathname).toBe('/sign-on/alpha/ResetPassword');
  expect([...link.searchParams.keys()]).toEqual(['realm', 'authIndexType', 'authIndexValue', 'suspendedId']);
  const alone = `?${new URLSearchParams({ suspendedId: link.searchParams.get('suspendedId') ?? '' })}`;
  // Scanners of mails open links, other realms are none of its business, and what was altered is none.
  await Promise.all([fetch(link), fetch(link), fetch(link, { method: 'HEAD' })]);
  for (const [query, realm] of [
    [alone, '/am/json/realms/root'],
    [`${alone}x`, REALM],
    ['?suspendedId=', REALM],
  ] as const) {
    const refused = await post(query, undefined, realm);
    expect([refused.status, await refused.json()]).toEqual([401, GONE]);
  }
  const back = await post(alone);
  expect(wireStep.parse(await back.json()).header).toBe('New Password');
  const again = await post(link.search);
  expect([again.status, await again.json()]).toEqual([401, GONE]);
  expect((await post('', waiting)).status).toBe(409);
});

it('is over after its time', async () => {
  await ask('mia@example.com');
  const link = linkIn(await server.world.mailbox.next());
  server.world.clock.advance(601);
  const late = await post(link.search);
  expect([late.status, await late.json()]).toEqual([401, GONE]);
});

it('lets the person choose a password, which ends what anybody had begun with the old one', async () => {
  const { tokenId } = wireSuccess.parse(await (await signOn('correct horse battery')).json());
  const session = () =>
    fetch(`${server.url}${REALM}/sessions?_queryFilter=true`, { headers: { cookie: `iPlanetDirectoryPro=${tokenId}` } });
  expect((await session()).status).toBe(200);
  await ask('mia@example.com');
  const link = linkIn(await server.world.mailbox.next());
  const login = wireStep.parse(await (await type(wireStep.parse(await (await post(link.search)).json()), 'a new long secret')).json());
  expect(login.header).toBe('Sign in');
  expect((await session()).status).toBe(401);
  expect((await signOn('correct horse battery')).status).toBe(401);
  expect((await type(login, 'mia', 'a new long secret')).status).toBe(200);
});

it('is in no trace, in no answer and, as it is, in no store', async () => {
  const waiting = await ask('mia@example.com');
  const suspendedId = linkIn(await server.world.mailbox.next()).searchParams.get('suspendedId') ?? '';
  const [id = '', key = ''] = suspendedId.split('.');
  const kept = await server.world.workspace.stores.journeySessions.load(id);
  expect(kept?.status).toBe('suspended');
  expect(JSON.stringify([waiting, server.world.visits, kept])).not.toContain(key);
});
