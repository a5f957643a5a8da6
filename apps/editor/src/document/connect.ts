import { FAILURE_ID, type JourneyDocument, START_ID } from '@waygate/schema';
import { isTarget } from './is-target.ts';
import type { OutcomeSource } from './outcome-source.ts';
import { own } from './own.ts';
import { withoutKeys } from './without-keys.ts';

/** Leads an outcome to a target, instead of where it led before. A source or target that is not there changes nothing. */
export function connect(document: JourneyDocument, { nodeId, outcome }: OutcomeSource, target: string): JourneyDocument {
  if (!isTarget(document, target)) return document;
  if (nodeId === START_ID) return { ...document, entryNodeId: target };
  const node = own(document.nodes, nodeId);
  if (node === undefined) return document;
  return { ...document, nodes: { ...document.nodes, [nodeId]: { ...node, connections: { ...node.connections, [outcome]: target } } } };
}

/** Takes a wire away. Start always leads somewhere: without its wire it leads to Failure. */
export function disconnect(document: JourneyDocument, { nodeId, outcome }: OutcomeSource): JourneyDocument {
  if (nodeId === START_ID) return { ...document, entryNodeId: FAILURE_ID };
  const node = own(document.nodes, nodeId);
  if (node === undefined || !Object.hasOwn(node.connections, outcome)) return document;
  const connections = withoutKeys(node.connections, new Set([outcome]));
  return { ...document, nodes: { ...document.nodes, [nodeId]: { ...node, connections } } };
}

/** Gives a wire another outcome to begin at, as when an outcome that vanished is attached again. */
export function moveSource(document: JourneyDocument, from: OutcomeSource, to: OutcomeSource): JourneyDocument {
  const target = targetOf(document, from);
  if (target === undefined) return document;
  return connect(disconnect(document, from), to, target);
}

/** Where an outcome leads. */
export function targetOf(document: JourneyDocument, { nodeId, outcome }: OutcomeSource): string | undefined {
  if (nodeId === START_ID) return document.entryNodeId;
  const node = own(document.nodes, nodeId);
  return node === undefined ? undefined : own(node.connections, outcome);
}
