import { childActions } from './child-actions.ts';
import { noteActions } from './note-actions.ts';
import type { OutlineAction, OutlineContext } from './outline-action.ts';
import { type OutlineRow, subjectOf } from './outline-rows.ts';
import { subjectActions } from './subject-actions.ts';
import { wireActions } from './wire-actions.tsx';

/** Everything that can be done with a row, in the order of its menu. */
export function actionsOf(row: OutlineRow, context: OutlineContext): OutlineAction[] {
  if (row.kind === 'unreachable' || row.kind === 'notes') return [];
  if (row.kind === 'note') return noteActions(row, context);
  const subject = subjectOf(row);
  const actions = [
    ...(subject === undefined ? [] : subjectActions(subject, context)),
    ...(row.kind === 'child' ? childActions(row, context) : []),
    ...(row.kind === 'wire' ? wireActions(row, context) : []),
  ].filter(({ changes }) => !changes || !context.store.getState().readOnly);
  // What takes something away comes last.
  const isRemoval = ({ id }: OutlineAction) => id === 'delete' || id === 'disconnect';
  return [...actions.filter((one) => !isRemoval(one)), ...actions.filter(isRemoval)];
}
