import { randomBytes, randomUUID } from 'node:crypto';
import type { JourneyFault, NodeVisit, StartRequest, Step } from '@waygate/engine';
import { createSealer, KeyRing } from '@waygate/integrations';
import type { RequestFacts } from '@waygate/node-kit';
import { type Answer, FAILURE_ID, type JourneyDocument, type JourneyNode, type JsonObject, journeyDocument } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { onTestFinished } from 'vitest';
import { composeEngine, defaultRealm, workspaceOn } from '../src/index.ts';

/** A node of a journey that is written down in a test. */
export const node = (type: string, config: JsonObject, connections: Record<string, string>): JourneyNode => ({
  type,
  displayName: type,
  config,
  connections,
  x: 0,
  y: 0,
});

/** Asks for name and password, and goes on with what is given. @param next id of the node that comes when they are right */
export const withPassword = (next: string, after: Record<string, JourneyNode>): Record<string, JourneyNode> => ({
  name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
  password: node('PasswordCollectorNode', {}, { outcome: 'store' }),
  store: node('DataStoreDecisionNode', {}, { true: next, false: FAILURE_ID }),
  ...after,
});

/** A journey that begins with its first node. */
export const journeyOf = (nodes: Record<string, JourneyNode>, name = 'Journey') =>
  journeyDocument.parse({ name, entryNodeId: Object.keys(nodes)[0], nodes });

interface HouseOptions {
  /** What the engine reaches beside the realm. */
  readonly surroundings?: Parameters<typeof composeEngine>[4];
  /** Clock, epoch milliseconds. */
  readonly now?: () => number;
  /** What the requests bring. */
  readonly request?: Partial<RequestFacts>;
}

/**
 * A server without its HTTP face, with the real services on memory stores, and with one person: demo, whose password is "right".
 * @param journeys of the realm; tests begin the first
 */
export async function openHouse(journeys: readonly JourneyDocument[], { surroundings = {}, now = Date.now, request }: HouseOptions = {}) {
  const ring = new KeyRing('test', new Map([['test', randomBytes(32)]]));
  const hasher = {
    hash: async (password: string) => `plain:${password}`,
    verify: async (hash: string | undefined, password: string) => hash === `plain:${password}`,
    turn: <T>(work: () => Promise<T>) => work(),
    admit: <T>(work: () => Promise<T>) => work(),
    admitLater: <T>(work: (enter: () => void) => Promise<T>) => work(() => undefined),
    isOutdated: () => false,
  };
  const workspace = workspaceOn(openMemoryStores({ sealer: createSealer(ring), now }), ring, hasher);
  const { stores } = workspace;
  await stores.realms.put(defaultRealm('/alpha', journeys[0]?.name ?? ''));
  const demo = { id: randomUUID(), username: 'demo' };
  await stores.identities.create({
    ...demo,
    realm: '/alpha',
    active: true,
    attributes: { mail: ['demo@example.com'] },
    passwordHash: 'plain:right',
    createdAt: 0,
  });
  await stores.journeys.publish('/alpha', journeys, { at: 0, author: 'test', note: '' });
  const faults: JourneyFault[] = [];
  const visits: NodeVisit[] = [];
  const logged: string[] = [];
  const { engine, ports, offlineNews, close } = composeEngine(
    workspace,
    'http://localhost',
    { visited: (visit) => visits.push(visit), ended: () => undefined, fault: (fault) => faults.push(fault) },
    now,
    { log: (_realm, name, { level, text }) => logged.push(`${name} ${level} ${text}`), ...surroundings },
  );
  onTestFinished(close);
  const facts: RequestFacts = {
    clientIp: '203.0.113.7',
    header: () => [],
    parameter: () => [],
    headers: () => ({}),
    parameters: () => ({}),
    locales: ['en'],
    ...request,
  };
  const start = (more: Partial<StartRequest> = {}) =>
    engine.start({ realm: '/alpha', journey: journeys[0]?.name, request: facts, force: true, noSession: false, ...more });
  /** Comes back by a link. */
  const resume = (suspendedId: string) => engine.resume({ realm: '/alpha', suspendedId, request: facts });
  const answer = (step: Step, ...answers: Answer[]) => {
    if (step.kind !== 'callbacks') throw new Error(`A page was expected, not ${step.kind}.`);
    const { sessionId, key } = step.handle;
    return engine.submit({ realm: '/alpha', sessionId, key, decode: () => answers, request: facts });
  };
  /** Types name and password on the two pages that ask for them. */
  const typePassword = async (first: Step) =>
    answer(await answer(first, { type: 'NameCallback', value: 'demo' }), { type: 'PasswordCallback', value: 'right' });
  return { demo, faults, visits, logged, workspace, stores, ports, offlineNews, start, resume, answer, typePassword };
}
