import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import type { JourneyDocument } from '@waygate/schema';
import { type ComposedEngine, composeEngine, composeServer, createServerLog } from '@waygate/server';
import type { Beginning } from './driver.ts';
import { openWorld, postOf, type World } from './world.ts';

/** A world that is reached over HTTP. */
export interface WorldServer {
  readonly world: World;
  /** The same services once more, for setting up what a scenario is given. */
  readonly composed: ComposedEngine;
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Opens a world and serves it on a free loopback port, with the clock of the world. */
export async function serveWorld(beginning: Beginning, documents: readonly JourneyDocument[]): Promise<WorldServer> {
  const world = await openWorld(beginning, documents);
  const { workspace, observer, clock } = world;
  const { mail, messages } = postOf(world);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const { server, finish } = composeServer(workspace, { trustedProxies: [], corsOrigins: [], messages }, url, createServerLog('silent'), {
    now: clock.now,
    observer,
    mail,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    world,
    composed: composeEngine(workspace, url, observer, clock.now, { mail, messages }),
    url,
    close: async () => {
      await stop(server);
      await finish();
      await workspace.close();
    },
  };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A port that is free now: links hold it, so it must be known before the server is made. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
