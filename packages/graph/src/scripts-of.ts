import type { JourneyDocument } from '@waygate/schema';
import type { NodeFacts, NodeFactsById } from './node-facts.ts';

/** Ids of the scripts that the nodes of a journey name, those on pages too; nodes of an unknown type name none. */
export function scriptsOf<T extends NodeFacts>(document: JourneyDocument, catalogue: NodeFactsById<T>): readonly string[] {
  const nodes = [...Object.values(document.nodes), ...Object.values(document.innerNodes)];
  const named = nodes.flatMap(({ type, config }) => (catalogue.get(type)?.scripts ?? []).map((member) => config[member]));
  return [...new Set(named.filter((id) => typeof id === 'string'))];
}
