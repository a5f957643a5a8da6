import { createEngine, type Engine, type EngineDeps, hashKey } from '@waygate/engine';
import { NO_VALUES } from '@waygate/graph';
import { makeCatalogue, type NodePorts } from '@waygate/node-kit';
import { nodeTypes } from '@waygate/nodes';
import {
  checkPolicies,
  FAILURE_ID,
  journeyDocument,
  managedUserOf,
  policiesFor,
  propertyAt,
  SUCCESS_ID,
  type WireStep,
  wireStep,
  wireSuccess,
} from '@waygate/schema';
import type { Stores } from '@waygate/storage';
import { describe, expect, test } from 'vitest';
import { addDemo, secretSealer, serve } from './fixture.ts';

const AT = '/am/json/realms/root/realms/alpha/authenticate';

/** Name and password on a page, then the decision. */
const login = journeyDocument.parse({
  name: 'Login',
  entryNodeId: 'page',
  nodes: {
    page: {
      type: 'PageNode',
      displayName: 'Page',
      connections: { outcome: 'check' },
      config: {
        pageHeader: { en: 'Sign in', de: 'Anmelden' },
        nodes: [
          { _id: 'name', nodeType: 'UsernameCollectorNode', displayName: 'Name' },
          { _id: 'password', nodeType: 'PasswordCollectorNode', displayName: 'Password' },
        ],
      },
    },
    check: { type: 'DataStoreDecisionNode', displayName: 'Check', connections: { true: SUCCESS_ID, false: FAILURE_ID }, config: {} },
  },
  innerNodes: {
    name: { type: 'UsernameCollectorNode', displayName: 'Name', config: {} },
    password: { type: 'PasswordCollectorNode', displayName: 'Password', config: {} },
  },
});

/** The real engine with the real nodes behind the real server. */
async function serveJourney() {
  let engine: Engine | undefined;
  const late: Engine = {
    start: (request) => required(engine).start(request),
    submit: (request) => required(engine).submit(request),
    resume: (request) => required(engine).resume(request),
    present: (request) => required(engine).present(request),
  };
  const served = await serve({ engine: late, deps: { sealer: secretSealer } });
  const { stores, clock } = served;
  const faults: object[] = [];
  const gate: { wait: Promise<void> | undefined } = { wait: undefined };
  const ports = {
    identities: {
      find: (realm, username) => stores.identities.findByName(realm, username),
      verifyPassword: async (realm, username, password) => {
        await gate.wait;
        const identity = password === 'right' ? await stores.identities.findByName(realm, username) : undefined;
        return identity === undefined ? { status: 'wrong' } : { status: 'right', identity };
      },
      updateAttributes: async () => true,
      schema: async () => managedUserOf(),
      check: async (_realm, name, value, object) => {
        const property = propertyAt(managedUserOf(), name);
        return property === undefined ? [] : checkPolicies(policiesFor(property), value, object);
      },
    } satisfies Partial<NodePorts['identities']>,
  } as unknown as EngineDeps['ports'];
  const restart = () => {
    engine = createEngine({
      catalogue: makeCatalogue(nodeTypes),
      journeys: stores.journeys,
      journeySessions: stores.journeySessions,
      signOnSessions: stores.signOnSessions,
      realms: stores.realms,
      ports,
      values: NO_VALUES,
      sealer: { seal: (_context, text) => text, open: (_context, text) => text },
      resumeLink: () => '',
      observer: { visited: () => undefined, ended: () => undefined, fault: (fault) => faults.push(fault) },
      now: () => clock.now,
    });
  };
  restart();
  await addDemo(stores);
  await stores.journeys.publish('/alpha', [login], { at: clock.now, author: 'test', note: '' });
  const begin = async (query = '', headers = {}) => wireStep.parse(await (await served.post(`${AT}${query}`, undefined, headers)).json());
  const answer = (step: WireStep, name = 'demo', password = 'right', headers = {}) =>
    served.post(AT, { ...filled(step, name, password), status: 200, ok: true }, headers);
  return { ...served, faults, gate, restart, begin, answer };
}

