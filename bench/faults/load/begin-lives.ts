import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { administer } from './administration.ts';
import { liveByCodes } from './code-life.ts';
import { liveWithGuesses } from './guess-life.ts';
import { liveByLink } from './link-life.ts';
import { liveByMail } from './mail-life.ts';
import { liveByPush } from './push-life.ts';

/** Who works at the same time: the more of a kind, the more often it meets what is done to the servers. */
const ACTORS = [
  liveByCodes,
  liveByPush,
  administer,
  liveByCodes,
  liveWithGuesses,
  liveByPush,
  liveByMail,
  liveByCodes,
  administer,
  liveByPush,
  liveByLink,
  liveWithGuesses,
];

/** Begins the work of so many people and administrators. @returns when the world is over and everybody has ended what they had begun */
export async function beginLives(world: World, random: Random, actors: number): Promise<void> {
  await Promise.all(
    Array.from({ length: actors }, (_, index) => liveOn(world, random.fork(), ACTORS[index % ACTORS.length] ?? liveByCodes)),
  );
}

/** One life after the other. What a life cannot make sense of is a violation, and the next goes on. */
async function liveOn(world: World, random: Random, live: (world: World, random: Random) => Promise<void>): Promise<void> {
  while (!world.isOver) {
    try {
      await live(world, random);
    } catch (error) {
      world.ledger.violation(`${live.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      await pause(1_000);
    }
  }
}
