import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ServerCopy } from '../faults/injection/server-copy.ts';
import { type Effect, type EffectCount, Ledger } from '../faults/ledger.ts';
import { beginLives } from '../faults/load/begin-lives.ts';
import { Installation } from '../faults/load/installation.ts';
import { Mails } from '../faults/load/mails.ts';
import { Random } from '../faults/random.ts';
import { ADMINISTRATOR_PASSWORD, prepare } from '../faults/setting.ts';
import type { World } from '../faults/world.ts';

const PUBLIC_URL = 'http://127.0.0.1:8080';
/** How long a client waits for an answer, milliseconds: what comes late on a busy machine has come. */
const PATIENCE_MS = 180_000;
const LOOKS_AT_ONCE = 8;
const LOOKS_EVERY_MS = 200;

/** What is to be done. */
export interface ReleasesWish {
  /** Folders of the checkouts. */
  readonly former: string;
  readonly present: string;
  /** Connection string of MongoDB; the embedded store when left out. */
  readonly mongodbUri?: string | undefined;
  readonly seed: number;
  readonly actors: number;
  /** How many more effects are to be acknowledged before the next copy is replaced. */
  readonly perStage: number;
  readonly say: (line: string) => void;
}

/** What came of it. */
export interface ReleasesOutcome {
  readonly effects: ReadonlyMap<Effect, EffectCount>;
  /** Everything that must not be; empty when all is well. */
  readonly violations: readonly string[];
  readonly seconds: number;
}

/**
 * Two real servers on one store, each request of everybody to the other one. The former release sets the store up; then one copy after the other is replaced by the present one, and one after the other
 * by the former again, while people and administrators go on. Nobody may notice: every request gets a clear answer, and in the end everything that was acknowledged is there, whichever release is asked.
 */
export async function runReleases(wish: ReleasesWish): Promise<ReleasesOutcome> {
  const began = performance.now();
  const base = mkdtempSync(join(tmpdir(), 'waygate-releases-'));
  const closing: (() => Promise<void> | void)[] = [() => rmSync(base, { recursive: true, force: true })];
  try {
    const mails = await Mails.start();
    closing.push(() => mails.stop());
    const environment = {
      WAYGATE_DATA_DIR: join(base, 'data'),
      WAYGATE_ADMIN_PASSWORD: ADMINISTRATOR_PASSWORD,
      ...(wish.mongodbUri === undefined ? {} : { WAYGATE_MONGODB_URI: databaseIn(wish.mongodbUri) }),
    };
    await prepare(
      environment,
      (await import(pathToFileURL(join(wish.former, 'apps/server/src/index.ts')).href)) as typeof import('@waygate/server'),
    );
    const copies = await Promise.all(
      [0, 1].map(() =>
        ServerCopy.reserve({
          ...environment,
          ...mails.environment,
          WAYGATE_PUBLIC_URL: PUBLIC_URL,
          WAYGATE_LOG_LEVEL: 'error',
          WAYGATE_DRAIN_SECONDS: '2',
          NODE_COMPILE_CACHE: join(tmpdir(), 'waygate-releases-compiled'),
        }),
      ),
    );
    closing.push(async () => {
      for (const copy of copies) {
        await copy.kill();
        await copy.proxy.stop();
      }
    });
    return await underLoad(wish, copies, mails, began);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function underLoad(wish: ReleasesWish, copies: readonly ServerCopy[], mails: Mails, began: number): Promise<ReleasesOutcome> {
  const ledger = new Ledger(wish.say);
  const state = { isOver: false };
  const installation = new Installation(copies, PUBLIC_URL, PATIENCE_MS);
  const world: World = {
    installation,
    ledger,
    mails,
    now: Date.now,
    get isOver() {
      return state.isOver;
    },
  };
  for (const copy of copies) {
    copy.release = wish.former;
    copy.crashed = (said) => ledger.violation(`a server ended by itself: ${said}`);
  }
  await Promise.all(copies.map((copy) => copy.start()));
  const lives = beginLives(world, new Random(wish.seed), wish.actors);
  const stage = async (name: string) => {
    const before = acknowledged(ledger);
    while (acknowledged(ledger) < before + wish.perStage) await pause(LOOKS_EVERY_MS);
    wish.say(`${Math.round((performance.now() - began) / 1_000)} s: ${name}: ${acknowledged(ledger) - before} acknowledged`);
  };
  const replace = async (copy: ServerCopy, release: string) => {
    const code = await copy.drain();
    if (code !== 0) ledger.violation(`a server that was told to stop ended with ${code}`);
    copy.release = release;
    await copy.start();
  };
  await stage('the former release alone');
  for (const [release, beside, alone] of [
    [wish.present, 'both side by side, in an update', 'the present release alone'],
    [wish.former, 'both side by side, on the way back', 'the former release alone again'],
  ] as const) {
    const [first, second] = copies;
    if (first === undefined || second === undefined) throw new Error('There are two copies.');
    await replace(first, release);
    await stage(beside);
    await replace(second, release);
    await stage(alone);
  }
  state.isOver = true;
  await lives;
  // In the end one of each is asked, and knows nothing but what is stored.
  for (const [index, copy] of copies.entries()) await replace(copy, index === 0 ? wish.former : wish.present);
  wish.say(`${Math.round((performance.now() - began) / 1_000)} s: looking for everything that was acknowledged, by either release`);
  await ledger.settle(LOOKS_AT_ONCE);
  for (const copy of copies) await copy.stop();
  const unclear = installation.unclear.map((what) => `no clear answer: ${what}`);
  return {
    effects: ledger.counts,
    violations: [...ledger.violations, ...unclear],
    seconds: Math.round((performance.now() - began) / 1_000),
  };
}

function acknowledged(ledger: Ledger): number {
  return [...ledger.counts.values()].reduce((sum, count) => sum + count.acknowledged, 0);
}

function databaseIn(uri: string): string {
  const url = new URL(uri);
  url.pathname = `/waygate_releases_${randomBytes(6).toString('hex')}`;
  return url.href;
}