function required(engine: Engine | undefined): Engine {
  if (engine === undefined) throw new Error('The engine is not there yet.');
  return engine;
}

function filled(step: WireStep, name: string, password: string): WireStep {
  const typed = [name, password];
  return {
    ...step,
    callbacks: step.callbacks.map((callback, index) => ({
      ...callback,
      input: (callback.input ?? []).map((input) => ({ ...input, value: typed[index] ?? '' })),
    })),
  };
}

const sessionsOf = (stores: Stores, now: number) => stores.signOnSessions.listByUser('/alpha', 'id-demo', now);

describe('signing on', () => {
  test('goes from the page to a session that works', async () => {
    const { begin, answer, post, stores, clock } = await serveJourney();
    const step = await begin('?authIndexType=service&authIndexValue=Login');
    expect(step).toMatchObject({
      header: 'Sign in',
      callbacks: [
        { type: 'NameCallback', _id: 0 },
        { type: 'PasswordCallback', _id: 1 },
      ],
    });
    const response = await answer(step);
    const { tokenId = '' } = wireSuccess.parse(await response.json());
    expect(response.headers.getSetCookie()).toContain(`iPlanetDirectoryPro=${tokenId}; Path=/; HttpOnly; SameSite=Lax`);
    expect(await stores.signOnSessions.find(hashKey(tokenId), clock.now)).toMatchObject({ username: 'demo' });
    const info = await post(
      '/am/json/realms/root/realms/alpha/sessions?_action=getSessionInfo',
      {},
      { cookie: `iPlanetDirectoryPro=${tokenId}` },
    );
    expect(await info.json()).toMatchObject({ username: 'demo', realm: '/alpha' });
  });

  test('speaks the language of the person', async () => {
    const { begin } = await serveJourney();
    expect((await begin('', { 'accept-language': 'de-AT, en;q=0.5' })).header).toBe('Anmelden');
    expect((await begin('?locale=de', { 'accept-language': 'en' })).header).toBe('Anmelden');
  });

  test.each([
    ['a wrong password', 'demo', 'wrong'],
    ['a name that does not exist', 'nobody', 'right'],
  ])('answers the same for %s', async (_what, name, password) => {
    const { begin, answer } = await serveJourney();
    const response = await answer(await begin(), name, password);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ code: 401, reason: 'Unauthorized', message: 'Login failure', detail: { failureUrl: '' } });
    expect(response.headers.getSetCookie().join()).not.toContain('iPlanetDirectoryPro');
  });

  test('keeps where to go, when it is allowed', async () => {
    const { begin, answer } = await serveJourney();
    const good = await answer(await begin('?goto=https://app.example/home'));
    expect(await good.json()).toMatchObject({ successUrl: 'https://app.example/home' });
    const bad = await answer(await begin('?goto=https://evil.example'));
    expect(await bad.json()).toMatchObject({ successUrl: '/account' });
  });

  test('makes no session when none is wanted', async () => {
    const { begin, answer, stores, clock } = await serveJourney();
    const response = await answer(await begin('?noSession=true'));
    expect(await response.json()).toEqual({ message: 'Authentication Successful', successUrl: '/account', realm: '/alpha' });
    expect(await sessionsOf(stores, clock.now)).toEqual([]);
  });

  test('is done at once with a session, unless forced, and then has a new token', async () => {
    const { begin, answer, post } = await serveJourney();
    const first = wireSuccess.parse(await (await answer(await begin())).json());
    const cookie = `iPlanetDirectoryPro=${first.tokenId}`;
    const short = await post(AT, undefined, { cookie });
    expect(await short.json()).toMatchObject({ tokenId: first.tokenId });
    const forced = wireSuccess.parse(await (await answer(await begin('?ForceAuth=true', { cookie }))).json());
    expect(forced.tokenId).not.toBe(first.tokenId);
  });

  test('is refused for a journey or a realm that is not there', async () => {
    const { post } = await serveJourney();
    const journey = await post(`${AT}?authIndexType=service&authIndexValue=Nothing`);
    expect([journey.status, (await journey.json()).message]).toEqual([400, 'No Configuration found']);
    for (const realm of ['nowhere', 'closed']) expect((await post(`/am/json/realms/root/realms/${realm}/authenticate`)).status).toBe(404);
  });
});

