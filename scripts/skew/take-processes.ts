import { effectTable } from '../../bench/faults/table-of.ts';
import { runReleases } from '../../bench/skew/run-releases.ts';
import { root } from '../toolchain.mjs';

/** How many people and administrators work at the same time: one of each kind, and some twice. */
const ACTORS = 11;

/**
 * Takes both releases, as processes of their own, through an update and back, on each store that there is.
 * @param only expression for the names of the stores
 * @returns whether nobody noticed
 */
export async function takeProcesses(wish: {
  readonly former: string;
  readonly perStage: number;
  readonly seed: number;
  readonly only: string;
}): Promise<boolean> {
  const { MONGODB_URI } = process.env;
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  let isWell = true;
  for (const store of ['embedded', ...(MONGODB_URI === undefined ? [] : ['mongodb' as const])] as const) {
    if (!new RegExp(wish.only).test(store)) continue;
    say(`On the store ${store}, seed ${wish.seed}`);
    const mongodbUri = store === 'mongodb' ? MONGODB_URI : undefined;
    const { effects, violations, seconds } = await runReleases({ ...wish, present: root, mongodbUri, actors: ACTORS, say });
    say(effectTable(effects).join('\n'));
    say(`${store}: ${seconds} s; ${violations.length === 0 ? 'nobody noticed' : `${violations.length} VIOLATIONS`}`);
    for (const violation of violations.slice(0, 60)) say(`  - ${violation}`);
    isWell &&= violations.length === 0;
  }
  return isWell;
}
