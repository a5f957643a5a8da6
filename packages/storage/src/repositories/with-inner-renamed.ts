import type { JourneyDocument } from '@waygate/schema';

/** A journey whose Inner Tree Evaluators name another journey by its new name; undefined when none names it. */
export function withInnerRenamed(document: JourneyDocument, from: string, to: string): JourneyDocument | undefined {
  const isMeant = (config: JourneyDocument['nodes'][string]['config']) => config['tree'] === from;
  const named = Object.entries(document.nodes).filter(([, { type, config }]) => type === 'InnerTreeEvaluatorNode' && isMeant(config));
  if (named.length === 0) return undefined;
  const changed = Object.fromEntries(named.map(([id, node]) => [id, { ...node, config: { ...node.config, tree: to } }]));
  return { ...document, nodes: { ...document.nodes, ...changed } };
}
