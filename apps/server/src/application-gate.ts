import { createApplicationGate, gateCookies } from '@waygate/continuity';
import type { ApplicationFace } from '@waygate/http';
import { createSealer } from '@waygate/integrations';
import type { AuditPort, IdentityPort } from '@waygate/node-kit';
import { createAssertions } from '@waygate/oidc';
import type { Addresses } from '@waygate/schema';
import { accessPolicyOf } from './access-policies-of.ts';
import { composeHealthDesk } from './compose-continuity.ts';
import { guardedApplications } from './guarded-applications.ts';
import type { ServerLog } from './logging/server-log.ts';
import type { Workspace } from './workspace.ts';

/** The gate of the applications that proxies guard. */
export function applicationGate(
  workspace: Workspace,
  addresses: Addresses,
  identities: Pick<IdentityPort, 'schema'>,
  log: ServerLog,
  now: () => number,
  audit?: AuditPort,
): ApplicationFace {
  const { stores, ring } = workspace;
  const health = composeHealthDesk(workspace, now, log, audit);
  const assertions = createAssertions({ ...addresses, realmObjects: stores.realmObjects, now });
  const gate = createApplicationGate({
    applications: (realm) => guardedApplications(workspace, realm),
    sessions: stores.applicationSessions,
    signOns: stores.signOnSessions,
    defaultJourney: async (realm) => (await stores.realms.settings(realm))?.defaultJourney,
    accessPolicy: (realm, idpId, id) => accessPolicyOf(workspace, realm, idpId, id),
    person: (realm, userId) => stores.identities.findById(realm, userId),
    isEditable: async (realm, attribute) => {
      const { properties } = await identities.schema(realm);
      return Object.hasOwn(properties, attribute) && properties[attribute]?.userEditable === true;
    },
    provider: { byId: (realm, id) => health.view(realm, id), byName: (realm, name) => health.state(realm, name) },
    assert: (realm, facts) => assertions.make(realm, facts),
    sealer: createSealer(ring),
    used: {
      put: async (name, milliseconds) => void (await stores.throttle.take(name, 'used', 1, milliseconds, now())),
      has: async (name, milliseconds) => (await stores.throttle.taken(name, milliseconds, now())).length > 0,
    },
    note: (event, facts) => {
      log.info({ event, ...facts }, 'Somebody came to an application.');
      noteAccess(audit, event, facts);
    },
    now,
  });
  return { ...gate, cookiesOf: gateCookies };
}

function noteAccess(audit: AuditPort | undefined, event: string, facts: GateFacts): void {
  const { realm, application, userId, username, why, provider, session } = facts;
  const isIn = event === 'application.entered';
  audit?.note({
    event: 'continuity.access',
    realm: String(realm),
    result: isIn ? 'succeeded' : 'refused',
    ...(why === undefined ? {} : { reason: `application.${String(why)}` }),
    ...(userId === undefined || username === undefined ? {} : { person: { id: String(userId), username: String(username) } }),
    target: { kind: 'application', id: String(application) },
    facts: {
      decision: event.slice(event.indexOf('.') + 1),
      ...(session === undefined ? {} : { session: String(session) }),
      ...(provider === undefined ? {} : { offline: String(provider) }),
    },
  });
}

/** What the gate tells of somebody who came. */
type GateFacts = Readonly<Record<string, string | boolean>>;
