import { type CatalogueNode, FAILURE_ID, type JourneyDocument, SUCCESS_ID } from '@waygate/schema';
import type { EditorState } from '../editor/editor-store.ts';
import { searchNodeTypes } from '../palette/search-node-types.ts';
import type { QuickAddPlace } from './canvas-ui.ts';
import { nameOf } from './name-of.ts';
import { pageRefusal } from './page-refusal.ts';

/** What can be chosen: a new node of a type, or something that is there and that the outcome is to lead to. */
export type QuickAddEntry =
  | { readonly kind: 'type'; readonly key: string; readonly type: CatalogueNode }
  | { readonly kind: 'target'; readonly key: string; readonly id: string; readonly name: string };

/** Everything that fits a place and a search: on a page what can stand on it, behind an outcome also what the journey has already. */
export function quickAddEntries(
  state: Pick<EditorState, 'history' | 'catalogue' | 'outcomes'>,
  place: QuickAddPlace,
  text: string,
): QuickAddEntry[] {
  const { present } = state.history;
  const types = searchNodeTypes(state.catalogue.values(), text)
    .filter((type) => fits(state, type, place))
    .map((type): QuickAddEntry => ({ kind: 'type', key: `type-${type.type}`, type }));
  const targets = place.kind === 'canvas' && place.source !== undefined ? targetsFor(present, place.source.nodeId, text) : [];
  // Who types the name of something that is there means that; who types nothing mostly wants something new.
  return text.trim() === ''
    ? [...types, ...targets]
    : [...targets.filter(({ name }) => startsWith(name, text)), ...types, ...targets.filter(({ name }) => !startsWith(name, text))];
}

function fits(state: Pick<EditorState, 'history' | 'catalogue' | 'outcomes'>, type: CatalogueNode, place: QuickAddPlace): boolean {
  if (place.kind !== 'page') return true;
  const node = { type: type.type, name: type.displayName, outcomeCount: type.outcomes.length };
  return pageRefusal(state, node, place.pageId, place.index) === undefined;
}

function targetsFor(document: JourneyDocument, from: string, text: string): Extract<QuickAddEntry, { kind: 'target' }>[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return [SUCCESS_ID, FAILURE_ID, ...Object.keys(document.nodes).filter((id) => id !== from)]
    .map((id) => ({ kind: 'target' as const, key: `target-${id}`, id, name: nameOf(document, id) }))
    .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}

function startsWith(name: string, text: string): boolean {
  return name.toLowerCase().startsWith(text.trim().toLowerCase());
}
