import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type FaultKind, faultSchedule, type StoreKind } from './fault-schedule.ts';
import { Clock, FAKETIME } from './injection/clock.ts';
import { ControlledDatabase } from './injection/database.ts';
import { Injector } from './injection/injector.ts';
import { ServerCopy } from './injection/server-copy.ts';
import { SmallDisk } from './injection/small-disk.ts';
import { type Effect, type EffectCount, Ledger } from './ledger.ts';
import { beginLives } from './load/begin-lives.ts';
import { Installation } from './load/installation.ts';
import { Mails } from './load/mails.ts';
import { Random } from './random.ts';
import { ADMINISTRATOR_PASSWORD, prepare } from './setting.ts';
import type { World } from './world.ts';

const PUBLIC_URL = 'http://127.0.0.1:8080';
const LOOKS_AT_ONCE = 8;

/** What is to be done. */
export interface Wish {
  readonly seed: number;
  readonly faults: number;
  readonly store: StoreKind;
  /** How many copies of the server. */
  readonly copies: number;
  /** How many people and administrators work at the same time. */
  readonly actors: number;
  /** What is not done. */
  readonly without?: ReadonlySet<FaultKind>;
  /** Variables of the servers besides. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
  /** Ends the faults before all were done; what was acknowledged until then is looked for. */
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface Outcome {
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly effects: ReadonlyMap<Effect, EffectCount>;
  /** Everything that must not be; empty when all is well. */
  readonly violations: readonly string[];
  readonly seconds: number;
}

/** Puts real servers under a load of sign-ons, does everything of the schedule to them, and looks whether what clients were told was true. */
export async function runFaults(wish: Wish): Promise<Outcome> {
  const began = performance.now();
  const base = mkdtempSync(join(tmpdir(), 'waygate-faults-'));
  const closing: (() => Promise<void> | void)[] = [() => rmSync(base, { recursive: true, force: true })];
  try {
    const dataDirectory = join(base, 'data');
    const disk = wish.store === 'embedded' ? SmallDisk.mount(dataDirectory) : undefined;
    if (disk !== undefined) closing.push(() => disk.unmount());
    const database = wish.store === 'mongodb' ? await ControlledDatabase.open() : undefined;
    if (database !== undefined) closing.push(() => database.close());
    const cannot = new Set<FaultKind>([
      ...(disk === undefined ? (['disk full'] as const) : []),
      ...(FAKETIME === undefined ? (['clocks stepped', 'one clock off'] as const) : []),
    ]);
    for (const kind of cannot) if (wish.store === 'embedded' || kind !== 'disk full') wish.say(`This machine cannot do: ${kind}`);
    const mails = await Mails.start();
    closing.push(() => mails.stop());
    const name = `waygate_faults_${randomBytes(6).toString('hex')}`;
    const common = { WAYGATE_DATA_DIR: dataDirectory, WAYGATE_ADMIN_PASSWORD: ADMINISTRATOR_PASSWORD };
    await prepare({ ...common, ...(database === undefined ? {} : { WAYGATE_MONGODB_URI: database.directUri(name) }) });
    const clocks = Array.from({ length: wish.copies }, (_, index) => new Clock(base, `copy${index}`));
    const copies = await Promise.all(
      clocks.map((clock) =>
        ServerCopy.reserve({
          ...common,
          ...mails.environment,
          ...clock.environment,
          WAYGATE_PUBLIC_URL: PUBLIC_URL,
          WAYGATE_LOG_LEVEL: 'silent',
          WAYGATE_DRAIN_SECONDS: '0',
          // Starting again and again, they need not read their own source anew.
          NODE_COMPILE_CACHE: join(tmpdir(), 'waygate-faults-compiled'),
          ...(database === undefined ? {} : { WAYGATE_MONGODB_URI: database.uri(name) }),
          ...wish.environment,
        }),
      ),
    );
    closing.push(async () => {
      for (const copy of copies) {
        await copy.kill();
        await copy.proxy.stop();
      }
    });
    await Promise.all(copies.map((copy) => copy.start()));
    return await underLoad(wish, {
      copies,
      clocks,
      disk,
      database,
      dataDirectory,
      mails,
      without: new Set([...cannot, ...(wish.without ?? [])]),
      began,
    });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

interface House {
  readonly copies: readonly ServerCopy[];
  readonly clocks: readonly Clock[];
  readonly disk: SmallDisk | undefined;
  readonly database: ControlledDatabase | undefined;
  readonly dataDirectory: string;
  readonly mails: Mails;
  readonly without: ReadonlySet<FaultKind>;
  readonly began: number;
}

async function underLoad(wish: Wish, house: House): Promise<Outcome> {
  const { copies, clocks, mails, without, began } = house;
  const injector = new Injector(house);
  const ledger = new Ledger((line) => wish.say([line, ...injector.latest].join('\n  after ')));
  const state = { isOver: false };
  const world: World = {
    installation: new Installation(copies, PUBLIC_URL),
    ledger,
    mails,
    now: () => Date.now() + (clocks[0]?.offsetMs ?? 0),
    get isOver() {
      return state.isOver;
    },
  };
  const random = new Random(wish.seed);
  const lives = beginLives(world, random, wish.actors);
  const schedule = faultSchedule({ seed: wish.seed, count: wish.faults, copies: copies.length, store: wish.store, without });
  let done = 0;
  for (const fault of schedule) {
    if (wish.signal?.aborted) break;
    await injector.inject(fault);
    done += 1;
    if (done % 50 === 0)
      wish.say(`${done} faults, ${Math.round((performance.now() - began) / 1_000)} s, ${ledger.violations.length} violations`);
    await pause(fault.pauseMs);
  }
  await injector.settle();
  state.isOver = true;
  await lives;
  // What is still under way ends, and what a process only remembers is forgotten.
  await Promise.all(
    copies.map(async (copy) => {
      const code = await copy.stop();
      if (code !== 0) ledger.violation(`a server that was told to stop ended with ${code}`);
      await copy.start();
    }),
  );
  wish.say(`The faults are over after ${Math.round((performance.now() - began) / 1_000)} s. Looking for everything that was acknowledged.`);
  await ledger.settle(LOOKS_AT_ONCE);
  const seconds = Math.round((performance.now() - began) / 1_000);
  return { faults: injector.counts, effects: ledger.counts, violations: [...ledger.violations, ...injector.problems], seconds };
}
