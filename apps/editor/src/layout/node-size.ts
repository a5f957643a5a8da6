import { type CatalogueNode, FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import type { Size } from '../document/box.ts';
import { notesOf } from '../document/notes.ts';
import { own } from '../document/own.ts';
import { childIds } from '../document/page-children.ts';

/** Width of a node on the canvas, in its units. */
export const NODE_WIDTH = 220;
/** From the upper edge of a node to the handle that wires lead to. */
export const TARGET_Y = 27;
/** Height of the row of one outcome. */
export const OUTCOME_HEIGHT = 28;
const HEADER_HEIGHT = 54;
const CHILD_HEIGHT = 36;
const END_SIZE = { width: 120, height: 44 };
const ENDS = new Set([START_ID, SUCCESS_ID, FAILURE_ID]);

/** About how large a node is drawn; exact enough to lay out without having drawn it. */
export function nodeSize(document: JourneyDocument, id: string, outcomeCount: number): Size {
  if (ENDS.has(id)) return END_SIZE;
  const node = own(document.nodes, id);
  if (node === undefined) return notesOf(document).find((note) => note.id === id) ?? END_SIZE;
  const children = node.type === 'PageNode' ? 18 + (childIds(document, id).length + 1) * CHILD_HEIGHT : 0;
  return { width: NODE_WIDTH, height: HEADER_HEIGHT + children + outcomeCount * OUTCOME_HEIGHT + 8 };
}

/** About how large a new node of a type is drawn. */
export function newNodeSize({ kind, outcomes }: CatalogueNode): Size {
  return { width: NODE_WIDTH, height: HEADER_HEIGHT + (kind === 'page' ? 18 + CHILD_HEIGHT : 0) + outcomes.length * OUTCOME_HEIGHT + 8 };
}
