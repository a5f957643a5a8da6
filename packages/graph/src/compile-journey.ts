import {
  FAILURE_ID,
  type JourneyDocument,
  type JourneyNode,
  type JsonObject,
  type PageChild,
  SUCCESS_ID,
  WaygateError,
} from '@waygate/schema';
import { type CompiledJourney, type CompiledNode, TO_FAILURE, TO_SUCCESS } from './compiled-journey.ts';
import type { NodeFacts, NodeFactsById } from './node-facts.ts';
import { pageChildren } from './page-children.ts';
import { parseConfig } from './parse-config.ts';
import type { Problem } from './problem.ts';
import { supportedType } from './supported-type.ts';
import { validateJourney } from './validate-journey.ts';
import { type ConfigValues, NO_VALUES } from './values/config-values.ts';

const NO_CHILDREN: readonly never[] = [];
const NO_CONNECTIONS: ReadonlyMap<string, number> = new Map();

/**
 * Turns a journey into arrays and indexes, once for each version. Its secrets are open in what comes out, which must stay in memory.
 * @param unsupported what stands for a node that this server cannot run; it must never take an outcome
 * @throws WaygateError `journey.invalid` (authoring) with the problems in `details` when the journey has errors
 */
export function compileJourney<T extends NodeFacts>(
  document: JourneyDocument,
  catalogue: NodeFactsById<T>,
  unsupported: (node: PageChild) => T,
  values: ConfigValues = NO_VALUES,
): CompiledJourney<T> {
  const errors = validateJourney(document, catalogue, undefined, values).filter((problem) => problem.severity === 'error');
  if (errors.length > 0) throw invalidJourney(document.name, errors);
  const ids = Object.keys(document.nodes);
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const target = (id: string): number => {
    if (id === SUCCESS_ID) return TO_SUCCESS;
    if (id === FAILURE_ID) return TO_FAILURE;
    return indexOf.get(id) ?? TO_FAILURE;
  };
  const nodes = Object.entries(document.nodes).map(([id, node]) =>
    compileNode(document, { catalogue, unsupported, values }, id, node, target),
  );
  const inner = nodes.flatMap(({ type, config }) =>
    type.kind === 'inner' && type.imitates === undefined && typeof config['tree'] === 'string' ? [config['tree']] : [],
  );
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

interface Types<T extends NodeFacts> {
  readonly catalogue: NodeFactsById<T>;
  readonly unsupported: (node: PageChild) => T;
  readonly values: ConfigValues;
}

function compileNode<T extends NodeFacts>(
  document: JourneyDocument,
  types: Types<T>,
  id: string,
  node: JourneyNode,
  target: (id: string) => number,
): CompiledNode<T> {
  const { type, config } = resolved(types, node);
  const children =
    type.kind !== 'page'
      ? NO_CHILDREN
      : pageChildren(document, node).flatMap(({ reference, instance }) => {
          if (instance === undefined) return [];
          const child = resolved(types, instance);
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

function resolved<T extends NodeFacts>(
  { catalogue, unsupported, values }: Types<T>,
  node: PageChild,
): { readonly type: T; readonly config: JsonObject } {
  const type = supportedType(catalogue, node);
  if (type === undefined) return { type: unsupported(node), config: node.config };
  const parsed = parseConfig(type, node.config, values);
  if (parsed.config === undefined || parsed.faults.length > 0) {
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
