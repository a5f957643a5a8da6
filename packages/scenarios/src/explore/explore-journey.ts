import { childReferences, FAILURE_ID, type JourneyDocument, SUCCESS_ID } from '@waygate/schema';
import { type Attempt, type AttemptEnd, attempt, type Destination } from './attempt.ts';
import { Choices } from './choices.ts';
import type { ExplorerServer } from './open-explorer-server.ts';
import { strategies } from './strategy.ts';

/** What several tries of a journey came to. */
export interface Exploration {
  /** The best end that was reached, and how. */
  readonly best: Pick<Attempt, 'end' | 'reason'>;
  readonly attempts: readonly Attempt[];
  /** How many nodes a way leads to, and how many of them ran. */
  readonly nodes: { readonly reachable: number; readonly visited: number };
}

/** A journey, what whoever goes there brings along, and what is to be done before each try. */
export interface Expedition extends Destination {
  /** The journey and what it runs. */
  readonly documents: readonly JourneyDocument[];
  readonly prepare?: (choices: Choices) => Promise<void>;
}

/** Failure comes last: a wrong password leads there in every journey, and says nothing of a way that comes to no end. */
const BEST_FIRST: readonly AttemptEnd[] = [
  'success',
  'nobody',
  'waiting',
  'elsewhere',
  'unsupported',
  'broken',
  'endless',
  'refused',
  'failure',
];

/**
 * Goes through a journey again and again, each time in another way, until somebody is signed on and every node has run.
 * @param tries at most
 */
export async function exploreJourney(
  server: ExplorerServer,
  { documents, prepare, ...where }: Expedition,
  tries: number,
): Promise<Exploration> {
  const reachable = new Set(documents.flatMap(reachableNodes));
  const choices = new Choices();
  const attempts: Attempt[] = [];
  const visited = new Set<string>();
  for (const strategy of strategies(tries)) {
    await prepare?.(choices);
    const one = await attempt(server, where, strategy, choices);
    attempts.push(one);
    for (const node of one.visited) if (reachable.has(node)) visited.add(node);
    if (visited.size === reachable.size && attempts.some(({ end }) => end === 'success')) break;
  }
  const [best = { end: 'endless' as const, reason: 'It was never tried.' }] = attempts.toSorted(
    (a, b) => BEST_FIRST.indexOf(a.end) - BEST_FIRST.indexOf(b.end),
  );
  return { best: { end: best.end, reason: best.reason }, attempts, nodes: { reachable: reachable.size, visited: visited.size } };
}

/** Nodes that some way leads to, those on pages too. */
function reachableNodes({ name, entryNodeId, nodes }: JourneyDocument): string[] {
  const found = new Set<string>();
  const open = [entryNodeId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = Object.hasOwn(nodes, id) ? nodes[id] : undefined;
    if (node === undefined || found.has(id) || id === SUCCESS_ID || id === FAILURE_ID) continue;
    found.add(id);
    for (const { _id } of childReferences(node.config)) found.add(_id);
    open.push(...Object.values(node.connections));
  }
  return [...found].map((id) => `${name}\n${id}`);
}
