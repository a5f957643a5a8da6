import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Crowd } from './load/crowd.ts';
import { drive, type IdleStore, idleStore, type Slice } from './load/drive.ts';
import { type HashCeiling, hashCeiling } from './load/hash-ceiling.ts';
import { furnish, startCopies } from './load/house.ts';
import { median, percentile } from './load/percentile.ts';
import { LOAD_JOURNEYS, type LoadJourney } from './load/sign-on.ts';
import { openLoadStore } from './load/store.ts';
import { table } from './load/table.ts';

/**
 * Complete sign-ons against 1, 2 and 4 copies of the real server, each a process of its own, on either store; every request goes to the next copy. Next to each slice
 * bare argon2id is measured, which is what sign-ons by password are held against. The driver and a MongoDB on the same machine take cores from the servers, so the
 * figure to compare is that by second of the servers' CPU.
 */
const { values: given } = parseArgs({
  options: {
    store: { type: 'string', default: 'embedded' },
    copies: { type: 'string', default: '1,2,4' },
    journeys: { type: 'string', default: Object.keys(LOAD_JOURNEYS).join(',') },
    rounds: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '5' },
    users: { type: 'string', default: '16' },
    'waiting-users': { type: 'string', default: '200' },
    people: { type: 'string', default: '1000' },
    'wait-seconds': { type: 'string' },
    json: { type: 'string' },
  },
});
const [rounds, seconds, users, waitingUsers, count] = [given.rounds, given.seconds, given.users, given['waiting-users'], given.people].map(
  Number,
) as [number, number, number, number, number];
const counts = given.copies.split(',').map(Number);
const journeys = given.journeys.split(',').map((name): readonly [string, LoadJourney] => {
  const journey = LOAD_JOURNEYS[name];
  if (journey === undefined) throw new Error(`--journeys are among ${Object.keys(LOAD_JOURNEYS).join(', ')}, and not ${name}.`);
  return [name, journey];
});

interface Measured extends Slice {
  readonly journey: string;
  readonly copies: number;
  readonly hashes: number;
  readonly ceiling: HashCeiling;
  readonly residentMib: number;
}

const [before = Number.NaN] = loadavg();
const store = await openLoadStore(given.store);
const measured: Measured[] = [];
try {
  const needed = new Set(journeys.map(([, { belonging }]) => belonging));
  const house = await furnish(store, {
    people: Object.fromEntries([...needed].map((belonging) => [belonging, count])),
    ...(given['wait-seconds'] === undefined ? {} : { waitSeconds: Number(given['wait-seconds']) }),
  });
  const crowds = new Map([...needed].map((belonging) => [belonging, new Crowd(house.people[belonging])]));
  const copies = await startCopies(store, house, Math.max(...counts));
  let idle: IdleStore | undefined;
  try {
    // The first of each kind compile and fill what is kept; what they take is no figure.
    for (let round = -1; round < rounds; round += 1) {
      if (round === 0) idle = await idleStore(copies, store, Math.min(6_000, seconds * 1_200));
      for (const inUse of counts) {
        copies.use(inUse);
        for (const [name, journey] of journeys) {
          const crowd = crowds.get(journey.belonging);
          if (crowd === undefined) continue;
          const ceiling =
            round < 0 ? { perSecond: 0, perCpuSecond: 0 } : await hashCeiling(journey.hashes === 0 ? 1 : Math.min(1_500, seconds * 1_000));
          const milliseconds = seconds * (round < 0 ? 200 : 1_000);
          const slice = await drive(
            { copies, store, crowd, ...(idle === undefined ? {} : { idle }) },
            journey,
            journey.waits ? waitingUsers : users,
            milliseconds,
          );
          if (round >= 0)
            measured.push({
              ...slice,
              journey: name,
              copies: inUse,
              hashes: journey.hashes,
              ceiling,
              residentMib: median(copies.residentMib()),
            });
        }
      }
    }
  } finally {
    await copies.stop();
  }
  console.log(
    `${store.name}; ${rounds} rounds of ${seconds} s, ${users} users at once that never pause (${waitingUsers} where they wait for a phone); medians of the rounds; ${availableParallelism()} processors shared by servers, driver and store; load ${before.toFixed(1)} before, ${loadavg()[0]?.toFixed(1)} after\n`,
  );
  console.log(table(counts.flatMap((inUse) => journeys.map(([name]) => row(inUse, name)))));
  console.log(
    `\nAll ${Math.max(...counts)} copies at rest, which is taken off the figures: ${idle?.calls.toFixed(1)} calls of the store a second${idle?.operations === undefined ? '' : `, ${idle.operations.toFixed(1)} operations of MongoDB`}`,
  );
  console.log(
    `Bytes of the store for one person, with a password and: ${[...house.bytesOfPerson].map(([what, bytes]) => `${what} ${bytes.toFixed(0)}`).join(', ')}`,
  );
  if (given.json !== undefined) {
    const slices = measured.map(({ took, ...slice }) => ({ ...slice, ms: Object.fromEntries(took) }));
    writeFileSync(
      given.json,
      JSON.stringify({ store: store.name, bytesOfPerson: Object.fromEntries(house.bytesOfPerson), slices }, null, 2),
    );
  }
} finally {
  await store.close();
}

function row(inUse: number, journey: string): Record<string, string> {
  const slices = measured.filter((slice) => slice.copies === inUse && slice.journey === journey);
  const of = (figure: (slice: Measured) => number) => median(slices.map(figure));
  const share = (figure: (slice: Measured) => number, digits = 2) => (slices[0]?.hashes === 0 ? '' : of(figure).toFixed(digits));
  const steps = slices.flatMap(({ took }) => [...took.values()].flat());
  const operations = of(({ storeOperations = Number.NaN, signOns }) => storeOperations / signOns);
  return {
    copies: String(inUse),
    journey,
    'sign-ons': String(slices.reduce((sum, { signOns }) => sum + signOns, 0)),
    'a second': of(({ signOns, seconds: took }) => signOns / took).toFixed(0),
    'a CPU-second': of(({ signOns, serverCpu }) => signOns / serverCpu).toFixed(0),
    'bare hashes a CPU-second': share(({ ceiling }) => ceiling.perCpuSecond, 0),
    'share of it': share(({ signOns, serverCpu, ceiling }) => signOns / serverCpu / ceiling.perCpuSecond),
    'share a second': share(({ signOns, seconds: took, ceiling }) => signOns / took / ceiling.perSecond),
    'CPU of servers, driver, others': `${of((slice) => slice.serverCpu / slice.seconds).toFixed(2)}, ${of((slice) => slice.driverCpu / slice.seconds).toFixed(2)}, ${of((slice) => slice.otherCpu / slice.seconds).toFixed(2)}`,
    'request p50 / p99 ms': `${percentile(steps, 0.5).toFixed(1)} / ${percentile(steps, 0.99).toFixed(0)}`,
    'store calls': of(({ storeCalls, signOns }) => storeCalls / signOns).toFixed(1),
    ...(Number.isNaN(operations) ? {} : { 'MongoDB operations': operations.toFixed(1) }),
    'store bytes': of(({ storeBytes, signOns }) => storeBytes / signOns).toFixed(0),
    'RSS MiB': of(({ residentMib }) => residentMib).toFixed(0),
  };
}
