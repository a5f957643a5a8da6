import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import { notesOf } from '../document/notes.ts';
import { type OutcomeSource, START_OUTCOME } from '../document/outcome-source.ts';
import { own } from '../document/own.ts';
import { childIds, pageChildrenOf } from '../document/page-children.ts';
import { drawnOutcomes } from '../editor/drawn-outcomes.ts';
import type { OutcomeBook } from '../editor/outcome-book.ts';
import { wireId } from '../editor/wire-id.ts';

interface Place {
  /** Names the row as long as what it stands for is there. */
  readonly key: string;
  /** From 1. */
  readonly level: number;
  readonly position: number;
  readonly setSize: number;
  readonly expandable: boolean;
}

/** An outcome, or Start, with where it leads. */
export interface WireRow extends Place {
  readonly kind: 'wire';
  readonly source: OutcomeSource;
  readonly outcome: string;
  /** Whether there is a wire but no such outcome any more. */
  readonly lost: boolean;
  readonly target: string | undefined;
  /** `here`: what it leads to is told below; `link`: it is told at another place; else it leads to an end or nowhere. */
  readonly leads: 'here' | 'link' | 'end' | 'nowhere';
}

/** A node that no route leads to. */
export interface NodeRow extends Place {
  readonly kind: 'node';
  readonly nodeId: string;
}

/** A node on a page. */
export interface ChildRow extends Place {
  readonly kind: 'child';
  readonly nodeId: string;
  readonly pageId: string;
}

export interface GroupRow extends Place {
  readonly kind: 'unreachable' | 'notes';
  readonly count: number;
}

export interface NoteRow extends Place {
  readonly kind: 'note';
  readonly noteId: string;
  readonly text: string;
}

export type OutlineRow = WireRow | NodeRow | ChildRow | GroupRow | NoteRow;

/** A journey as a tree: every row that there is, in reading order, with the place where each node is told. */
export interface Outline {
  readonly rows: readonly OutlineRow[];
  /** Key of the row that tells a node, by the node's id; page children and notes too. */
  readonly placeOf: ReadonlyMap<string, string>;
}

/** A row of which it is not known yet what stands around it. */
type Unplaced<R> = R extends OutlineRow ? Omit<R, 'position' | 'setSize' | 'expandable'> : never;
type Draft = Unplaced<OutlineRow>;

/**
 * Tells a journey from Start: each node where it is first met, and from then on as a link to that place. What no route leads to comes in a group of its own, so that
 * every node, page child and note is in the tree exactly once. Depth is no limit.
 */
export function outlineOf(document: JourneyDocument, book: OutcomeBook): Outline {
  const rows: Draft[] = [];
  const placeOf = new Map<string, string>();
  const tell = (first: Draft) => {
    const open: Draft[] = [first];
    for (let row = open.pop(); row !== undefined; row = open.pop()) {
      const met = row.kind === 'wire' ? meet(row) : row;
      rows.push(met);
      const nodeId = met.kind === 'node' ? met.nodeId : met.kind === 'wire' && met.leads === 'here' ? met.target : undefined;
      if (nodeId === undefined) continue;
      placeOf.set(nodeId, met.key);
      open.push(...partsOf(document, book, nodeId, met.level + 1).reverse());
    }
  };
  const meet = (row: Extract<Draft, { kind: 'wire' }>): Draft => {
    const { target } = row;
    if (target === undefined) return row;
    if (target === SUCCESS_ID || target === FAILURE_ID || !Object.hasOwn(document.nodes, target)) return { ...row, leads: 'end' };
    return { ...row, leads: placeOf.has(target) ? 'link' : 'here' };
  };
  tell(wire({ nodeId: START_ID, outcome: START_OUTCOME }, '', false, document.entryNodeId, 1));
  const reached = new Set(placeOf.keys());
  const lonely = Object.keys(document.nodes).filter((id) => !reached.has(id));
  if (lonely.length > 0) {
    rows.push({ kind: 'unreachable', key: 'unreachable', level: 1, count: lonely.length });
    const led = new Set(lonely.flatMap((id) => Object.values(document.nodes[id]?.connections ?? {}).filter((target) => target !== id)));
    // Those that nothing leads to begin; a circle that nothing leads to begins anywhere.
    for (const id of [...lonely.filter((one) => !led.has(one)), ...lonely]) {
      if (!placeOf.has(id)) tell({ kind: 'node', key: `node:${id}`, level: 2, nodeId: id });
    }
  }
  for (const pageId of Object.keys(document.nodes)) for (const id of childIds(document, pageId)) placeOf.set(id, `child:${id}`);
  const notes = notesOf(document);
  if (notes.length > 0) {
    rows.push({ kind: 'notes', key: 'notes', level: 1, count: notes.length });
    for (const { id, text } of notes) {
      rows.push({ kind: 'note', key: `note:${id}`, level: 2, noteId: id, text });
      placeOf.set(id, `note:${id}`);
    }
  }
  return { rows: placed(rows), placeOf };
}

