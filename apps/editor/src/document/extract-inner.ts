import { FAILURE_ID, type JourneyDocument, SUCCESS_ID } from '@waygate/schema';
import { copyFragment } from './fragment.ts';
import { newJourney } from './new-journey.ts';
import { own } from './own.ts';
import { removeNodes } from './remove-nodes.ts';

/** Why nodes cannot become an inner journey. */
export type ExtractRefusal = 'nothing' | 'no-entry' | 'several-entries' | 'too-many-exits';

export interface Extracted {
  readonly document: JourneyDocument;
  readonly inner: JourneyDocument;
}

/**
 * Moves nodes into a journey of their own, which one node runs in their place. They must be entered at one node and be left to two places at most: what led to the
 * first (or to Success) ends in Success and goes on by `true`, what led to the second (or to Failure) ends in Failure and goes on by `false`.
 * @param id of the node that runs the inner journey
 */
export function extractInner(
  document: JourneyDocument,
  ids: readonly string[],
  name: string,
  id: string,
): Extracted | { readonly refusal: ExtractRefusal } {
  const inside = new Set(ids.filter((one) => Object.hasOwn(document.nodes, one)));
  if (inside.size === 0) return { refusal: 'nothing' };
  const entries = entriesOf(document, inside);
  const [entry] = entries;
  if (entry === undefined) return { refusal: 'no-entry' };
  if (entries.length > 1) return { refusal: 'several-entries' };
  const ends = endsOf(document, inside);
  if (ends === undefined) return { refusal: 'too-many-exits' };
  const { onTrue, onFalse } = ends;

  const fragment = copyFragment(document, [...inside]);
  const nodes = Object.fromEntries(
    Object.entries(fragment.nodes).map(([nodeId, node]) => {
      const connections = Object.fromEntries(
        Object.entries(own(document.nodes, nodeId)?.connections ?? {}).map(([outcome, target]) => [
          outcome,
          inside.has(target) ? target : target === onTrue ? SUCCESS_ID : FAILURE_ID,
        ]),
      );
      return [nodeId, { ...node, connections }];
    }),
  );
  const inner: JourneyDocument = {
    ...newJourney(name),
    innerTreeOnly: true,
    ...(document.identityResource === undefined ? {} : { identityResource: document.identityResource }),
    entryNodeId: entry,
    nodes,
    innerNodes: fragment.innerNodes,
    staticNodes: document.staticNodes,
  };
  const places = [...inside].flatMap((one) => own(document.nodes, one) ?? []);
  const middle = (values: readonly number[]) => Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  const runner = {
    type: 'InnerTreeEvaluatorNode',
    displayName: name,
    config: { tree: name, displayErrorOutcome: false },
    connections: { ...(onTrue === undefined ? {} : { true: onTrue }), ...(onFalse === undefined ? {} : { false: onFalse }) },
    x: middle(places.map(({ x }) => x)),
    y: middle(places.map(({ y }) => y)),
  };
  const led = Object.fromEntries(
    Object.entries(document.nodes).map(([nodeId, node]) => [
      nodeId,
      inside.has(nodeId)
        ? node
        : {
            ...node,
            connections: Object.fromEntries(
              Object.entries(node.connections).map(([outcome, target]) => [outcome, target === entry ? id : target]),
            ),
          },
    ]),
  );
  const entryNodeId = document.entryNodeId === entry ? id : document.entryNodeId;
  return { document: removeNodes({ ...document, entryNodeId, nodes: { ...led, [id]: runner } }, [...inside]), inner };
}

function entriesOf(document: JourneyDocument, inside: ReadonlySet<string>): string[] {
  const entries = new Set<string>();
  if (inside.has(document.entryNodeId)) entries.add(document.entryNodeId);
  for (const [id, { connections }] of Object.entries(document.nodes)) {
    if (inside.has(id)) continue;
    for (const target of Object.values(connections)) if (inside.has(target)) entries.add(target);
  }
  return [...entries];
}

/** Where the two ends lead on to; undefined when there are more than two places. */
function endsOf(
  document: JourneyDocument,
  inside: ReadonlySet<string>,
): { onTrue: string | undefined; onFalse: string | undefined } | undefined {
  const exits = new Set<string>();
  for (const id of inside) {
    for (const target of Object.values(own(document.nodes, id)?.connections ?? {})) if (!inside.has(target)) exits.add(target);
  }
  const others = [...exits].filter((target) => target !== FAILURE_ID);
  const [first, second] = others;
  if (others.length > 2 || (others.length === 2 && exits.has(FAILURE_ID))) return undefined;
  if (others.length === 2)
    return first === SUCCESS_ID || second !== SUCCESS_ID ? { onTrue: first, onFalse: second } : { onTrue: second, onFalse: first };
  return { onTrue: first, onFalse: exits.has(FAILURE_ID) ? FAILURE_ID : undefined };
}
