import type { JourneyDocument } from '@waygate/schema';
import { own } from '../document/own.ts';
import { childIds } from '../document/page-children.ts';

/** Width of a node on the canvas, in its units. */
export const NODE_WIDTH = 220;
const END_SIZE = { width: 110, height: 44 };

/** About how large a node is drawn; exact enough to lay out without having drawn it. */
export function nodeSize(document: JourneyDocument, id: string, outcomeCount: number): { readonly width: number; readonly height: number } {
  const node = own(document.nodes, id);
  if (node === undefined) return END_SIZE;
  const children = node.type === 'PageNode' ? 12 + Math.max(1, childIds(document, id).length) * 36 : 0;
  return { width: NODE_WIDTH, height: 56 + children + Math.max(1, outcomeCount) * 26 };
}
