import { FAILURE_ID, START_ID, SUCCESS_ID } from '@waygate/schema';
import { isTarget } from '../document/is-target.ts';
import { type OutcomeSource, START_OUTCOME } from '../document/outcome-source.ts';
import { own } from '../document/own.ts';
import type { EditorState } from '../editor/editor-store.ts';
import { t } from './messages.ts';
import { nameOf } from './name-of.ts';

/** Says why an outcome cannot lead to a target; undefined when it can. */
export function connectionRefusal(
  { history: { present: document }, outcomes }: Pick<EditorState, 'history' | 'outcomes'>,
  { nodeId, outcome }: OutcomeSource,
  target: string,
): string | undefined {
  if (nodeId === SUCCESS_ID || nodeId === FAILURE_ID) return t('notFromEnd');
  if (target === START_ID) return t('notToStart');
  if (!isTarget(document, target)) return t('notToNote');
  if (isLost({ history: { present: document }, outcomes }, { nodeId, outcome }))
    return t('notFromLost', { name: nameOf(document, nodeId) });
  return undefined;
}

/** Whether an outcome is gone, so that only its wire still knows it. */
export function isLost(
  {
    history,
    outcomes,
  }: { readonly history: { readonly present: EditorState['history']['present'] }; readonly outcomes: EditorState['outcomes'] },
  { nodeId, outcome }: OutcomeSource,
): boolean {
  if (nodeId === START_ID) return outcome !== START_OUTCOME;
  const node = own(history.present.nodes, nodeId);
  const known = outcomes.outcomesOf(history.present, nodeId);
  return node !== undefined && known !== undefined && known.length > 0 && !known.some(({ id }) => id === outcome);
}
