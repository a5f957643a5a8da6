import { type OfflineIdp, type ProviderHealthView, WaygateError } from '@waygate/schema';
import { changeRecord, type RecordKeeping } from './change-record.ts';
import { type EffectiveState, effectiveState } from './effective-state.ts';
import { freshRecord, type HealthRecord } from './health-record.ts';
import type { WatchedProvider } from './health-store.ts';

const MINUTE_MS = 60_000;

export interface HealthDeskDeps extends RecordKeeping {
  /** Providers of a realm, in the order of their names. */
  readonly providers: (realm: string) => Promise<readonly OfflineIdp[]>;
}

/** Who changes something, and for how long. */
export interface OperatorWish {
  /** User name of the operator. */
  readonly by: string;
  /** From now on; undefined for good, which only a provider that is led by hand takes. */
  readonly minutes: number | undefined;
}

/** What sign-ons and operators have to do with the health of providers, in any process. */
export interface HealthDesk {
  /**
   * How a provider is, of what is kept: no probe is waited for.
   * @throws WaygateError `continuity.provider_unknown` (authoring)
   */
  state(realm: string, name: string): Promise<EffectiveState & { readonly since: number; readonly outageSince?: number }>;
  /** Says that a sign-on met an outage, so that the monitor looks at once. Never fails. */
  suspect(realm: string, name: string): Promise<void>;
  list(realm: string): Promise<readonly ProviderHealthView[]>;
  /** @throws WaygateError `continuity.provider_not_found` (notFound) */
  view(realm: string, id: string): Promise<ProviderHealthView>;
  /** Sets what counts in the place of what the monitor finds. @throws WaygateError `continuity.override_without_end` (input) */
  override(
    realm: string,
    id: string,
    wish: OperatorWish & { readonly state: 'online' | 'offline' | 'blocked'; readonly reason: string },
  ): Promise<void>;
  endOverride(realm: string, id: string, by: string): Promise<void>;
  /** Rehearses an outage: sign-ons find the provider offline, the monitor goes on. */
  simulate(realm: string, id: string, wish: { readonly by: string; readonly minutes: number }): Promise<void>;
  endSimulation(realm: string, id: string, by: string): Promise<void>;
}

export function createHealthDesk(deps: HealthDeskDeps): HealthDesk {
  const { store, clock, providers } = deps;
  const byId = async (realm: string, id: string): Promise<OfflineIdp> => {
    const found = (await providers(realm)).find((provider) => provider.id === id);
    if (found === undefined) throw new WaygateError('notFound', 'continuity.provider_not_found', 'There is no such identity provider.');
    return found;
  };
  const byName = async (realm: string, name: string): Promise<OfflineIdp> => {
    const found = (await providers(realm)).find((provider) => provider.name === name);
    if (found !== undefined) return found;
    const message = `The realm has no identity provider "${name}" to watch. Add one under Continuity, or name another.`;
    throw new WaygateError('authoring', 'continuity.provider_unknown', message);
  };
  const change = async (realm: string, id: string, by: string, step: (record: HealthRecord) => HealthRecord) => {
    await changeRecord(deps, watched(realm, await byId(realm, id)), step, by);
  };
  const shown = async (provider: OfflineIdp) => viewOf(provider, await store.find(provider.id), clock.now());
  return {
    state: async (realm, name) => {
      const provider = await byName(realm, name);
      const record = await store.find(provider.id);
      const { since = 0, outageSince } = record?.shown ?? {};
      return { ...effectiveState(provider.mode, record, clock.now()), since, ...(outageSince === undefined ? {} : { outageSince }) };
    },
    suspect: async (realm, name) => {
      try {
        const provider = await byName(realm, name);
        const now = clock.now();
        await store.update(provider.id, (record) => {
          // What is being looked at already, or was just now, is known.
          if (record === undefined || record.suspectedAt !== undefined || record.state !== 'online') return undefined;
          return { ...record, suspectedAt: now };
        });
      } catch {
        // A sign-on that meets an outage must not end by telling of it.
      }
    },
    list: async (realm) => Promise.all((await providers(realm)).map(shown)),
    view: async (realm, id) => shown(await byId(realm, id)),
    override: async (realm, id, { state, by, minutes, reason }) => {
      const { mode } = await byId(realm, id);
      if (mode === 'DISABLED') {
        throw new WaygateError(
          'input',
          'continuity.mode_disabled',
          'Failover of this provider is switched off. Choose another mode first.',
        );
      }
      if (minutes === undefined && mode !== 'MANUAL') {
        throw new WaygateError(
          'input',
          'continuity.override_without_end',
          'Say for how many minutes, or lead the provider by hand (mode MANUAL).',
        );
      }
      const at = clock.now();
      const until = minutes === undefined ? {} : { until: at + minutes * MINUTE_MS };
      await change(realm, id, by, (record) => ({ ...record, override: { state, by, at, reason, ...until } }));
    },
    endOverride: (realm, id, by) => change(realm, id, by, ({ override: _override, ...rest }) => rest),
    simulate: async (realm, id, { by, minutes }) => {
      const at = clock.now();
      await change(realm, id, by, (record) => ({ ...record, simulation: { by, at, until: at + minutes * MINUTE_MS } }));
    },
    endSimulation: (realm, id, by) => change(realm, id, by, ({ simulation: _simulation, ...rest }) => rest),
  };
}

/** A provider as the monitor watches it. */
export function watched(realm: string, { id, name, mode, probe, healthPolicy }: OfflineIdp): WatchedProvider {
  return { id, realm, name, mode, probe, healthPolicy };
}

function viewOf({ id, name, label, mode, probe }: OfflineIdp, record: HealthRecord | undefined, now: number): ProviderHealthView {
  const { state, failures, successes, nextCheckAt, cooldownEndsAt, lastCheck, shown, override, simulation, transitions } =
    record ?? freshRecord(now);
  const counts = effectiveState(mode, record, now);
  return {
    id,
    name,
    label,
    mode,
    probe,
    ...counts,
    since: shown.since,
    monitor: {
      state,
      failures,
      successes,
      nextCheckAt,
      ...(cooldownEndsAt === undefined ? {} : { cooldownEndsAt }),
      ...(lastCheck === undefined ? {} : { lastCheck }),
    },
    ...(override === undefined || (override.until ?? Number.POSITIVE_INFINITY) <= now ? {} : { override }),
    ...(simulation === undefined || simulation.until <= now ? {} : { simulation }),
    transitions: [...transitions].reverse(),
  };
}