/** The rows that can be seen while some are collapsed. */
export function visibleRows(rows: readonly OutlineRow[], collapsed: ReadonlySet<string>): OutlineRow[] {
  let hiddenBelow = Number.POSITIVE_INFINITY;
  return rows.filter(({ key, level, expandable }) => {
    if (level > hiddenBelow) return false;
    hiddenBelow = expandable && collapsed.has(key) ? level : Number.POSITIVE_INFINITY;
    return true;
  });
}

/** The rows around a row, from the outermost. */
export function ancestorsOf(rows: readonly OutlineRow[], key: string): OutlineRow[] {
  const at = rows.findIndex((row) => row.key === key);
  const found: OutlineRow[] = [];
  let level = rows[at]?.level ?? 0;
  for (let index = at - 1; index >= 0 && level > 1; index -= 1) {
    const row = rows[index];
    if (row === undefined || row.level >= level) continue;
    found.unshift(row);
    level = row.level;
  }
  return found;
}

/** The node, page child or note that a row stands for. */
export function subjectOf(row: OutlineRow): string | undefined {
  if (row.kind === 'node' || row.kind === 'child') return row.nodeId;
  if (row.kind === 'note') return row.noteId;
  return row.kind === 'wire' && row.leads === 'here' ? row.target : undefined;
}

function partsOf(document: JourneyDocument, book: OutcomeBook, nodeId: string, level: number): Draft[] {
  const node = own(document.nodes, nodeId);
  if (node === undefined) return [];
  const children = node.type === 'PageNode' ? pageChildrenOf(document, nodeId) : [];
  return [
    ...children.map(({ id }): Draft => ({ kind: 'child', key: `child:${id}`, level, nodeId: id, pageId: nodeId })),
    ...drawnOutcomes(document, nodeId, node, book.outcomesOf(document, nodeId)).map(({ id, displayName, lost }) =>
      wire({ nodeId, outcome: id }, displayName, lost, own(node.connections, id), level),
    ),
  ];
}

function wire(source: OutcomeSource, outcome: string, lost: boolean, target: string | undefined, level: number): Draft {
  return { kind: 'wire', key: `wire:${wireId(source)}`, level, source, outcome, lost, target, leads: 'nowhere' };
}

/** Adds to each row what a tree must say of it: its place among its siblings, and whether there is something below it. */
function placed(rows: readonly Draft[]): OutlineRow[] {
  const siblings: number[][] = [];
  const sets = new Map<number, { readonly position: number; readonly set: number[] }>();
  rows.forEach(({ level }, index) => {
    siblings.length = level;
    const set = siblings[level - 1] ?? [];
    siblings[level - 1] = set;
    set.push(index);
    sets.set(index, { position: set.length, set });
  });
  return rows.map((row, index): OutlineRow => {
    const { position, set } = sets.get(index) ?? { position: 1, set: [index] };
    return { ...row, position, setSize: set.length, expandable: (rows[index + 1]?.level ?? 0) > row.level };
  });
}
