import { type HealthTransition, jsonEquals, type MonitorState, monitorState } from '@waygate/schema';
import { type Actor, createActor } from 'xstate';
import type { Clock } from '../clock.ts';
import { changeRecord } from './change-record.ts';
import { effectiveState } from './effective-state.ts';
import { healthMachine, type KeptHealth } from './health-machine.ts';
import type { HealthRecord } from './health-record.ts';
import type { HealthStore, Leases, WatchedProvider } from './health-store.ts';
import { runCheck } from './run-check.ts';

/** How often the monitor looks for changed providers, ended overrides and suspicions, milliseconds. */
const LOOK_MS = 1_000;
/** How long a process may be silent before another takes over, milliseconds. */
const LEASE_MS = 10_000;
/** Least time between a check and one that a sign-on asks for, milliseconds. */
const SUSPICION_MS = 5_000;
const LEASE = 'continuity.health';

export interface HealthMonitorDeps {
  /** Everything to be watched, over all realms. */
  readonly providers: () => Promise<readonly WatchedProvider[]>;
  readonly store: HealthStore;
  readonly leases: Leases;
  /** Names this process. */
  readonly holder: string;
  /** Asks a provider once. @returns what answered; throws when nothing did */
  readonly probe: (provider: WatchedProvider, signal: AbortSignal) => Promise<string>;
  readonly clock: Clock;
  /** Told of every change of what sign-ons go by, by the process that noticed it. */
  readonly changed: (provider: WatchedProvider, transition: HealthTransition) => void;
  /** Told of what went wrong in the monitor itself; it goes on. */
  readonly failed: (error: unknown) => void;
}

interface Watch {
  provider: WatchedProvider;
  readonly actor: Actor<ReturnType<typeof healthMachine>>;
  /** Writes one after the other, in the order of what happened. */
  writing: Promise<void>;
}

/**
 * Watches the identity providers: one process of many does it, by a lease. What it finds is written down with every check, so that another goes on where it stopped, and is what all of
 * them read.
 */
export class HealthMonitor {
  readonly #deps: HealthMonitorDeps;
  readonly #watched = new Map<string, Watch>();
  #fence: number | undefined;
  #timer: unknown;
  #looking: Promise<void> = Promise.resolve();
  #stopped = true;

  constructor(deps: HealthMonitorDeps) {
    this.#deps = deps;
  }

  /** Begins. It never throws: what goes wrong is tried again with the next look. */
  start(): void {
    this.#stopped = false;
    this.#lookSoon(0);
  }

  /** Ends, and gives the lease to whoever comes next. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#deps.clock.clearTimeout(this.#timer);
    await this.#looking;
    await this.#letGo();
    if (this.#fence !== undefined) await this.#deps.leases.release(LEASE, this.#deps.holder);
    this.#fence = undefined;
  }

  #lookSoon(milliseconds: number): void {
    if (this.#stopped) return;
    this.#timer = this.#deps.clock.setTimeout(() => {
      this.#looking = this.#look()
        .catch((error: unknown) => this.#deps.failed(error))
        .then(() => this.#lookSoon(LOOK_MS));
    }, milliseconds);
  }

  async #look(): Promise<void> {
    const { leases, holder, providers } = this.#deps;
    const fence = await leases.take(LEASE, holder, LEASE_MS);
    if (fence !== this.#fence) {
      // Whoever has written meanwhile knows better than the actors here.
      await this.#letGo();
      this.#fence = fence;
    }
    if (fence === undefined) return;
    const wanted = new Map((await providers()).map((provider) => [provider.id, provider]));
    for (const [id, watch] of this.#watched) {
      const provider = wanted.get(id);
      if (provider === undefined || !jsonEquals(provider.probe, watch.provider.probe)) await this.#drop(id, watch);
      else {
        const isChanged = !jsonEquals(provider.healthPolicy, watch.provider.healthPolicy);
        watch.provider = provider;
        if (isChanged) watch.actor.send({ type: 'POLICY', policy: provider.healthPolicy });
      }
    }
    for (const provider of wanted.values()) {
      if (!this.#watched.has(provider.id)) await this.#watch(provider, fence);
      await this.#attend(provider);
    }
  }

  async #watch(provider: WatchedProvider, fence: number): Promise<void> {
    const { store, clock, probe } = this.#deps;
    const kept = await store.find(provider.id);
    const machine = healthMachine(
      () => clock.now(),
      (policy, stop) => runCheck((signal) => probe(provider, signal), policy, clock, stop),
      kept?.state ?? 'online',
    );
    const actor = createActor(machine, { input: { policy: provider.healthPolicy, kept }, clock });
    const watch: Watch = { provider, actor, writing: Promise.resolve() };
    this.#watched.set(provider.id, watch);
    let last: KeptHealth | undefined;
    actor.subscribe(({ value, context }) => {
      const { policy: _policy, cooldownEndsAt, ...rest } = context;
      const now: KeptHealth = {
        ...rest,
        ...(cooldownEndsAt === undefined ? {} : { cooldownEndsAt }),
        state: stateOf(value),
      };
      if (last !== undefined && isDeepEqual(last, now)) return;
      last = now;
      watch.writing = watch.writing.then(() => this.#write(watch.provider, now, fence)).catch((error: unknown) => this.#deps.failed(error));
    });
    actor.start();
  }

  /** Keeps what the machine found, unless another process has taken over. */
  async #write(provider: WatchedProvider, found: KeptHealth, fence: number): Promise<void> {
    await changeRecord(this.#deps, provider, (record) => {
      if (record.fence > fence) return undefined;
      const { cooldownEndsAt: _cooldownEndsAt, ...rest } = record;
      return { ...rest, ...found, fence };
    });
  }

  /** Overrides and rehearsals that are over, modes that were changed, and suspicions. */
  async #attend(provider: WatchedProvider): Promise<void> {
    const { store, clock } = this.#deps;
    const record = await store.find(provider.id);
    if (record === undefined) return;
    const now = clock.now();
    const isOver =
      (record.override?.until ?? Number.POSITIVE_INFINITY) <= now || (record.simulation?.until ?? Number.POSITIVE_INFINITY) <= now;
    if (isOver || effectiveState(provider.mode, record, now).state !== record.shown.state) {
      await changeRecord(this.#deps, provider, (present) => withoutEnded(present, now));
    }
    if (record.suspectedAt !== undefined) {
      await changeRecord(this.#deps, provider, ({ suspectedAt: _suspectedAt, ...rest }) => rest);
      // Many sign-ons meet one outage: it is looked at once, and not so often that the thresholds mean nothing.
      if (now - (record.lastCheck?.at ?? 0) >= SUSPICION_MS) this.#watched.get(provider.id)?.actor.send({ type: 'CHECK_NOW' });
    }
  }

  async #letGo(): Promise<void> {
    for (const [id, watch] of this.#watched) await this.#drop(id, watch);
  }

  async #drop(id: string, watch: Watch): Promise<void> {
    this.#watched.delete(id);
    watch.actor.stop();
    await watch.writing;
  }
}

function isDeepEqual(one: KeptHealth, other: KeptHealth): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function stateOf(value: unknown): MonitorState {
  return monitorState.parse(typeof value === 'string' ? value : Object.keys(value ?? {})[0]);
}

function withoutEnded(record: HealthRecord, now: number): HealthRecord {
  const { override, simulation, ...rest } = record;
  return {
    ...rest,
    ...(override !== undefined && (override.until ?? Number.POSITIVE_INFINITY) > now ? { override } : {}),
    ...(simulation !== undefined && simulation.until > now ? { simulation } : {}),
  };
}
