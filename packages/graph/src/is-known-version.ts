import type { PageChild } from '@waygate/schema';
import type { NodeFacts } from './node-facts.ts';

/** Whether a server has a node's type in the version that the node was made for. Pages are known in both of theirs. */
export function isKnownVersion(type: Pick<NodeFacts, 'version' | 'kind'>, { version }: PageChild): boolean {
  return version === undefined || version === type.version || (type.kind === 'page' && (version === '1.0' || version === '2.0'));
}
