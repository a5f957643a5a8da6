import type { Server } from 'node:http';
import type { JourneyDocument } from '@waygate/schema';
import { type ComposedEngine, composeEngine, composeServer, createServerLog } from '@waygate/server';
import { Door } from './door.ts';
import type { Beginning } from './driver.ts';
import { openWorld, postOf, type World } from './world.ts';

/** A world that is reached over HTTP. */
export interface WorldServer {
  readonly world: World;
  /** The same services once more, for setting up what a scenario is given. */
  readonly composed: ComposedEngine;
  /** Without a slash at the end. */
  readonly url: string;
  /** What answers there. */
  readonly server: Server;
  close(): Promise<void>;
}

/**
 * Opens a world and serves it, with the clock of the world.
 * @param door where it is reached; a free loopback port of its own when left out
 */
export async function serveWorld(beginning: Beginning, documents: readonly JourneyDocument[], door?: Door): Promise<WorldServer> {
  const world = await openWorld(beginning, documents);
  const { workspace, observer, clock } = world;
  const { mail, messages } = postOf(world);
  const way = door ?? (await Door.open());
  const { url } = way;
  const { server, finish, endStreams } = composeServer(
    workspace,
    { trustedProxies: [], corsOrigins: [], messages },
    url,
    createServerLog('silent'),
    { now: clock.now, observer, mail },
  );
  way.leadTo(server);
  return {
    world,
    composed: composeEngine(workspace, url, observer, clock.now, { mail, messages }),
    url,
    server,
    close: async () => {
      endStreams();
      way.leadTo(undefined);
      if (door === undefined) await way.close();
      await finish();
      await workspace.close();
    },
  };
}