test('a page that comes again holds nothing against what was mended meanwhile', async () => {
  const { stores, clock, post } = await serveJourney();
  const child = (type: string) => ({ type, displayName: type, config: { validateInput: true } });
  const { page, check } = login.nodes;
  const nodes = [
    { _id: 'name', nodeType: 'ValidatedUsernameNode', displayName: 'Name' },
    { _id: 'password', nodeType: 'ValidatedPasswordNode', displayName: 'Password' },
  ];
  const checking = journeyDocument.parse({
    ...login,
    name: 'Checking',
    nodes: { page: { ...page, config: { nodes } }, check },
    innerNodes: { name: child('ValidatedUsernameNode'), password: child('ValidatedPasswordNode') },
  });
  await stores.journeys.publish('/alpha', [checking], { at: clock.now, author: 'test', note: '' });
  const asked = async (body: unknown, query = '') => wireStep.parse(await (await post(`${AT}${query}`, body)).json());
  const failed = (step: WireStep) =>
    step.callbacks.map(({ output }) => output.find(({ name }) => name === 'failedPolicies')?.value as string[]);
  const first = await asked(undefined, '?authIndexType=service&authIndexValue=Checking');
  const nameless = await asked(typed(first, '', 'short'));
  expect(failed(nameless).map(({ length }) => length)).toEqual([1, 1]);
  const named = await asked(typed(nameless, 'demo', 'short'));
  expect(
    failed(named).map(({ length }) => length),
    'the name is good now',
  ).toEqual([0, 1]);
});

/** The step with the first input of each callback filled in. */
function typed(step: WireStep, ...values: readonly string[]): WireStep {
  return {
    ...step,
    callbacks: step.callbacks.map((callback, index) => ({
      ...callback,
      input: (callback.input ?? []).map((input, place) => (place === 0 ? { ...input, value: values[index] ?? '' } : input)),
    })),
  };
}

