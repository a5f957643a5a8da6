/**
 * Whether a wait is over. What is left of one is never more than its whole length: where it seems so, it began by a clock that was put back since, and whoever waits would
 * wait for the clock.
 * @param until when it is over, epoch milliseconds
 * @param length milliseconds
 */
export function isWaitOver(until: number, length: number, now: number): boolean {
  return now > until || until - now > length;
}
