import { createSecretKey } from 'node:crypto';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Observer } from '@waygate/engine';
import { createHttpServer } from '@waygate/http';
import { composeEngine } from './compose-engine.ts';
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

/** What a test may put in the place of the real thing. */
export interface Seams {
  /** Clock of the whole server, epoch milliseconds. */
  readonly now?: () => number;
  readonly observer?: Observer;
}

/**
 * Wires everything together: the only place that knows all the rooms.
 * @param publicUrl address that browsers and phones use, without a slash at the end
 */
export function composeServer(
  workspace: Workspace,
  config: Pick<ServerConfig, 'trustedProxies' | 'corsOrigins'>,
  publicUrl: string,
  log: ServerLog,
  { now = Date.now, observer = createObserver(log) }: Seams = {},
): Server {
  const { stores, ring } = workspace;
  const { engine, ports, local } = composeEngine(workspace, publicUrl, observer, now);
  return createHttpServer({
    engine,
    realms: stores.realms,
    signOnSessions: stores.signOnSessions,
    identities: { find: ports.identities.find, findById: (realm, id) => stores.identities.findById(realm, id) },
    devices: {
      listPush: async (realm, userId) => (await stores.devices.listPush(realm, userId)).map(({ device }) => device),
      removePush: (realm, userId, uuid) => stores.devices.removePush(realm, userId, uuid),
    },
    push: ports.push,
    inbox: { subscribe: local.subscribe, pending: (inbox, at) => stores.pushOutbox.pending(inbox, at) },
    authIdKey: createSecretKey(ring.derive('auth-id')),
    config: { publicUrl, trustedProxies: config.trustedProxies, corsOrigins: config.corsOrigins, pages: PAGES, version: VERSION },
    log,
    now,
    ready: () => stores.ping(),
  });
}
