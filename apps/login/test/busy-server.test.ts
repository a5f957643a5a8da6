import { createJourneyClient } from '@waygate/client';
import type { WireStep } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { nextPage, type PageState } from '../src/sign-on/page-state.ts';

const step: WireStep = { authId: 'id', callbacks: [{ type: 'PasswordCallback', output: [], input: [{ name: 'IDToken1', value: '' }] }] };
const page: PageState = { show: 'step', step, busy: true, note: undefined, turn: 1 };

const BUSY = { detail: { errorCode: 'hash.busy' } };

/** The page after the server has answered 503. */
async function after503(headers: Record<string, string>, before: PageState = page, on: WireStep = step, detail: object = BUSY) {
  const answer = new Response(JSON.stringify({ code: 503, ...detail }), { status: 503, headers });
  const client = createJourneyClient({ baseUrl: 'http://localhost', realm: '/alpha', fetch: async () => answer });
  return nextPage(before, { type: 'answered', result: await client.submit(on) });
}

it('asks for the session by the cookie alone, and a program that says so for the token', async () => {
  const asked: (string | null)[] = [];
  const send: typeof fetch = async (_input, init) => {
    asked.push(new Headers(init?.headers).get('X-Waygate-Token'));
    return Response.json({ successUrl: '/account', realm: '/alpha' });
  };
  const place = { baseUrl: 'http://localhost', realm: '/alpha', fetch: send };
  expect(await createJourneyClient(place).submit(step)).toEqual({ kind: 'success', success: { successUrl: '/account', realm: '/alpha' } });
  await createJourneyClient(place).start({});
  await createJourneyClient({ ...place, readsToken: true }).submit(step);
  expect(asked).toEqual(['cookie', 'cookie', null]);
});

it('takes for a step that was kept no other than that, since a server that keeps none begins a journey when it is asked', async () => {
  const answered = async (body: object, status = 200) => {
    const place = { baseUrl: 'http://localhost', realm: '/alpha', fetch: async () => Response.json(body, { status }) };
    return (await createJourneyClient(place).again('sealed')).kind;
  };
  expect(await answered({ ...step, kept: 'sealed' })).toBe('step');
  expect(await answered(step)).toBe('refused');
  expect(await answered({ ...step, kept: 'another' })).toBe('refused');
  expect(await answered({ successUrl: '/account', realm: '/alpha' })).toBe('refused');
  expect(await answered({ code: 401, message: 'Login failure' }, 401)).toBe('refused');
  expect(await answered({ code: 401, detail: { errorCode: '110' } }, 401)).toBe('expired');
});

it('says that it comes to everybody, and keeps what was typed to send it again, when the server says when to come again', async () => {
  const waits = await after503({ 'Retry-After': '2' });
  expect(waits).toEqual({ ...page, busy: true, note: 'waitsItsTurn', retryAfter: 2 });
  // While it is sent again there is nothing else to send, and the person reads the same.
  expect(nextPage(waits, { type: 'submitted' })).toEqual({ ...page, busy: true, note: 'waitsItsTurn' });
});

it('sends nothing again by itself that may have been taken, whatever the answer says of when to come again', async () => {
  expect(await after503({ 'Retry-After': '2' }, page, step, {})).toEqual({ ...page, busy: false, note: 'unavailable' });
  expect(await after503({ 'Retry-After': '2' }, page, step, { detail: { errorCode: '110' } })).toMatchObject({ note: 'unavailable' });
});

it('begins again by itself where the server was too busy for a start, or did not answer one that may be sent twice', () => {
  const start: PageState = { show: 'loading' };
  const busy = nextPage(start, { type: 'answered', result: { kind: 'unavailable', retryAfter: 3 } });
  expect(busy).toEqual({ show: 'loading', note: 'waitsItsTurn', retryAfter: 3 });
  const down = nextPage(start, { type: 'answered', result: { kind: 'unavailable' }, startAgain: 2 });
  expect(down).toEqual({ show: 'loading', note: 'unavailable', retryAfter: 2 });
  // The person goes on reading why it takes so long.
  expect(nextPage(down, { type: 'start' })).toEqual({ show: 'loading', note: 'unavailable' });
  expect(nextPage(start, { type: 'answered', result: { kind: 'unavailable' } })).toEqual({ show: 'unavailable' });
});

it('goes on asking for news as it does, while it waits for a phone', async () => {
  const waiting = { ...step, callbacks: [...step.callbacks, { type: 'PollingWaitCallback', output: [] }] } as WireStep;
  expect(await after503({ 'Retry-After': '2' }, { ...page, step: waiting }, waiting)).toMatchObject({ busy: false, note: 'reconnecting' });
});

describe('an address that made too many requests', () => {
  const LIMITED = { code: 429, detail: { errorCode: 'requests.too_many' } };
  async function after429(before: PageState, body: object = LIMITED, headers: Record<string, string> = { 'Retry-After': '7' }) {
    const fetched = async () => new Response(JSON.stringify(body), { status: 429, headers });
    const client = createJourneyClient({ baseUrl: 'http://localhost', realm: '/alpha', fetch: fetched });
    const result = await (before.show === 'step' ? client.submit(before.step) : client.start({ parameters: { suspendedId: 'x' } }));
    return nextPage(before, { type: 'answered', result });
  }

  it('sends its step, its start and its link again by itself, when the server says', async () => {
    expect(await after429(page)).toEqual({ ...page, busy: true, note: 'limited', retryAfter: 7 });
    expect(await after429({ show: 'loading' })).toEqual({ show: 'loading', note: 'limited', retryAfter: 7 });
  });

  it('does not ask for news of a phone before it may', async () => {
    const waiting = { ...step, callbacks: [...step.callbacks, { type: 'PollingWaitCallback', output: [] }] } as WireStep;
    const waits = await after429({ ...page, step: waiting });
    expect(waits).toEqual({ ...page, step: waiting, busy: false, note: 'limited', pollAfter: 7 });
    expect(nextPage(waits, { type: 'submitted' })).toEqual({ ...page, step: waiting, busy: true, note: 'limited' });
  });

  it('is told by the code of the server alone, and leaves it to the person after a while', async () => {
    expect(await after429(page, { code: 429 })).toEqual({ ...page, busy: false, note: 'unavailable' });
    const result = { kind: 'unavailable', limited: true } as const;
    expect(nextPage(page, { type: 'answered', result })).toEqual({ ...page, busy: false, note: 'limitedForLong' });
    expect(nextPage({ show: 'loading' }, { type: 'answered', result })).toEqual({ show: 'limitedForLong' });
  });
});
