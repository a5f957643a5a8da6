import type { JourneyDocument } from '@waygate/schema';
import { childIds } from '../document/page-children.ts';
import type { OutcomeBook } from '../editor/outcome-book.ts';

/**
 * Where a node fits on a page: only the last may have several outcomes.
 * @param outcomeCount how many the node has
 * @returns its place, or undefined when the page has a last node with several outcomes already and this would be a second
 */
export function pagePlace(document: JourneyDocument, book: OutcomeBook, pageId: string, outcomeCount: number): number | undefined {
  const count = childIds(document, pageId).length;
  const isTaken = (book.outcomesOf(document, pageId)?.length ?? 0) > 1;
  if (!isTaken) return count;
  return outcomeCount > 1 ? undefined : count - 1;
}
