import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createEngine } from '@waygate/engine';
import { createHttpServer } from '@waygate/http';
import {
  createDeviceService,
  createIdentityService,
  createLocalTransport,
  createPushDeviceDirectory,
  createRecoveryCodeHasher,
  createSealer,
  createSnsTransport,
} from '@waygate/integrations';
import { createPushService } from '@waygate/mfa';
import { authenticatorPushService } from '@waygate/schema';
import type { ServerConfig } from './config.ts';
import { createObserver } from './create-observer.ts';
import type { ServerLog } from './server-log.ts';
import type { Workspace } from './workspace.ts';

const VERSION = '0.1.0';

/** Folders of the built web apps, beside this package. */
const PAGES = {
  login: fileURLToPath(new URL('../../login/dist', import.meta.url)),
  authenticator: fileURLToPath(new URL('../../authenticator/dist', import.meta.url)),
};

/**
 * Wires everything together: the only place that knows all the rooms.
 * @param publicUrl address that browsers and phones use, without a slash at the end
 */
export function composeServer(workspace: Workspace, config: ServerConfig, publicUrl: string, log: ServerLog): Server {
  const { stores, ring, catalogue, hasher } = workspace;
  const now = Date.now;
  const identities = createIdentityService(stores.identities, hasher);
  const devices = createDeviceService(stores.devices, createRecoveryCodeHasher(ring.derive('recovery-code-prefilter')));
  const local = createLocalTransport(stores.pushOutbox);
  const push = createPushService({
    messages: stores.pushMessages,
    throttle: stores.throttle,
    transports: [local, createSnsTransport((realm) => stores.services.get(realm, 'pushNotification'))],
    devices: createPushDeviceDirectory(stores.devices),
    settings: async (realm) => {
      const settings = (await stores.services.get(realm, 'authenticatorPushService')) ?? authenticatorPushService.parse({});
      return { enabled: true, maximumPushes: settings.maximumPushes, pushWindowSeconds: settings.pushWindowSeconds };
    },
    baseUrl: publicUrl,
    now,
  });
  const engine = createEngine({
    catalogue,
    journeys: stores.journeys,
    journeySessions: stores.journeySessions,
    signOnSessions: stores.signOnSessions,
    realms: stores.realms,
    ports: { identities, devices, push },
    sealer: createSealer(ring),
    observer: createObserver(log),
    now,
  });
  return createHttpServer({
    engine,
    realms: stores.realms,
    signOnSessions: stores.signOnSessions,
    identities: { find: identities.find, findById: (realm, id) => stores.identities.findById(realm, id) },
    devices: {
      listPush: async (realm, userId) => (await stores.devices.listPush(realm, userId)).map(({ device }) => device),
      removePush: (realm, userId, uuid) => stores.devices.removePush(realm, userId, uuid),
    },
    push,
    inbox: { subscribe: local.subscribe, pending: (inbox, at) => stores.pushOutbox.pending(inbox, at) },
    authIdKey: ring.derive('auth-id'),
    config: { publicUrl, trustedProxies: config.trustedProxies, corsOrigins: config.corsOrigins, pages: PAGES, version: VERSION },
    log,
    now,
    ready: () => stores.ping(),
  });
}
