import { fileURLToPath } from 'node:url';
import type { Step } from '@waygate/engine';
import { HashingQueue, type PasswordHasher } from '@waygate/integrations';
import { decodeAnswers, encodeCallbacks } from '@waygate/schema';
import { composeEngine } from '@waygate/server';
import { expect, onTestFinished, test } from 'vitest';
import { loadJourneys } from '../src/index.ts';
import { given } from '../src/scenario.ts';
import { fillAnswer } from '../src/sign-on-page.ts';
import { openWorld, postOf } from '../src/world.ts';

const documents = loadJourneys(fileURLToPath(new URL('../../../journeys', import.meta.url)));
const JOURNEY = 'Login with One-Time Code';
const REALM = '/alpha';
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

/** Mia in a world with the real engine, throttle and messages; `atTheCode` signs her on as far as the code. */
async function mia() {
  const users = [{ username: 'mia', password: 'correct horse', attributes: { telephoneNumber: ['+49 171 1234567'] } }];
  const world = await openWorld({ realm: REALM, journey: JOURNEY, given: given.parse({ users }) }, documents, PLAIN);
  const composed = composeEngine(world.workspace, 'http://localhost', world.observer, world.clock.now, postOf(world));
  onTestFinished(async () => {
    await composed.close();
    await world.workspace.close();
  });
  const submit = (step: Step, enter: Record<string, string>, press?: string): Promise<Step> => {
    if (step.kind !== 'callbacks') throw new Error(`the journey is at ${step.kind}`);
    const page = { callbacks: encodeCallbacks(step.callbacks, step.page) };
    const posted = fillAnswer(page, press === undefined ? { enter } : { enter, press }, String);
    const { sessionId, key } = step.handle;
    return composed.engine.submit({ realm: REALM, sessionId, key, decode: (sent) => decodeAnswers(sent, posted), request: REQUEST });
  };
  const atTheCode = async () => {
    const opened = await composed.engine.start({ realm: REALM, journey: JOURNEY, request: REQUEST, force: false, noSession: false });
    return submit(await submit(opened, { 'User Name': 'mia', Password: 'correct horse' }), {}, 'Text message');
  };
  const nextCode = () => world.messages.nextCode();
  const type = (step: Step, code: string) => submit(step, { 'One Time Password': code });
  /** What became of every try, as the operator sees it. */
  const tries = () => world.visits.filter(({ nodeType }) => nodeType === 'OneTimePasswordCollectorDecisionNode').map(({ audit }) => audit);
  return { world, messages: composed.ports.messages, atTheCode, nextCode, type, tries };
}

test('200 wrong codes at once, in as many sign-ons, are compared no more often than the throttle allows', async () => {
  const { world, messages, atTheCode, nextCode, type, tries } = await mia();
  const last = await atTheCode();
  const code = await nextCode();
  const steps = await Promise.all(Array.from({ length: 200 }, atTheCode));
  const answers = await Promise.all(steps.map((step) => type(step, '00000000')));
  // Nobody can tell by the answer which of them were looked at at all.
  expect(
    new Set(answers.map((answer) => JSON.stringify(answer.kind === 'callbacks' ? answer.callbacks : answer.kind))).size,
  ).toBeLessThanOrEqual(2);
  expect(answers.some(({ kind }) => kind === 'success')).toBe(false);
  const compared = tries().filter((audit) => audit?.['reason'] === 'wrong');
  expect(compared.length).toBeGreaterThan(0);
  expect(compared.length).toBeLessThanOrEqual(5);
  expect(tries().filter((audit) => audit?.['throttled'] !== undefined).length).toBe(200 - compared.length);
  // The right code is of no use either until time has passed, and looks like a wrong one.
  const refused = await type(last, code);
  expect(refused.kind).not.toBe('success');
  // Of all the messages that were asked for, one address got five.
  await messages.idle();
  for (let each = 1; each < 5; each += 1) await nextCode();
  world.clock.advance(16 * 60);
  const later = await atTheCode();
  expect((await type(later, await nextCode())).kind).toBe('success');
});

test('a new code begins no new count', async () => {
  const { atTheCode, type, tries } = await mia();
  for (let each = 0; each < 10; each += 1) await type(await atTheCode(), '00000000');
  expect(tries().filter((audit) => audit?.['reason'] === 'wrong')).toHaveLength(5);
});

test('50 uses of one right code at once sign on once', async () => {
  const { atTheCode, nextCode, type } = await mia();
  const step = await atTheCode();
  const code = await nextCode();
  const uses = await Promise.allSettled(Array.from({ length: 50 }, () => type(step, code)));
  expect(uses.filter((use) => use.status === 'fulfilled' && use.value.kind === 'success')).toHaveLength(1);
  for (const use of uses) if (use.status === 'rejected') expect(use.reason).toMatchObject({ code: expect.stringMatching(/^session\./) });
});

test('no code stands in what operators are told, in the state of a run, or anywhere in the store', async () => {
  const { world, atTheCode, nextCode, type } = await mia();
  const step = await atTheCode();
  const code = await nextCode();
  await type(step, '00000000');
  expect(JSON.stringify(step)).not.toContain(code);
  expect(JSON.stringify([world.visits, world.faults, world.ended])).not.toContain(code);
  if (step.kind !== 'callbacks') throw new Error('the journey is over');
  const kept = await world.workspace.stores.journeySessions.load(step.handle.sessionId);
  expect(JSON.stringify(kept)).not.toContain(code);
  expect(kept).toBeDefined();
});
