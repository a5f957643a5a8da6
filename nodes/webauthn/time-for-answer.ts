/** Seconds beyond the time that the browser waits: for reading, for the network, and for clocks. */
const GRACE = 60;
/** Seconds that a browser may wait for somebody to choose a passkey in the field for the name: it waits without a limit of its own. */
const AUTOFILL = 300;

/** Until when an answer to a challenge is taken, epoch milliseconds. @param timeout seconds that the browser waits */
export function timeForAnswer(now: number, timeout: number, isUsernameless = false): number {
  return now + Math.max(timeout + GRACE, isUsernameless ? AUTOFILL : 0) * 1_000;
}
