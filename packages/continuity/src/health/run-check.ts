import type { HealthCheck, HealthPolicy } from '@waygate/schema';
import type { Clock } from '../clock.ts';

/**
 * Asks once.
 * @returns what answered, in a few words
 * @throws when nothing that counts as an answer came
 */
export type Probe = (signal: AbortSignal) => Promise<string>;

const LONGEST_DETAIL = 200;

/**
 * One check: as many tries as the policy allows, each within its time, good with the first that is. The time of a try is over by the clock whether the probe heeds its signal or
 * not: a socket that hangs must not hold up what follows.
 * @param stop ends the check early; it then never resolves as good
 */
export async function runCheck(
  probe: Probe,
  { timeout, maxRetries }: Pick<HealthPolicy, 'timeout' | 'maxRetries'>,
  clock: Clock,
  stop: AbortSignal,
): Promise<HealthCheck> {
  let detail = '';
  let tries = 0;
  while (tries <= maxRetries && !stop.aborted) {
    tries += 1;
    const answered = await within(probe, timeout * 1_000, clock, stop);
    detail = answered.detail.slice(0, LONGEST_DETAIL);
    if (answered.ok && !stop.aborted) return { at: clock.now(), ok: true, tries, detail };
  }
  return { at: clock.now(), ok: false, tries, detail };
}

function within(
  probe: Probe,
  milliseconds: number,
  clock: Clock,
  stop: AbortSignal,
): Promise<{ readonly ok: boolean; readonly detail: string }> {
  const ending = new AbortController();
  return new Promise((resolve) => {
    const settle = (ok: boolean, detail: string) => {
      clock.clearTimeout(timer);
      stop.removeEventListener('abort', onStop);
      ending.abort();
      resolve({ ok, detail });
    };
    const onStop = () => settle(false, 'The check was given up.');
    const timer = clock.setTimeout(() => settle(false, 'No answer in time.'), milliseconds);
    stop.addEventListener('abort', onStop);
    // What a probe throws at once is no other than what it throws later.
    Promise.resolve()
      .then(() => probe(ending.signal))
      .then(
        (said) => settle(true, said),
        (error: unknown) => settle(false, error instanceof Error ? error.message : 'No answer.'),
      );
  });
}