describe('a step that a page keeps', () => {
  const KEEP = { 'x-waygate-keep': '1' };

  /** Begins as a page does in a browser that was never here. */
  async function beginOnPage(served: Awaited<ReturnType<typeof serveJourney>>) {
    const response = await served.post(AT, undefined, KEEP);
    const { kept = '', ...step } = wireStep.parse(await response.json());
    const set = response.headers.getSetCookie().find((text) => text.startsWith('waygate-kept')) ?? '';
    return { step, kept, set, cookie: set.split(';')[0] ?? '' };
  }

  test('is given to the browser that kept it, as it was, as often as it asks', async () => {
    const served = await serveJourney();
    const { step, kept, set, cookie } = await beginOnPage(served);
    expect(set).toMatch(/^waygate-kept\.[\w-]{8}=[\w-]{32}; Path=\/; SameSite=Strict; HttpOnly$/);
    for (const _ of [1, 2]) {
      const again = await served.post(AT, { kept }, { cookie });
      expect(again.headers.get('cache-control')).toBe('no-store');
      expect(await again.json()).toEqual({ ...step, kept });
    }
    expect((await served.answer(step)).status, 'its key is still good').toBe(200);
    expect(await sessionsOf(served.stores, served.clock.now)).toHaveLength(1);
  });

  test('is another text for each step, and one name for the browser', async () => {
    const served = await serveJourney();
    const { step, kept, cookie } = await beginOnPage(served);
    const response = await served.answer(step, 'demo', '', { ...KEEP, cookie });
    expect(response.headers.getSetCookie().filter((text) => text.startsWith('waygate-kept'))).toEqual([]);
    expect(wireStep.parse(await response.json()).kept).not.toBe(kept);
  });

  test('is given to each of two tabs that began at the same moment in a browser that was never here', async () => {
    const served = await serveJourney();
    const [one, other] = await Promise.all([beginOnPage(served), beginOnPage(served)]);
    // As a browser does with what both answers set.
    const jar = new Map([one, other].map(({ cookie }) => [cookie.split('=')[0], cookie]));
    const cookie = [...jar.values()].join('; ');
    for (const { step, kept } of [one, other])
      expect(await (await served.post(AT, { kept }, { cookie })).json()).toEqual({ ...step, kept });
    const next = await served.answer(one.step, 'demo', '', { ...KEEP, cookie });
    expect(next.headers.getSetCookie().filter((text) => text.startsWith('waygate-kept'))).toEqual([]);
    const { kept, ...step } = wireStep.parse(await next.json());
    expect(await (await served.post(AT, { kept }, { cookie })).json()).toEqual({ ...step, kept });
  });

  test('is given by the name that an earlier build gave the browser, and by no more names than a browser has', async () => {
    const served = await serveJourney();
    const { step, kept, cookie } = await beginOnPage(served);
    const value = cookie.split('=')[1];
    expect(await (await served.post(AT, { kept }, { cookie: `waygate-kept=${value}` })).json()).toEqual({ ...step, kept });
    const many = Array.from({ length: 40 }, (_, at) => `waygate-kept.${String(at).padStart(8, 'x')}=${String(at).padStart(32, 'x')}`).join(
      '; ',
    );
    expect((await served.post(AT, { kept }, { cookie: `${many}; ${cookie}` })).status).toBe(400);
  });

  test('is given to no other browser, to none without a name, and in no other realm', async () => {
    const served = await serveJourney();
    const { kept, cookie } = await beginOnPage(served);
    const other = await beginOnPage(served);
    const refused = { code: 400, message: 'This browser kept no such step. Begin again.' };
    expect(other.cookie).not.toBe(cookie);
    expect(await (await served.post(AT, { kept }, { cookie: other.cookie })).json()).toMatchObject(refused);
    expect(await (await served.post(AT, { kept })).json()).toMatchObject(refused);
    expect(await (await served.post(AT.replace('alpha', 'beta'), { kept }, { cookie })).json()).toMatchObject(refused);
    expect(await (await served.post(AT, { kept: `${kept}x` }, { cookie: `${cookie}x` })).json()).toMatchObject(refused);
    expect(await (await served.post(AT, { kept: { $ne: '' } }, { cookie })).json()).toMatchObject(refused);
  });

  test('is not given any more once it was answered, or is too old', async () => {
    const served = await serveJourney();
    const { step, kept, cookie } = await beginOnPage(served);
    const next = wireStep.parse(await (await served.answer(step, 'demo', '', { ...KEEP, cookie })).json());
    expect((await served.post(AT, { kept }, { cookie })).status).toBe(409);
    const newer = await served.post(AT, { kept: next.kept }, { cookie });
    expect(await newer.json()).toEqual(next);
    served.clock.now += 300_000;
    const late = await served.post(AT, { kept: next.kept }, { cookie });
    expect([late.status, (await late.json()).detail]).toEqual([401, { errorCode: '110' }]);
  });

  test('is no part of what clients of AM get', async () => {
    const { post } = await serveJourney();
    const response = await post(AT);
    expect(Object.keys(await response.json())).toEqual(['authId', 'callbacks', 'header']);
    expect(response.headers.getSetCookie().filter((text) => text.includes('kept'))).toEqual([]);
  });
});

