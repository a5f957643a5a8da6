import type { ServerLog } from './logging/server-log.ts';

/** Code of the fault that as many wait to be hashed as may. */
export const HASHING_BUSY = 'hash.busy';
/** Nothing is said again before, milliseconds. */
const SAID_EVERY_MS = 60_000;

/**
 * Notes that people are turned away since too many wait to be hashed: at the first, and after that once in a minute with how many there were. A rush turns hundreds away in
 * a second, and what is written of each would take time from those who are let in.
 * @returns is called for each. @param at epoch milliseconds
 */
export function createBusyNote(log: Pick<ServerLog, 'warn'>): (at: number) => void {
  let turnedAway = 0;
  let said = Number.NEGATIVE_INFINITY;
  return (at) => {
    turnedAway += 1;
    if (at - said < SAID_EVERY_MS) return;
    log.warn(
      { event: 'hashing.busy', turnedAway },
      'People who sign on are told to come again, since too many wait for their password to be checked.',
    );
    turnedAway = 0;
    said = at;
  };
}
