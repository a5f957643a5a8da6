import { type HealthPolicy, type HealthTransition, healthPolicy } from '@waygate/schema';
import { SimulatedClock } from 'xstate';
import {
  createHealthDesk,
  type HealthDesk,
  HealthMonitor,
  type HealthRecord,
  type HealthStore,
  type Leases,
  type WatchedProvider,
} from '../src/index.ts';

/** A clock that a test moves. XState's own counts from 0; here it begins on a day, as clocks do. */
export class MovedClock extends SimulatedClock {
  readonly begin = 1_790_000_000_000;
  override now(): number {
    return this.begin + super.now();
  }
  /** Moves second by second, and lets what was begun by each come to rest. */
  async seconds(count: number): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      this.increment(1_000);
      await this.rest();
    }
  }
  /** Lets what is due now happen, and what that makes due at once. */
  async rest(): Promise<void> {
    for (let turns = 0; turns < 6; turns += 1) {
      await settled();
      this.increment(0);
    }
    await settled();
  }
}

/** Lets everything that only waits for promises go on. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}

export const ID = '7a8f7c52-8f0e-4a37-9f0d-0b8b8a1d2f11';

/** One provider and everything around the monitor, with a clock that stands until it is moved. */
export class HealthRig {
  readonly clock = new MovedClock();
  readonly records = new Map<string, HealthRecord>();
  readonly transitions: (HealthTransition & { readonly second: number })[] = [];
  readonly faults: unknown[] = [];
  /** What every probe answers now. */
  answer: () => Promise<string> = async () => 'fine';
  /** How many tries were made. */
  tries = 0;
  provider: WatchedProvider;
  readonly store: HealthStore = {
    find: async (id) => this.records.get(id),
    update: async (id, change) => {
      const next = change(this.records.get(id));
      if (next !== undefined) this.records.set(id, next);
      return this.records.get(id);
    },
    remove: async (id) => void this.records.delete(id),
  };
  readonly lease: { holder: string | undefined; until: number; fence: number } = { holder: undefined, until: 0, fence: 0 };
  readonly leases: Leases = {
    take: async (_name, holder, milliseconds) => {
      const now = this.clock.now();
      const { lease } = this;
      if (lease.holder !== holder && lease.until > now) return undefined;
      if (lease.holder !== holder || lease.until <= now) lease.fence += 1;
      Object.assign(lease, { holder, until: now + milliseconds });
      return lease.fence;
    },
    release: async (_name, holder) => {
      if (this.lease.holder === holder) this.lease.until = 0;
    },
  };

  constructor(policy: Partial<HealthPolicy> = {}) {
    this.provider = {
      id: ID,
      realm: '/alpha',
      name: 'Push',
      mode: 'AUTOMATIC',
      probe: { type: 'HTTP', url: 'https://id.example/health' },
      healthPolicy: healthPolicy.parse(policy),
    };
  }

  monitor(holder = 'one'): HealthMonitor {
    return new HealthMonitor({
      providers: async () => [this.provider],
      store: this.store,
      leases: this.leases,
      holder,
      probe: () => {
        this.tries += 1;
        return this.answer();
      },
      clock: this.clock,
      changed: (_provider, transition) => this.told(transition),
      failed: (error) => this.faults.push(error),
    });
  }

  desk(): HealthDesk {
    return createHealthDesk({
      providers: async () => [{ ...this.provider, label: '' }].map(({ realm: _realm, ...provider }) => provider),
      store: this.store,
      clock: this.clock,
      changed: (_provider, transition) => this.told(transition),
    });
  }

  /** Seconds since the rig began. */
  get second(): number {
    return (this.clock.now() - this.clock.begin) / 1_000;
  }

  /** Transitions as `second from>to reason`. */
  get course(): readonly string[] {
    return this.transitions.map(({ second, from, to, reason }) => `${second} ${from}>${to} ${reason}`);
  }

  private told(transition: HealthTransition): void {
    this.transitions.push({ ...transition, second: (transition.at - this.clock.begin) / 1_000 });
  }
}

export const down = async (): Promise<string> => {
  throw new Error('connection refused');
};
export const up = async (): Promise<string> => 'HTTP 200';
export const hanging = (): Promise<string> => new Promise(() => undefined);
