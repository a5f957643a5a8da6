import type { FailoverMode, HealthPolicy, HealthProbe } from '@waygate/schema';
import type { HealthRecord } from './health-record.ts';

/** What is kept of every provider, by its id. */
export interface HealthStore {
  find(idpId: string): Promise<HealthRecord | undefined>;
  /**
   * Changes a record in one atomic step.
   * @param change gets undefined when there is none yet; may run more than once; answers undefined to leave it
   * @returns the record as it is now
   */
  update(idpId: string, change: (record: HealthRecord | undefined) => HealthRecord | undefined): Promise<HealthRecord | undefined>;
  remove(idpId: string): Promise<void>;
}

/** Who of several processes does what only one may do. */
export interface Leases {
  /**
   * Takes or keeps a lease.
   * @returns a number that is higher with every other holder; undefined while somebody else has it
   */
  take(name: string, holder: string, milliseconds: number): Promise<number | undefined>;
  /** Gives a lease back before its time is over. */
  release(name: string, holder: string): Promise<void>;
}

/** A provider that is to be watched. */
export interface WatchedProvider {
  readonly id: string;
  readonly realm: string;
  readonly name: string;
  readonly mode: FailoverMode;
  readonly probe: HealthProbe;
  readonly healthPolicy: HealthPolicy;
}
