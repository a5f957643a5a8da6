import { fileURLToPath } from 'node:url';
import type { Step } from '@waygate/engine';
import { HashingQueue, type PasswordHasher } from '@waygate/integrations';
import { OathApp } from '@waygate/phone';
import { decodeAnswers, encodeCallbacks } from '@waygate/schema';
import { composeEngine } from '@waygate/server';
import { expect, onTestFinished, test } from 'vitest';
import { fillAnswer, hiddenValue, loadJourneys, otherCode, type SignOnPage } from '../src/index.ts';
import { given } from '../src/scenario.ts';
import { openWorld, postOf } from '../src/world.ts';

const documents = loadJourneys(fileURLToPath(new URL('../../../journeys', import.meta.url)));
const JOURNEY = 'Login with OATH';
const REALM = '/alpha';
const CODE = 'One-time code from your authenticator app';
const REQUEST = {
  clientIp: '203.0.113.7',
  header: () => [],
  parameter: () => [],
  headers: () => ({}),
  parameters: () => ({}),
  locales: ['en'],
} as const;
const queue = new HashingQueue();
/** What passwords cost is not what is asked here. */
const PLAIN: PasswordHasher = {
  hash: async (password) => password,
  verify: async (stored, password) => stored === password,
  turn: (work) => queue.run(work),
  admit: (work, lane) => queue.admit(work, lane),
  admitLater: (work, lane) => queue.admitLater(work, lane),
  isOutdated: () => false,
};

/**
 * Mia with an app that shows codes, in a world with the real engine and throttle; `atTheCode` signs her on as far as the code.
 * @param nodes changes of the journey's nodes, by display name
 */
async function mia(nodes: Record<string, Record<string, number>> = {}) {
  // Making recovery codes costs many hashes, and nobody looks at them here.
  const settings = { nodes: { ...nodes, 'OATH Registration': { generateRecoveryCodes: false } } };
  const users = [{ username: 'mia', password: 'correct horse' }];
  const world = await openWorld({ realm: REALM, journey: JOURNEY, given: given.parse({ users, settings }) }, documents, PLAIN);
  const composed = composeEngine(world.workspace, 'http://localhost', world.observer, world.clock.now, postOf(world));
  onTestFinished(async () => {
    await composed.close();
    await world.workspace.close();
  });
  const pageOf = (step: Step): SignOnPage => {
    if (step.kind !== 'callbacks') throw new Error(`the journey is at ${step.kind}`);
    return { callbacks: encodeCallbacks(step.callbacks, step.page) };
  };
  const submit = (step: Step, enter: Record<string, string>, press?: string): Promise<Step> => {
    if (step.kind !== 'callbacks') throw new Error(`the journey is at ${step.kind}`);
    const posted = fillAnswer(pageOf(step), press === undefined ? { enter } : { enter, press }, String);
    const { sessionId, key } = step.handle;
    return composed.engine.submit({ realm: REALM, sessionId, key, decode: (sent) => decodeAnswers(sent, posted), request: REQUEST });
  };
  const atTheCode = async () => {
    const opened = await composed.engine.start({ realm: REALM, journey: JOURNEY, request: REQUEST, force: false, noSession: false });
    return submit(opened, { 'User Name': 'mia', Password: 'correct horse' });
  };
  const type = (step: Step, code: string) => submit(step, { [CODE]: code }, 'Submit');

  const shown = await submit(await atTheCode(), {}, 'Register Device');
  const app = new OathApp(hiddenValue(pageOf(shown), 'mfaDeviceRegistration') ?? '');
  const registered = await type(await submit(shown, {}, 'Next'), app.code(world.clock.now()));
  expect(registered.kind).toBe('success');
  // Every code of the app that was typed, and every try that was counted, is long past.
  world.clock.advance(3_600);
  const visited = world.visits.length;
  /** What became of every try since then, as the operator sees it. */
  const tries = (nodeType: string) => world.visits.slice(visited).filter((visit) => visit.nodeType === nodeType);
  return { world, app, atTheCode, type, tries };
}

const successes = (ends: readonly PromiseSettledResult<Step>[]) =>
  ends.filter((end) => end.status === 'fulfilled' && end.value.kind === 'success').length;

test('200 wrong codes of an app at once, in as many sign-ons, are compared no more often than the throttle allows', async () => {
  const { world, app, atTheCode, type, tries } = await mia();
  const last = await atTheCode();
  const steps = await Promise.all(Array.from({ length: 200 }, atTheCode));
  const code = app.code(world.clock.now());
  const ends = await Promise.all(steps.map((step) => type(step, otherCode(code))));
  expect(ends.some(({ kind }) => kind === 'success')).toBe(false);
  const judged = tries('OathTokenVerifierNode').filter(({ result }) => result === 'failureOutcome');
  expect(judged).toHaveLength(200);
  const compared = judged.filter(({ audit }) => audit?.['throttled'] === undefined);
  expect(compared.length).toBeGreaterThan(0);
  expect(compared.length).toBeLessThanOrEqual(5);
  // The right code is of no use either until time has passed.
  expect((await type(last, code)).kind).not.toBe('success');
}, 60_000);

test('50 sign-ons with one right code of an app at once are one, and the code is good for none after it', async () => {
  const { world, app, atTheCode, type } = await mia();
  const steps = await Promise.all(Array.from({ length: 50 }, atTheCode));
  const code = app.code(world.clock.now());
  expect(successes(await Promise.allSettled(steps.map((step) => type(step, code))))).toBe(1);
  world.clock.advance(30);
  expect((await type(await atTheCode(), code)).kind).not.toBe('success');
});

test.each([90, -90])(
  'an app whose clock is off by %i s signs on where the author allows three steps, and not where one is allowed',
  async (skew) => {
    const { world, app, atTheCode, type } = await mia({ 'OATH Token Verifier': { totpTimeSteps: 3 } });
    expect((await type(await atTheCode(), app.code(world.clock.now() + skew * 1_000))).kind).toBe('success');
    const strict = await mia({ 'OATH Token Verifier': { totpTimeSteps: 1 } });
    const wrong = await strict.type(await strict.atTheCode(), strict.app.code(strict.world.clock.now() + skew * 1_000));
    expect(wrong.kind).not.toBe('success');
  },
);
