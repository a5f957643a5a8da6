import { nodeOf } from '../document/edit-node.ts';
import { pageChildrenOf } from '../document/page-children.ts';
import type { EditorState } from '../editor/editor-store.ts';
import { t } from './messages.ts';

/**
 * Says why a node cannot stand at a place of a page; undefined when it can.
 * @param node its type, its name, its id when it is in the journey, and how many outcomes it has as it is configured
 * @param index its place when it is taken out of the list already
 */
export function pageRefusal(
  { history: { present: document }, catalogue, outcomes }: Pick<EditorState, 'history' | 'catalogue' | 'outcomes'>,
  node: { readonly type: string; readonly name: string; readonly id?: string; readonly outcomeCount: number },
  pageId: string,
  index: number,
): string | undefined {
  const type = catalogue.get(node.type);
  if (type !== undefined && type.kind !== 'plain') return t('notOnPage', { name: node.name });
  const others = pageChildrenOf(document, pageId).filter(({ id }) => id !== node.id);
  if (node.outcomeCount > 1 && index < others.length) return t('severalOutcomes', { name: node.name });
  const last = others.at(-1);
  const lastCount = last === undefined ? 0 : (outcomes.outcomesOfChild(last.child)?.length ?? 0);
  if (last !== undefined && index >= others.length && lastCount > 1) return t('afterSeveralOutcomes', { name: last.child.displayName });
  return undefined;
}

/** How many outcomes a node has that is in the journey, on the canvas or on a page. */
export function outcomeCountOf(
  { history: { present: document }, outcomes }: Pick<EditorState, 'history' | 'outcomes'>,
  id: string,
): number {
  const node = nodeOf(document, id);
  return node === undefined ? 0 : (outcomes.outcomesOfChild(node)?.length ?? 0);
}
