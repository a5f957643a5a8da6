import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { checkSignOns } from './load/check.ts';
import type { Copies } from './load/copies.ts';
import { Crowd } from './load/crowd.ts';
import { type HashCeiling, hashCeiling } from './load/hash-ceiling.ts';
import { furnish, startCopies } from './load/house.ts';
import type { Person } from './load/people.ts';
import { PASSWORD } from './load/people.ts';
import { percentile } from './load/percentile.ts';
import { answer, begin, type Step, type Took, tokenIn } from './load/sign-on.ts';
import { openLoadStore } from './load/store.ts';
import { table } from './load/table.ts';

/**
 * A rush: people come to sign on by password at given rates, whether those before them are through or not, up to four times as many as the machine can hash for. Whoever is
 * told to come again counts as refused and goes away; some of them send the very same step again in the end, when nobody else comes, and must be let in.
 */
const { values: given } = parseArgs({
  options: {
    store: { type: 'string', default: 'embedded' },
    copies: { type: 'string', default: '1' },
    rates: { type: 'string', default: '0.5,1,2,4' },
    seconds: { type: 'string', default: '15' },
    queue: { type: 'string', default: '200' },
    people: { type: 'string', default: '4000' },
    json: { type: 'string' },
  },
});
const rates = given.rates.split(',').map(Number);
const seconds = Number(given.seconds);
/** How many of the refused send their step again. */
const AGAIN = 20;

interface Rush {
  readonly rate: number;
  readonly ceiling: HashCeiling;
  readonly came: number;
  readonly letIn: number;
  readonly refused: number;
  readonly seconds: number;
  readonly serverCpu: number;
  /** How long those who were let in waited for the answer to their password, and how long others for that they are refused, milliseconds. */
  readonly letInMs: readonly number[];
  readonly refusedMs: readonly number[];
  readonly beginMs: readonly number[];
}

const store = await openLoadStore(given.store);
try {
  const [before = Number.NaN] = loadavg();
  const house = await furnish(store, { people: { nothing: Number(given.people) } });
  const crowd = new Crowd(house.people.nothing);
  const copies = await startCopies(store, house, Number(given.copies), { WAYGATE_HASHING_QUEUE: given.queue });
  const rushes: Rush[] = [];
  try {
    await rush(copies, crowd, 20, Math.min(2, seconds), { perSecond: 20, perCpuSecond: 20 });
    for (const rate of rates) {
      const ceiling = await hashCeiling(Math.min(3_000, seconds * 1_000));
      rushes.push(await rush(copies, crowd, rate * ceiling.perSecond, seconds, ceiling, rate));
    }
  } finally {
    await copies.stop();
  }
  console.log(
    `${store.name}, ${given.copies} copies, ${given.queue} may wait to be hashed at each; ${seconds} s of each rate; ${availableParallelism()} processors shared by servers and driver; load ${before.toFixed(1)} before, ${loadavg()[0]?.toFixed(1)} after\n`,
  );
  console.log(
    table(
      rushes.map((one) => ({
        'offered, × bare hashing': String(one.rate),
        'came a second': (one.came / seconds).toFixed(0),
        'bare hashes a second': one.ceiling.perSecond.toFixed(0),
        'through a second': (one.letIn / one.seconds).toFixed(0),
        'share of bare': (one.letIn / one.seconds / one.ceiling.perSecond).toFixed(2),
        'through a CPU-second': (one.letIn / one.serverCpu).toFixed(0),
        'share of bare by CPU': (one.letIn / one.serverCpu / one.ceiling.perCpuSecond).toFixed(2),
        refused: `${((100 * one.refused) / one.came).toFixed(0)} %`,
        'let in p50 / p95 / p99 ms': [0.5, 0.95, 0.99].map((part) => percentile(one.letInMs, part).toFixed(0)).join(' / '),
        'refused p50 / p99 ms': one.refused === 0 ? '' : [0.5, 0.99].map((part) => percentile(one.refusedMs, part).toFixed(0)).join(' / '),
        'page p99 ms': percentile(one.beginMs, 0.99).toFixed(0),
      })),
    ),
  );
  if (given.json !== undefined) writeFileSync(given.json, JSON.stringify({ store: store.name, queue: given.queue, rushes }, null, 2));
} finally {
  await store.close();
}

/** @param comes how many people come in a second, at moments that have nothing to do with each other */
async function rush(
  copies: Copies,
  crowd: Crowd<Person>,
  comes: number,
  forSeconds: number,
  ceiling: HashCeiling,
  rate = 0,
): Promise<Rush> {
  const took: Took = new Map();
  const tokens: string[] = [];
  const [letInMs, refusedMs]: [number[], number[]] = [[], []];
  const sentAway: (readonly [Person, Step])[] = [];
  const before = await copies.metrics();
  const cpu = copies.cpuSeconds();
  const began = performance.now();
  let failure: unknown;
  const one = async () => {
    const person = crowd.next();
    const step = await begin(copies, 'Login', took);
    const reply = await answer(copies, step, 'password', took, person.username, PASSWORD);
    crowd.back(person);
    if (reply.status === 503) {
      if (!/^\d+$/.test(reply.headers['retry-after'] ?? '')) throw new Error('Somebody was refused, and not told when to come again.');
      refusedMs.push(reply.ms);
      sentAway.push([person, step]);
    } else {
      tokens.push(tokenIn(reply));
      letInMs.push(reply.ms);
    }
  };
  const under: Promise<void>[] = [];
  // As independent people come: the times between two are distributed exponentially.
  let at = began;
  while (at < began + forSeconds * 1_000 && failure === undefined) {
    const early = at - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    under.push(
      one().catch((error: unknown) => {
        failure ??= error;
      }),
    );
    at += (-Math.log(1 - Math.random()) / comes) * 1_000;
  }
  await Promise.all(under);
  if (failure !== undefined) throw failure;
  const lasted = (performance.now() - began) / 1_000;
  const serverCpu = copies.cpuSeconds() - cpu;
  const letIn = tokens.length;
  for (const [person, step] of sentAway.slice(-AGAIN))
    tokens.push(tokenIn(await answer(copies, step, 'password', new Map(), person.username, PASSWORD)));
  await checkSignOns(copies, 'Login', tokens, before);
  const refused = ((await copies.metrics()).get('waygate_hashing_refused_total') ?? 0) - (before.get('waygate_hashing_refused_total') ?? 0);
  if (refused !== sentAway.length)
    throw new Error(`${sentAway.length} were refused, and waygate_hashing_refused_total grew by ${refused}.`);
  return {
    rate,
    ceiling,
    came: under.length,
    letIn,
    refused,
    seconds: lasted,
    serverCpu,
    letInMs,
    refusedMs,
    beginMs: took.get('begin') ?? [],
  };
}
