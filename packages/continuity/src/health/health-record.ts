import type { HealthOverride, HealthTransition, MonitorState, TransitionReason } from '@waygate/schema';
import type { KeptHealth } from './health-machine.ts';

/** What is kept of one identity provider, one document that every process reads. Times are epoch milliseconds. */
export interface HealthRecord extends KeptHealth {
  readonly state: MonitorState;
  /** Of the lease under which the monitor wrote last: who has an older one writes no more. */
  readonly fence: number;
  readonly override?: HealthOverride;
  /** An outage that is only rehearsed. */
  readonly simulation?: { readonly until: number; readonly by: string; readonly at: number };
  /** When a sign-on met an outage that the monitor has not looked at yet. */
  readonly suspectedAt?: number;
  /** Mode and state that the last transition led to, so that one is noted for each change and never two. */
  readonly shown: {
    readonly state: HealthTransition['to'];
    readonly since: number;
    /** Since when it has not been online, whatever it has been meanwhile. */
    readonly outageSince?: number;
  };
  /** Latest last. */
  readonly transitions: readonly HealthTransition[];
}

/** How many transitions are kept. */
const MOST_TRANSITIONS = 200;

export function freshRecord(now: number): HealthRecord {
  return {
    state: 'online',
    failures: 0,
    successes: 0,
    nextCheckAt: now,
    fence: 0,
    shown: { state: 'online', since: now },
    transitions: [],
  };
}

/** The record with a further transition; the same one when the state is already what is shown. */
export function withTransition(
  record: HealthRecord,
  to: HealthTransition['to'],
  { at, reason, by }: { readonly at: number; readonly reason: TransitionReason; readonly by?: string },
): HealthRecord {
  const from = record.shown.state;
  if (from === to) return record;
  const transition: HealthTransition = { at, from, to, reason, ...(by === undefined ? {} : { by }) };
  const outage = to === 'online' ? {} : { outageSince: record.shown.outageSince ?? at };
  return {
    ...record,
    shown: { state: to, since: at, ...outage },
    transitions: [...record.transitions, transition].slice(-MOST_TRANSITIONS),
  };
}
