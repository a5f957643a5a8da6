import type { PageChild } from '@waygate/schema';
import { isKnownVersion } from './is-known-version.ts';
import type { NodeFacts, NodeFactsById } from './node-facts.ts';

/**
 * The type that a node runs by, or undefined when this server has no such type, or has it in another version only. A node that runs as a type that its configuration
 * names is of a type made of both, if it can run as that.
 */
export function supportedType<T extends NodeFacts>(catalogue: NodeFactsById<T>, node: PageChild): T | undefined {
  const type = catalogue.get(node.type);
  if (type === undefined || !isKnownVersion(type, node)) return undefined;
  return type.actingAs === undefined ? type : type.actingAs(node.config);
}
