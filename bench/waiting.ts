import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { atOnce } from './load/at-once.ts';
import { checkSignOns } from './load/check.ts';
import type { Copies } from './load/copies.ts';
import { furnish, startCopies } from './load/house.ts';
import type { Person } from './load/people.ts';
import { percentile } from './load/percentile.ts';
import { answer, approve, askPush, askPushAlone, LOAD_JOURNEYS, type RequestKind, type Step, stepIn, type Took } from './load/sign-on.ts';
import { openLoadStore } from './load/store.ts';
import { table } from './load/table.ts';

/**
 * Many sign-ons by push that wait for their phones on one copy at the same time: what each takes of memory and of the store, whether they are still answered when they ask,
 * and whether others still sign on meanwhile. In the end every phone is answered and everybody is signed on. The journey is the shipped one, with a push that is good for
 * ten minutes, so that none is over before the last one waits.
 */
const { values: given } = parseArgs({
  options: {
    store: { type: 'string', default: 'embedded' },
    'sign-ons': { type: 'string', default: '10000' },
    journey: { type: 'string', default: 'push' },
    'at-once': { type: 'string', default: '32' },
    'wait-seconds': { type: 'string', default: '5' },
    json: { type: 'string' },
  },
});
const isAlone = given.journey === 'push-alone';
if (!isAlone && given.journey !== 'push') throw new Error(`--journey is push or push-alone and not ${given.journey}.`);
const [count, most] = [Number(given['sign-ons']), Number(given['at-once'])];
/** Sign-ons before, so that what is compiled and kept once is not counted. */
const WARMING = Math.min(200, count);
/** The longest that Push Sender allows. */
const PUSH_SECONDS = 600;
const MIB = 1024 * 1024;

const store = await openLoadStore(given.store);
try {
  const [before = Number.NaN] = loadavg();
  const house = await furnish(store, {
    people: { phone: count, nothing: WARMING },
    waitSeconds: Number(given['wait-seconds']),
    pushSeconds: PUSH_SECONDS,
  });
  // One address opens the inboxes of all.
  const copies = await startCopies(store, house, 1, {}, true);
  try {
    await measure(copies, house.people.phone, house.people.nothing);
  } finally {
    await copies.stop();
  }
  console.log(
    `${store.name}, one copy; ${availableParallelism()} processors shared with the driver; load ${before.toFixed(1)} before, ${loadavg()[0]?.toFixed(1)} after`,
  );
} finally {
  await store.close();
}

async function measure(copies: Copies, people: readonly Person[], others: readonly Person[]): Promise<void> {
  const taken = async () => {
    // Collected first, so that what nobody needs any more is in neither figure.
    const heapMib = (await copies.heapBytes()) / MIB;
    return { residentMib: copies.residentMib()[0] ?? Number.NaN, heapMib, storeMib: (await store.usedBytes()) / MIB };
  };
  const phases: Record<string, string>[] = [];
  /** Does something for each, and notes what it took. */
  const phase = async <T, R>(what: string, items: readonly T[], work: (item: T, took: Took) => Promise<R>, kind: RequestKind) => {
    const took: Took = new Map();
    const cpu = copies.cpuSeconds();
    const began = performance.now();
    const results = await atOnce(items, most, (item) => work(item, took));
    const seconds = (performance.now() - began) / 1_000;
    const times = took.get(kind) ?? [];
    phases.push({
      what,
      number: String(items.length),
      'a second': (items.length / seconds).toFixed(0),
      'a CPU-second': (items.length / (copies.cpuSeconds() - cpu)).toFixed(0),
      request: kind,
      'p50 ms': percentile(times, 0.5).toFixed(1),
      'p95 ms': percentile(times, 0.95).toFixed(1),
      'p99 ms': percentile(times, 0.99).toFixed(0),
    });
    return results;
  };
  const signOnByPassword = (person: Person, took: Took) => passwordJourney(copies, person, took);
  await atOnce(others, most, (person) => signOnByPassword(person, new Map()));
  const idle = await taken();
  const beforehand = await copies.metrics();
  const waiting = await phase(
    'begin, and wait',
    people,
    (person, took) => (isAlone ? askPushAlone : askPush)(copies, person, took),
    isAlone ? 'name' : 'password',
  );
  const full = await taken();
  const asked = await phase('ask while all wait', waiting, (step, took) => ask(copies, step, took), 'poll');
  const again = await phase('ask once more', asked, (step, took) => ask(copies, step, took), 'poll');
  const between = await copies.metrics();
  const passed = await phase('others sign on by password', others, signOnByPassword, 'password');
  await checkSignOns(copies, 'Login', passed, between);
  const pairs = people.map((person, index): readonly [Person, Step] => [person, again[index] as Step]);
  const tokens = await phase(
    'tap on the phone, and be through',
    pairs,
    ([person, step], took) => approve(copies, person, step, took, false),
    'phone',
  );
  await checkSignOns(copies, isAlone ? 'Push Alone' : 'Login with Push MFA', tokens, beforehand, others.length);
  const settled =
    ((await copies.metrics()).get('waygate_push_settled_total{result="approved"}') ?? 0) -
    (beforehand.get('waygate_push_settled_total{result="approved"}') ?? 0);
  if (settled !== count) throw new Error(`${count} phones were answered, and the server settled ${settled}.`);
  const through = await taken();
  const each = (figure: (one: typeof idle) => number) => (((figure(full) - figure(idle)) * MIB) / count / 1024).toFixed(2);
  console.log(
    table(
      [['before', idle] as const, [`${count} wait`, full] as const, ['all are through', through] as const].map(([when, one]) => ({
        '': when,
        'RSS MiB': one.residentMib.toFixed(0),
        'heap after collecting MiB': one.heapMib.toFixed(1),
        'store MiB': one.storeMib.toFixed(1),
      })),
    ),
  );
  console.log(
    `\nFor each that waits: RSS ${each((one) => one.residentMib)} KiB, heap ${each((one) => one.heapMib)} KiB, store ${each((one) => one.storeMib)} KiB\n`,
  );
  console.log(`${table(phases)}\n`);
  if (given.json !== undefined)
    writeFileSync(given.json, JSON.stringify({ store: store.name, count, idle, full, through, phases }, null, 2));
}

/** Asks as the page does that waits. */
async function ask(copies: Copies, step: Step, took: Took): Promise<Step> {
  return stepIn(await answer(copies, step, 'poll', took));
}

function passwordJourney(copies: Copies, person: Person, took: Took): Promise<string> {
  const { password } = LOAD_JOURNEYS;
  if (password === undefined) throw new Error('There is a journey by password.');
  return password.signOn(copies, person, took);
}
