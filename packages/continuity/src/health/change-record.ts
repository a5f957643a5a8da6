import type { HealthTransition, TransitionReason } from '@waygate/schema';
import type { Clock } from '../clock.ts';
import { effectiveState } from './effective-state.ts';
import { freshRecord, type HealthRecord, withTransition } from './health-record.ts';
import type { HealthStore, WatchedProvider } from './health-store.ts';

export interface RecordKeeping {
  readonly store: HealthStore;
  readonly clock: Pick<Clock, 'now'>;
  /** Told of every change of what sign-ons go by, by the process that made or noticed it. */
  readonly changed: (provider: WatchedProvider, transition: HealthTransition) => void;
}

/**
 * Changes what is kept of a provider, notes what that changes for sign-ons in the same step, and tells it once.
 * @param change may run more than once; answers undefined to leave everything
 * @param by user name of the operator who wants it
 */
export async function changeRecord(
  { store, clock, changed }: RecordKeeping,
  provider: WatchedProvider,
  change: (record: HealthRecord) => HealthRecord | undefined,
  by?: string,
): Promise<void> {
  let transition: HealthTransition | undefined;
  await store.update(provider.id, (record) => {
    transition = undefined;
    const at = clock.now();
    const before = record ?? freshRecord(at);
    const next = change(before);
    if (next === undefined) return undefined;
    const { state, forced } = effectiveState(provider.mode, next, at);
    const noted = withTransition(next, state, {
      at,
      reason: forced ?? reasonOf(before, next, at),
      ...(by === undefined ? {} : { by }),
    });
    if (noted !== next) transition = noted.transitions.at(-1);
    return noted;
  });
  if (transition !== undefined) changed(provider, transition);
}

/** Why the monitor's own state counts now, or what it came from. */
function reasonOf(before: HealthRecord, after: HealthRecord, at: number): TransitionReason {
  if (before.override !== undefined && after.override === undefined) return 'operatorEnded';
  if (before.simulation !== undefined && (after.simulation === undefined || after.simulation.until <= at)) return 'simulationEnded';
  if (before.state === after.state) return 'mode';
  if (after.state === 'recovering') return 'checksGood';
  if (after.state === 'online') return 'cooldownOver';
  return before.state === 'recovering' ? 'checkFailedInRecovery' : 'checksFailed';
}
