import { createJourneyClient } from '@waygate/client';
import type { WireStep } from '@waygate/schema';
import { expect, it } from 'vitest';
import { nextPage, type PageState } from '../src/sign-on/page-state.ts';

const step: WireStep = { authId: 'id', callbacks: [{ type: 'PasswordCallback', output: [], input: [{ name: 'IDToken1', value: '' }] }] };
const page: PageState = { show: 'step', step, busy: true, note: undefined, turn: 1 };

/** The page after the server has answered 503. */
async function after503(headers: Record<string, string>, before: PageState = page, on: WireStep = step) {
  const answer = new Response('{"code":503}', { status: 503, headers });
  const client = createJourneyClient({ baseUrl: 'http://localhost', realm: '/alpha', fetch: async () => answer });
  return nextPage(before, { type: 'answered', result: await client.submit(on) });
}

it('says that it comes to everybody, and keeps what was typed to send it again, when the server says when to come again', async () => {
  const waits = await after503({ 'Retry-After': '2' });
  expect(waits).toEqual({ ...page, busy: true, note: 'waitsItsTurn', retryAfter: 2 });
  // While it is sent again there is nothing else to send, and the person reads the same.
  expect(nextPage(waits, { type: 'submitted' })).toEqual({ ...page, busy: true, note: 'waitsItsTurn' });
});

it('leaves it to the person when the server does not say when', async () => {
  expect(await after503({})).toEqual({ ...page, busy: false, note: 'unavailable' });
});

it('goes on asking for news as it does, while it waits for a phone', async () => {
  const waiting = { ...step, callbacks: [...step.callbacks, { type: 'PollingWaitCallback', output: [] }] } as WireStep;
  expect(await after503({ 'Retry-After': '2' }, { ...page, step: waiting }, waiting)).toMatchObject({ busy: false, note: 'reconnecting' });
});
