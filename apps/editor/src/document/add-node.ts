import type { JourneyDocument, JourneyNode } from '@waygate/schema';
import { connect, targetOf } from './connect.ts';
import { isFreeId } from './is-free-id.ts';
import { isTarget } from './is-target.ts';
import type { OutcomeSource } from './outcome-source.ts';

/** Puts a new node on the canvas. An id that is taken, or a connection to nowhere, is left out. */
export function addNode(document: JourneyDocument, id: string, node: JourneyNode): JourneyDocument {
  if (!isFreeId(document, id)) return document;
  const withNode = { ...document, nodes: { ...document.nodes, [id]: node } };
  const connections = Object.fromEntries(Object.entries(node.connections).filter(([, target]) => isTarget(withNode, target)));
  return { ...withNode, nodes: { ...withNode.nodes, [id]: { ...node, connections } } };
}

/** Puts a new node on the canvas and leads an outcome to it. */
export function addNodeAfter(document: JourneyDocument, source: OutcomeSource, id: string, node: JourneyNode): JourneyDocument {
  return isFreeId(document, id) ? connect(addNode(document, id, node), source, id) : document;
}

/** Puts a node into a wire: the wire leads to it, and its outcome leads on to where the wire led. */
export function insertOnWire(
  document: JourneyDocument,
  wire: OutcomeSource,
  id: string,
  node: JourneyNode,
  outcome: string | undefined,
): JourneyDocument {
  if (!isFreeId(document, id)) return document;
  const target = targetOf(document, wire);
  const added = addNodeAfter(document, wire, id, node);
  return target === undefined || outcome === undefined ? added : connect(added, { nodeId: id, outcome }, target);
}

/** Puts a node that is on the canvas already into a wire. Its own wire to where the wire led stays when it has one. */
export function placeOnWire(document: JourneyDocument, wire: OutcomeSource, id: string, outcome: string | undefined): JourneyDocument {
  const target = targetOf(document, wire);
  if (target === undefined || target === id || wire.nodeId === id || !Object.hasOwn(document.nodes, id)) return document;
  const led = connect(document, wire, id);
  if (outcome === undefined || targetOf(led, { nodeId: id, outcome }) !== undefined) return led;
  return connect(led, { nodeId: id, outcome }, target);
}
