import { randomBytes } from 'node:crypto';
import type { Endpoint } from '@waygate/http';
import { endpointsOf } from '@waygate/http';
import { createSealer, KeyRing } from '@waygate/integrations';
import { openMemoryStores } from '@waygate/storage';
import fc from 'fast-check';
import { composeServer, createServerLog, workspaceOn } from '../../../src/index.ts';
import type { FuzzedServer } from './fuzzed-server.ts';
import { mutated } from './mutations.ts';
import { fault } from './oracles.ts';
import type { RequestShape } from './request-shape.ts';
import { validRequests } from './valid-requests.ts';

/** A request by which something went wrong. */
export interface Found {
  readonly why: string;
  readonly shape: RequestShape;
}

/** A request that takes longer is asked about again, beside one that does nothing. */
const SLOW_MS = 1_000;
/** How many times as long as alone may a request take that does nothing while another is worked on. Its own cost is next to nothing, so noise is allowed for by the least of three. */
const HELD_UP = 200;
/** How much more memory a server may have after thousands of requests than at the start, bytes. */
const MOST_GROWTH = 600 * 1024 * 1024;

/** Every endpoint of a server as it is composed. */
export async function allEndpoints(): Promise<readonly Endpoint[]> {
  const ring = new KeyRing('test', new Map([['test', randomBytes(32)]]));
  const hasher = {
    hash: async () => '',
    verify: async () => false,
    admit: <T>(work: () => Promise<T>) => work(),
    admitLater: <T>(work: (enter: () => void) => Promise<T>) => work(() => undefined),
    turn: <T>(work: () => Promise<T>) => work(),
    isOutdated: () => false,
  };
  const workspace = workspaceOn(openMemoryStores({ sealer: createSealer(ring) }), ring, hasher);
  const parts = { trustedProxies: [], corsOrigins: [], offlineApiFrom: ['127.0.0.1'] };
  const { server, finish } = composeServer(workspace, parts, 'http://gate.example', createServerLog('silent'));
  const endpoints = endpointsOf(server);
  await finish();
  await workspace.close();
  return endpoints;
}

/**
 * Changes right requests of every endpoint and looks at what comes of them, first of those who may change nothing, then of those who may.
 * @param runs for each endpoint and each of the two
 * @param until epoch milliseconds after which no further endpoint is begun
 */
export async function fuzz(
  server: FuzzedServer,
  endpoints: readonly Endpoint[],
  { seed, runs, until = Number.POSITIVE_INFINITY }: { readonly seed: number; readonly runs: number; readonly until?: number },
): Promise<{ readonly found: readonly Found[]; readonly count: number }> {
  const found: Found[] = [];
  let count = 0;
  const memory = await server.memory();
  for (const mayChange of [false, true]) {
    const before = await server.contents();
    for (const [index, endpoint] of endpoints.entries()) {
      if (Date.now() > until) break;
      const valid = validRequests(endpoint, server.offlineBodies).filter(({ as }) => (as === 'nobody' || as === 'person') !== mayChange);
      if (valid.length === 0) continue;
      if (index % 20 === 0) await server.signOnAgain();
      if (mayChange) await server.furnish();
      const property = fc.asyncProperty(mutated(valid), async (shape) => {
        count += 1;
        const why = await tried(server, shape);
        if (why !== undefined) throw new Error(why);
      });
      const outcome = await fc.check(property, { seed: seed + index, numRuns: runs });
      const [shape] = outcome.counterexample ?? [];
      if (outcome.failed && shape !== undefined) found.push({ why: reason(outcome.errorInstance, server), shape });
      if (!server.isAlive) return { found: [...found, { why: 'the server is gone', shape: shape ?? (valid[0] as RequestShape) }], count };
      if (!mayChange && index % 40 === 39) found.push(...(await changed(server, before, endpoint)));
    }
    if (!mayChange) found.push(...(await changed(server, before, endpoints.at(-1))));
  }
  const grown = (await server.memory()) - memory;
  if (grown > MOST_GROWTH) found.push({ why: `memory grew by ${Math.round(grown / 1024 / 1024)} MiB`, shape: emptyShape('') });
  return { found, count };
}

/** Sends a request and judges the answer. @returns what is wrong */
export async function tried(server: FuzzedServer, shape: RequestShape): Promise<string | undefined> {
  const from = performance.now();
  const answer = await server.send(shape);
  const took = performance.now() - from;
  const why = fault(shape, answer, server.secrets);
  if (why !== undefined || took < SLOW_MS) return why;
  return heldUp(server, shape);
}

/** Whether a request keeps others waiting: the least of three, against the same without it. */
async function heldUp(server: FuzzedServer, shape: RequestShape): Promise<string | undefined> {
  const alone: number[] = [];
  const beside: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    alone.push(await server.control());
    const sent = server.send(shape);
    // It is on its way, and the server is at it, when the second one is answered.
    await new Promise((resolve) => setImmediate(resolve));
    beside.push(Math.max(await server.control(), await server.control()));
    await sent;
  }
  const [one, other] = [Math.min(...alone), Math.min(...beside)];
  return other > HELD_UP * Math.max(1, one) ? `others wait ${Math.round(other)} ms in the place of ${one.toFixed(1)} ms` : undefined;
}

async function changed(server: FuzzedServer, before: ReadonlySet<string>, endpoint: Endpoint | undefined): Promise<readonly Found[]> {
  const known = new Set([...before].filter((text) => !text.startsWith('signOnSessions ')));
  const now = await server.contents();
  const own = server.ownSessions;
  const more = [...now].filter((text) => !before.has(text) && !own.has(text));
  const less = [...known].filter((text) => !now.has(text));
  const texts = [...more.map((text) => `+ ${text}`), ...less.map((text) => `- ${text}`)].map((text) => text.slice(0, 200));
  return texts.length === 0 ? [] : [{ why: `written without authority:\n${texts.join('\n')}`, shape: emptyShape(endpoint?.path ?? '') }];
}

function reason(error: unknown, server: FuzzedServer): string {
  const said = server.takeFaults().at(-1) ?? '';
  return `${error instanceof Error ? error.message : String(error)}${said === '' ? '' : `\n${said.slice(0, 2_000)}`}`;
}

function emptyShape(endpoint: string): RequestShape {
  return { endpoint, as: 'nobody', method: 'GET', target: '/healthz', headers: [] };
}
