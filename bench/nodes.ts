import { createEngine, type EngineDeps } from '@waygate/engine';
import { defineNode, makeCatalogue } from '@waygate/node-kit';
import { type JourneyDocument, journeyDocument, SUCCESS_ID } from '@waygate/schema';
import { z } from 'zod';

/**
 * What one more automatic node costs, in process, and how that grows with the length of the journey: 10, 100 and 1000 nodes in a row, against a plain loop over as many
 * functions in the same run. `node --conditions=development bench/nodes.ts [rounds]`
 */
const rounds = Number(process.argv[2] ?? 15);
const LENGTHS = [10, 100, 1000];

const pass = defineNode({
  type: 'Pass',
  displayName: 'Pass',
  category: 'utilities',
  icon: 'dot',
  summary: '',
  config: z.object({}),
  outcomes: { outcome: 'Outcome' },
  run: ({ goTo }) => goTo('outcome'),
});

function chain(length: number): JourneyDocument {
  const nodes = Array.from({ length }, (_, index) => [
    `n${index}`,
    { type: 'Pass', displayName: `n${index}`, config: {}, connections: { outcome: index + 1 < length ? `n${index + 1}` : SUCCESS_ID } },
  ]);
  return journeyDocument.parse({ name: `Chain ${length}`, entryNodeId: 'n0', nodes: Object.fromEntries(nodes) });
}

let visits = 0;
const documents = new Map(LENGTHS.map((length) => [`Chain ${length}`, chain(length)]));
const settings = {
  path: '/a',
  active: true,
  defaultJourney: undefined,
  journeyMinutes: 5,
  suspendedMinutes: 5,
  maxSessionMinutes: 120,
  maxIdleMinutes: 30,
  successUrl: '/account',
  redirectTargets: [],
};
const unused = () => Promise.reject(new Error('not reached: nobody is identified, so the end makes no session'));
const deps: EngineDeps = {
  catalogue: makeCatalogue([pass]),
  journeys: { publishedVersion: async () => 'v', version: async (_realm, name) => documents.get(name) },
  journeySessions: { insert: unused, load: unused, replace: unused, complete: unused },
  signOnSessions: { create: unused, find: unused, touch: unused, noteRemoved: unused, end: unused, listByUser: unused },
  realms: { settings: async () => settings },
  ports: {} as EngineDeps['ports'],
  values: { secrets: { seal: () => '', open: () => undefined }, variable: () => undefined },
  sealer: { seal: (_context, text) => text, open: (_context, text) => text },
  resumeLink: () => '',
  observer: {
    visited: () => {
      visits += 1;
    },
    ended: () => undefined,
    fault: () => undefined,
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
const start = (length: number) => engine.start({ realm: '/a', journey: `Chain ${length}`, request, force: false, noSession: false });

const functions = (length: number) =>
  Array.from({ length }, (_, index) => (at: number) => ({ outcome: 'outcome', next: index + 1 < length ? at + 1 : -1 }));

async function timed(runs: number, work: () => Promise<unknown> | number): Promise<number> {
  const began = process.hrtime.bigint();
  for (let run = 0; run < runs; run += 1) await work();
  return Number(process.hrtime.bigint() - began) / 1000 / runs;
}

const costs = new Map<number, { node: number[]; loop: number[] }>(LENGTHS.map((length) => [length, { node: [], loop: [] }]));
let kept = 0;
for (let round = -2; round < rounds; round += 1) {
  for (const length of LENGTHS) {
    const runs = Math.ceil(40_000 / length);
    const list = functions(length);
    const whole = await timed(runs, () => start(length));
    const loop = await timed(runs, () => {
      let at = 0;
      while (at >= 0) at = list[at]?.(at).next ?? -1;
      kept += at;
      return at;
    });
    if (round < 0) continue;
    costs.get(length)?.node.push(whole / length);
    costs.get(length)?.loop.push(loop / length);
  }
}
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const at = (length: number) => median(costs.get(length)?.node ?? []);
console.log('| nodes | µs a node, whole run | plain loop µs a node | ratio |');
console.log('|---|---|---|---|');
for (const [length, { node, loop }] of costs) {
  console.log(`| ${length} | ${median(node).toFixed(3)} | ${median(loop).toFixed(4)} | ${(median(node) / median(loop)).toFixed(0)} |`);
}
console.log(`\nMarginal cost of a node, 100 to 1000 nodes: ${((at(1000) * 1000 - at(100) * 100) / 900).toFixed(3)} µs`);
console.log(`Cost a node at 1000 ÷ at 100: ${(at(1000) / at(100)).toFixed(2)}   (${visits} visits, ${kept})`);
