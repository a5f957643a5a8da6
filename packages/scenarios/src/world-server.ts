import type { Server } from 'node:http';
import type { JourneyDocument } from '@waygate/schema';
import { type ComposedEngine, composeEngine, composeServer, createServerLog, type ServerLog } from '@waygate/server';
import { Door } from './door.ts';
import type { Beginning } from './driver.ts';
import { type OpenStores, openWorld, postOf, type World } from './world.ts';

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

/** A copy of the server that something else than this checkout made. */
export interface ForeignCopy {
  readonly server: Server;
  endStreams(): void;
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** Copies of the server on one store, which take turns from request to request. */
export interface Copies {
  readonly count: number;
  /** Called once for each copy, and first of all for whoever sets the world up. */
  readonly open: OpenStores;
  /** Makes one more copy. */
  readonly foreign?: (world: World, url: string) => Promise<ForeignCopy>;
  /** Whether that one takes the first turn. */
  readonly foreignFirst?: boolean;
}

/**
 * Opens a world and serves it, with the clock of the world.
 * @param door where it is reached; a free loopback port of its own when left out
 * @param copies one on memory stores when left out
 * @param log of all copies; silent when left out
 */
export async function serveWorld(
  beginning: Beginning,
  documents: readonly JourneyDocument[],
  door?: Door,
  copies?: Copies,
  log: ServerLog = createServerLog('silent'),
): Promise<WorldServer> {
  const world = await openWorld(beginning, documents, undefined, copies?.open);
  const { workspace, observer, clock } = world;
  const { mail, messages } = postOf(world);
  const way = door ?? (await Door.open());
  const { url } = way;
  const others = await Promise.all(Array.from({ length: copies?.count ?? 0 }, () => world.openCopy()));
  const served = (copies === undefined ? [workspace] : others).map((one) =>
    composeServer(one, { trustedProxies: [], corsOrigins: [], messages }, url, log, {
      now: clock.now,
      observer,
      mail,
    }),
  );
  const [first] = served;
  if (first === undefined) throw new Error('A world is served by one copy at least.');
  const foreign = await copies?.foreign?.(world, url);
  const all = [...served, ...(foreign === undefined ? [] : [foreign])];
  if (copies?.foreignFirst === true) all.reverse();
  way.leadTo(...all.map(({ server }) => server));
  return {
    world,
    composed: composeEngine(workspace, url, observer, clock.now, { mail, messages }),
    url,
    server: first.server,
    close: async () => {
      for (const one of all) one.endStreams();
      way.leadTo();
      if (door === undefined) await way.close();
      for (const one of all) await one.finish();
      for (const one of [workspace, ...others, ...(foreign === undefined ? [] : [foreign])]) await one.close();
    },
  };
}
