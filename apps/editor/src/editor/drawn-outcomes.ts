import type { CatalogueOutcome, JourneyDocument, JourneyNode } from '@waygate/schema';
import { childIds } from '../document/page-children.ts';

/** An outcome as it is drawn: a lost one has a wire but is no outcome any more. */
export interface DrawnOutcome extends CatalogueOutcome {
  readonly lost: boolean;
  readonly connected: boolean;
}

/**
 * The outcomes of a node with those that only a wire still knows. A type that the server does not have shows what its wires know, and so does a page with nothing
 * on it yet: what is put there next gives it its outcomes.
 */
export function drawnOutcomes(
  document: JourneyDocument,
  id: string,
  node: JourneyNode,
  known: readonly CatalogueOutcome[] | undefined,
): readonly DrawnOutcome[] {
  const isOpen = known === undefined || (node.type === 'PageNode' && childIds(document, id).length === 0);
  const present = (known ?? []).map((one) => ({ ...one, lost: false, connected: Object.hasOwn(node.connections, one.id) }));
  const more = Object.keys(node.connections)
    .filter((outcome) => !present.some((one) => one.id === outcome))
    .map((outcome) => ({ id: outcome, displayName: outcome, lost: !isOpen, connected: true }));
  return [...present, ...more];
}
