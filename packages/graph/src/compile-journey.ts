import { FAILURE_ID, type JourneyDocument, type JourneyNode, type JsonObject, SUCCESS_ID, WaygateError } from '@waygate/schema';
import { type CompiledJourney, type CompiledNode, TO_FAILURE, TO_SUCCESS } from './compiled-journey.ts';
import type { NodeFacts, NodeFactsById } from './node-facts.ts';
import { pageChildren } from './page-children.ts';
import { parseConfig } from './parse-config.ts';
import type { Problem } from './problem.ts';
import { validateJourney } from './validate-journey.ts';

const NO_CHILDREN: readonly never[] = [];
const NO_CONNECTIONS: ReadonlyMap<string, number> = new Map();

/**
 * Turns a journey into arrays and indexes, once for each version.
 * @throws WaygateError `journey.invalid` (authoring) with the problems in `details` when the journey has errors
 */
export function compileJourney<T extends NodeFacts>(document: JourneyDocument, catalogue: NodeFactsById<T>): CompiledJourney<T> {
  const errors = validateJourney(document, catalogue).filter((problem) => problem.severity === 'error');
  if (errors.length > 0) throw invalidJourney(document.name, errors);
  const ids = Object.keys(document.nodes);
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const target = (id: string): number => {
    if (id === SUCCESS_ID) return TO_SUCCESS;
    if (id === FAILURE_ID) return TO_FAILURE;
    return indexOf.get(id) ?? TO_FAILURE;
  };
  const nodes = Object.entries(document.nodes).map(([id, node]) => compileNode(document, catalogue, id, node, target));
  const inner = nodes.flatMap(({ type, config }) => (type.kind === 'inner' && typeof config['tree'] === 'string' ? [config['tree']] : []));
  const readable: (ReadonlySet<string> | undefined)[] = new Array(nodes.length);
  return {
    document,
    nodes,
    indexOf,
    entry: target(document.entryNodeId),
    inner: [...new Set(inner)],
    scripts: scriptsOf(nodes),
    readableFrom: (index) => {
      readable[index] ??= keysReadFrom(nodes, index);
      return readable[index];
    },
  };
}

/** The error that a journey with problems is refused with. */
export function invalidJourney(name: string, errors: readonly Problem[]): WaygateError {
  return new WaygateError(
    'authoring',
    'journey.invalid',
    `The journey ${name} cannot run: ${errors.map((error) => error.message).join(' ')}`,
    {
      details: errors,
    },
  );
}

function compileNode<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
  id: string,
  node: JourneyNode,
  target: (id: string) => number,
): CompiledNode<T> {
  const { type, config } = known(catalogue, node);
  const children =
    type.kind !== 'page'
      ? NO_CHILDREN
      : pageChildren(document, node).flatMap(({ reference, instance }) => {
          if (instance === undefined) return [];
          const child = known(catalogue, instance);
          return [
            {
              id: reference._id,
              displayName: instance.displayName,
              ...child,
              next: NO_CONNECTIONS,
              children: NO_CHILDREN,
              outcomePrefix: '',
              reads: ownReads(child.type, child.config),
            },
          ];
        });
  const last = children.at(-1);
  return {
    id,
    displayName: node.displayName,
    type,
    config,
    next: new Map(Object.entries(node.connections).map(([outcome, to]) => [outcome, target(to)])),
    children,
    outcomePrefix: type.kind === 'page' && node.version === '2.0' && last !== undefined ? `${last.id}-` : '',
    reads: ownReads(type, config),
  };
}

function known<T extends NodeFacts>(catalogue: NodeFactsById<T>, node: { readonly type: string; readonly config: JsonObject }) {
  const type = catalogue.get(node.type);
  const parsed = type === undefined ? undefined : parseConfig(type, node.config);
  if (type === undefined || parsed === undefined || !('config' in parsed)) {
    throw new WaygateError('unexpected', 'journey.unchecked', 'A journey was compiled that had not been checked.');
  }
  return { type, config: parsed.config };
}

function ownReads(type: NodeFacts, config: JsonObject): ReadonlySet<string> {
  return new Set([...type.reads.map((key) => key.name), ...type.dynamicReads(config)]);
}

function scriptsOf<T extends NodeFacts>(nodes: readonly CompiledNode<T>[]): readonly string[] {
  const named = [...nodes, ...nodes.flatMap(({ children }) => children)].flatMap(({ type, config }) =>
    type.scripts.map((member) => config[member]),
  );
  return [...new Set(named.filter((id) => typeof id === 'string'))];
}

function keysReadFrom<T extends NodeFacts>(nodes: readonly CompiledNode<T>[], start: number): ReadonlySet<string> {
  const keys = new Set<string>();
  const seen = new Set<number>();
  const open = [start];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const node = nodes[index];
    if (node === undefined || seen.has(index)) continue;
    seen.add(index);
    for (const key of node.reads) keys.add(key);
    for (const child of node.children) for (const key of child.reads) keys.add(key);
    open.push(...node.next.values());
  }
  return keys;
}