describe('a step', () => {
  test('is answered once', async () => {
    const { begin, answer, stores, clock } = await serveJourney();
    const step = await begin();
    expect((await answer(step)).status).toBe(200);
    const again = await answer(step);
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ detail: { errorCode: '110' } });
    expect(await sessionsOf(stores, clock.now)).toHaveLength(1);
  });

  test('that was replaced by a newer one is a conflict, and the newer one goes on', async () => {
    const { begin, answer, post } = await serveJourney();
    const step = await begin();
    const newer = wireStep.parse(await (await answer(step, 'demo', '')).json());
    const stale = await answer(step);
    expect(stale.status).toBe(409);
    expect(await stale.json()).toMatchObject({ code: 409, reason: 'Conflict', message: expect.stringMatching(/./) });
    expect(newer.callbacks).not.toHaveLength(0);
    expect((await post(AT, { authId: newer.authId, callbacks: newer.callbacks })).status).toBe(200);
  });

  test('of two answers at once takes one', async () => {
    const { begin, answer, gate, stores, clock } = await serveJourney();
    const step = await begin();
    const { promise, resolve: open } = Promise.withResolvers<void>();
    gate.wait = promise;
    const both = [answer(step), answer(step)];
    const second = await Promise.race(both);
    expect(second.status).toBe(409);
    open();
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await sessionsOf(stores, clock.now)).toHaveLength(1);
  });

  test('that comes too late is over', async () => {
    const { begin, answer, clock } = await serveJourney();
    const step = await begin();
    clock.now += 300_000;
    const late = await answer(step);
    expect([late.status, (await late.json()).detail]).toEqual([401, { errorCode: '110' }]);
  });

  test('belongs to its realm', async () => {
    const { begin, post } = await serveJourney();
    const step = filled(await begin(), 'demo', 'right');
    expect((await post('/am/json/realms/root/realms/beta/authenticate', step)).status).toBe(400);
  });

  test('goes on after the server was started anew', async () => {
    const { begin, answer, restart } = await serveJourney();
    const step = await begin();
    restart();
    expect((await answer(step)).status).toBe(200);
  });

  test.each([
    ['no callbacks', (step: WireStep) => ({ authId: step.authId })],
    ['one callback too few', (step: WireStep) => ({ ...step, callbacks: step.callbacks.slice(0, 1) })],
    ['one callback too many', (step: WireStep) => ({ ...step, callbacks: [...step.callbacks, step.callbacks[0]] })],
    ['a callback twice', (step: WireStep) => ({ ...step, callbacks: [step.callbacks[0], step.callbacks[0]] })],
    [
      'a callback of another type',
      (step: WireStep) => ({ ...step, callbacks: step.callbacks.map((one) => ({ ...one, type: 'ChoiceCallback' })) }),
    ],
    ['callbacks that are none', (step: WireStep) => ({ ...step, callbacks: 'all of them' })],
    ['a number for a name', (step: WireStep) => withValue(step, 7)],
    ['an object for a name', (step: WireStep) => withValue(step, { $ne: '' })],
    ['a name beyond all measure', (step: WireStep) => withValue(step, 'x'.repeat(4_097))],
    [
      'an input nobody asked for',
      (step: WireStep) => ({ ...step, callbacks: [{ type: 'NameCallback', input: [{ name: 'IDToken9', value: '' }] }] }),
    ],
  ])('with %s is refused, and can still be answered rightly', async (_what, spoil) => {
    const { begin, answer, post } = await serveJourney();
    const step = await begin();
    const response = await post(AT, spoil(filled(step, 'demo', 'right')));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 400, reason: 'Bad Request', message: expect.stringMatching(/./) });
    expect((await answer(step)).status).toBe(200);
  });
});

function withValue(step: WireStep, value: unknown) {
  const [first, ...others] = step.callbacks;
  return { ...step, callbacks: [{ ...first, input: [{ name: 'IDToken1', value }] }, ...others] };
}
