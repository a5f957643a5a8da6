import { createEngine, type EngineDeps } from '@waygate/engine';
import { NO_VALUES } from '@waygate/graph';
import { defineNode, makeCatalogue, stateKey } from '@waygate/node-kit';
import { nodeTypes } from '@waygate/nodes';
import { FAILURE_ID, type JourneyNode, type JsonObject, journeyDocument, script } from '@waygate/schema';
import { createScriptService, encodeScript, ScriptPool } from '@waygate/scripting';
import { z } from 'zod';

/**
 * What a scripted decision costs against a node that is built in and does the same: reads a key, writes one, decides. In process, one after the other, the whole run of a
 * journey of that one node; processor time is that of all threads. `node --conditions=development bench/scripts.ts [rounds] [runs]`
 */
const rounds = Number(process.argv[2] ?? 7);
const runs = Number(process.argv[3] ?? 200);

const level = stateKey('authLevel', z.int());
const risk = stateKey('risk', z.string());
const builtIn = defineNode({
  type: 'BuiltIn',
  displayName: 'Built in',
  category: 'utilities',
  icon: 'dot',
  summary: '',
  config: z.object({}),
  outcomes: { low: 'Low', high: 'High' },
  reads: [level],
  writes: [risk],
  run: ({ state, goTo }) => {
    const outcome = (state.get(level) ?? 0) === 0 ? 'low' : 'high';
    state.setShared(risk, outcome);
    return goTo(outcome);
  },
});

const SCRIPTS: Readonly<Record<string, { readonly source: string; readonly context: string }>> = {
  'first generation': {
    context: 'AUTHENTICATION_TREE_DECISION_NODE',
    source: `var level = nodeState.get('authLevel').asInteger(); outcome = level === 0 ? 'low' : 'high'; nodeState.putShared('risk', outcome);`,
  },
  'next generation': {
    context: 'SCRIPTED_DECISION_NODE',
    source: `var risk = nodeState.get('authLevel') === 0 ? 'low' : 'high'; nodeState.putShared('risk', risk); action.goTo(risk);`,
  },
  'next generation, one call': {
    context: 'SCRIPTED_DECISION_NODE',
    source: `var risk = systemEnv.getProperty('esv.none', 'low'); nodeState.putShared('risk', risk); action.goTo(risk);`,
  },
};

const node = (type: string, config: JsonObject): JourneyNode => ({
  type,
  displayName: type,
  config,
  connections: { low: FAILURE_ID, high: FAILURE_ID },
  x: 0,
  y: 0,
});
const journey = (name: string, only: JourneyNode) => [name, journeyDocument.parse({ name, entryNodeId: 'n', nodes: { n: only } })] as const;
const documents = new Map([
  journey('built in', node('BuiltIn', {})),
  ...Object.keys(SCRIPTS).map((name) => journey(name, node('ScriptedDecisionNode', { script: name, outcomes: ['low', 'high'] }))),
]);

const objects = new Map<string, JsonObject>(
  Object.entries(SCRIPTS).map(([name, { source, context }]) => [
    `script ${name}`,
    script.parse({ _id: name, name, script: encodeScript(source), context }) as JsonObject,
  ]),
);
const unused = () => Promise.reject(new Error('not reached'));
const pool = new ScriptPool();
const scripts = createScriptService({
  pool,
  store: {
    get: async (_realm, kind, id) => objects.get(`${kind} ${id}`),
    list: async () => [],
    create: async (_realm, kind, { id, value }) => {
      objects.set(`${kind} ${id}`, value);
      return true;
    },
    generation: () => 1,
  },
  world: {
    http: { send: unused },
    devices: { listProfiles: unused },
    identities: { find: unused, updateAttributes: unused, findBy: unused, read: unused, create: unused, patch: unused },
    variables: { get: () => undefined },
  },
  log: () => undefined,
  cookieName: 'waygate',
});
let faults = 0;
const deps: EngineDeps = {
  catalogue: makeCatalogue([...nodeTypes, builtIn]),
  journeys: { publishedVersion: async () => 'v', version: async (_realm, name) => documents.get(name) },
  journeySessions: { insert: unused, load: unused, replace: unused, complete: unused },
  signOnSessions: { create: unused, find: unused, touch: unused, noteRemoved: unused, end: unused, listByUser: unused },
  realms: {
    settings: async () => ({
      path: '/a',
      active: true,
      defaultJourney: undefined,
      journeyMinutes: 5,
      suspendedMinutes: 5,
      maxSessionMinutes: 120,
      maxIdleMinutes: 30,
      successUrl: '/account',
      redirectTargets: [],
    }),
  },
  values: NO_VALUES,
  ports: { scripts } as unknown as EngineDeps['ports'],
  scripts,
  sealer: { seal: (_context, text) => text, open: (_context, text) => text },
  resumeLink: () => '',
  observer: {
    visited: () => undefined,
    ended: () => undefined,
    fault: () => {
      faults += 1;
    },
  },
  now: Date.now,
};
const engine = createEngine(deps);
const request = {
  clientIp: undefined,
  header: () => [],
  parameter: () => [],
  headers: () => ({}),
  parameters: () => ({}),
  locales: ['en'],
};

interface Cost {
  readonly wall: number[];
  readonly processor: number[];
}
/** Microseconds of a run. */
async function cost(name: string, times: number): Promise<{ wall: number; processor: number }> {
  const from = process.cpuUsage();
  const began = process.hrtime.bigint();
  for (let run = 0; run < times; run += 1) await engine.start({ realm: '/a', journey: name, request, force: false, noSession: false });
  const wall = Number(process.hrtime.bigint() - began) / 1000 / times;
  const { user, system } = process.cpuUsage(from);
  return { wall, processor: (user + system) / times };
}

const costs = new Map<string, Cost>([...documents.keys()].map((name) => [name, { wall: [], processor: [] }]));
for (let round = -1; round < rounds; round += 1) {
  for (const [name, { wall, processor }] of costs) {
    const measured = await cost(name, name === 'built in' ? runs * 20 : runs);
    if (round < 0) continue;
    wall.push(measured.wall);
    processor.push(measured.processor);
  }
}
await pool.close();
if (faults > 0) throw new Error(`${faults} runs failed.`);

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const base = costs.get('built in') ?? { wall: [], processor: [] };
const against = (own: readonly number[], other: readonly number[]) =>
  median(own.map((value, round) => value / (other[round] ?? Number.NaN)));
console.log('| decision | ms a run | processor ms a run | processor against built in |');
console.log('|---|---|---|---|');
for (const [name, { wall, processor }] of costs) {
  console.log(
    `| ${name} | ${(median(wall) / 1000).toFixed(3)} | ${(median(processor) / 1000).toFixed(3)} | ${against(processor, base.processor).toFixed(0)} × |`,
  );
}
