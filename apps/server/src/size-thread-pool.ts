import { availableParallelism } from 'node:os';
import type { ServerConfig } from './config.ts';

/** What Node calls the number of threads on which it hashes, reads files and looks up names. */
const VARIABLE = 'UV_THREADPOOL_SIZE';
/** As many as Node starts when nobody says anything. */
const USUAL = 4;
/** As many as libuv starts at most. */
const MOST = 1_024;
/** Threads that no hash takes, since files are read and names looked up on them meanwhile. */
const FREE = 2;

/**
 * Has Node start as many threads as hash at once, and some more. It starts four by itself, so that a machine with more cores would hash on four of them. What the
 * operator has set stays. It must come before anything is hashed, read or looked up: later it changes nothing.
 * @param environment of the process itself, which is where Node looks
 * @returns a sentence when fewer were set than hash at once
 */
export function sizeThreadPool(
  { atOnce = availableParallelism() }: ServerConfig['hashing'],
  environment: { [name: string]: string | undefined },
): string | undefined {
  const given = environment[VARIABLE];
  if (given !== undefined && given !== '') {
    const threads = Number.parseInt(given, 10);
    return threads < atOnce
      ? `${VARIABLE} is ${given}, so no more than ${given} passwords are hashed at once though ${atOnce} could be: leave it out, or set it to ${atOnce + FREE} or more.`
      : undefined;
  }
  environment[VARIABLE] = String(Math.min(MOST, Math.max(USUAL, atOnce + FREE)));
  return undefined;
}
