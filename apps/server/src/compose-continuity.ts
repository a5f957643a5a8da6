import { randomUUID } from 'node:crypto';
import { type Clock, createHealthDesk, type HealthDesk, HealthMonitor, type WatchedProvider, watched } from '@waygate/continuity';
import { type AllowedHosts, type AwsRole, createHealthProbe, createOutboundHttp } from '@waygate/integrations';
import type { AuditPort } from '@waygate/node-kit';
import type { HealthTransition } from '@waygate/schema';
import { watchedProviders } from './continuity-desk.ts';
import type { ServerLog } from './logging/server-log.ts';
import type { Workspace } from './workspace.ts';

export interface ContinuitySurroundings {
  /** Hosts that health checks may ask though they are not public, in lower case. */
  readonly healthHosts: AllowedHosts;
  readonly directoryHosts: AllowedHosts;
  /** Certificates of further authorities for directory servers, PEM. */
  readonly directoryAuthorities?: string;
  /** Role of the cloud, for realms that use SNS without a key. */
  readonly awsRole?: AwsRole;
}

/** What sign-ons and administrators read of the health of providers. */
export function composeHealthDesk(workspace: Workspace, now: () => number, log?: ServerLog, audit?: AuditPort): HealthDesk {
  return createHealthDesk({
    providers: (realm) => watchedProviders(workspace, realm),
    store: workspace.stores.providerHealth,
    clock: { now },
    changed: (provider, transition) => noteTransition(log, audit, provider, transition),
  });
}

/** The monitor of this process, which does not run yet. One process of many checks. */
export function composeHealthMonitor(
  workspace: Workspace,
  now: () => number,
  log: ServerLog,
  { healthHosts, directoryHosts, directoryAuthorities, awsRole }: ContinuitySurroundings,
  audit?: AuditPort,
): HealthMonitor {
  const { stores } = workspace;
  const listed = healthHosts.onlyListed === undefined ? {} : { onlyListed: healthHosts.onlyListed };
  const clock: Clock = {
    now,
    // A check that is to come keeps no server alive.
    setTimeout: (run, milliseconds) => setTimeout(run, milliseconds).unref(),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  };
  return new HealthMonitor({
    providers: async () => {
      const realms = await stores.realms.list();
      const all = await Promise.all(
        realms.map(async ({ path }) => (await watchedProviders(workspace, path)).map((idp) => watched(path, idp))),
      );
      return all.flat();
    },
    store: stores.providerHealth,
    leases: stores.leases,
    holder: randomUUID(),
    probe: createHealthProbe({
      http: createOutboundHttp({ allowed: healthHosts, follow: false }),
      directory: {
        // What journeys may ask may be checked.
        allowed: Object.assign(new Set([...healthHosts, ...directoryHosts]), listed),
        ...(directoryAuthorities === undefined ? {} : { authorities: directoryAuthorities }),
      },
      pushService: (realm) => stores.services.get(realm, 'pushNotification'),
      awsRole,
    }),
    clock,
    changed: (provider, transition) => noteTransition(log, audit, provider, transition),
    failed: (error) => log.error({ event: 'continuity.monitor_failed', err: error }, 'Watching identity providers failed; it goes on.'),
  });
}

function noteTransition(
  log: ServerLog | undefined,
  audit: AuditPort | undefined,
  { realm, name }: WatchedProvider,
  { from, to, reason, by }: HealthTransition,
): void {
  log?.warn(
    { event: 'continuity.transition', realm, provider: name, from, to, reason, ...(by === undefined ? {} : { by }) },
    'An identity provider is in another state.',
  );
  audit?.note({
    event: 'continuity.changed',
    realm,
    ...(by === undefined ? { actor: { kind: 'server' } } : {}),
    reason,
    target: { kind: 'provider', id: name },
    facts: { from, to },
  });
}
