import type { FailoverMode, ProviderState } from '@waygate/schema';
import type { HealthRecord } from './health-record.ts';

/** What sign-ons go by now, and what decides it when it is not the monitor. */
export interface EffectiveState {
  readonly state: ProviderState;
  readonly forced?: 'mode' | 'operator' | 'simulation';
}

/**
 * What counts of all that is known of a provider: its mode when it is never offline, then what an operator set and which is not over, then a rehearsed outage, then what the monitor found. One that
 * is led by hand is online until somebody says otherwise.
 * @param now epoch milliseconds
 */
export function effectiveState(
  mode: FailoverMode,
  record: Pick<HealthRecord, 'state' | 'override' | 'simulation'> | undefined,
  now: number,
): EffectiveState {
  if (mode === 'DISABLED') return { state: 'online', forced: 'mode' };
  const { override, simulation } = record ?? {};
  if (override !== undefined && (override.until ?? Number.POSITIVE_INFINITY) > now) return { state: override.state, forced: 'operator' };
  if (simulation !== undefined && simulation.until > now) return { state: 'offline', forced: 'simulation' };
  if (mode === 'MANUAL') return { state: 'online', forced: 'mode' };
  return { state: record?.state ?? 'online' };
}
