import { diffJourneys } from '@waygate/graph';
import { FAILURE_ID, isSecretPlaceholder, type JourneyDocument, type Json, START_ID, SUCCESS_ID } from '@waygate/schema';
import { nodeOf } from '../document/edit-node.ts';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { fieldTitle, optionTitle } from '../versions/field-title.ts';
import { t } from './messages.ts';

/** One way in which a journey of the file differs from what is live: what it is about, and its two values where it has any. */
export interface PlanDifference {
  readonly id: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly text: string;
  readonly before?: string;
  readonly after?: string;
}

/** Longest value that is shown whole. */
const LONGEST = 300;

/** Everything that an import would change of a journey, node by node and field by field. */
export function planDifferences(before: JourneyDocument, after: JourneyDocument, catalogue: EditorCatalogue): readonly PlanDifference[] {
  const placeName = (id: string | undefined): string => {
    if (id === undefined) return t('nothing');
    if (id === START_ID) return 'Start';
    if (id === SUCCESS_ID) return 'Success';
    if (id === FAILURE_ID) return 'Failure';
    const name = (nodeOf(after, id) ?? nodeOf(before, id))?.displayName ?? '';
    return name === '' ? id : name;
  };
  const typeOf = (id: string) => (nodeOf(after, id) ?? nodeOf(before, id))?.type ?? '';
  return diffJourneys(before, after).map((one, index): PlanDifference => {
    const id = String(index);
    switch (one.kind) {
      case 'node-added':
        return { id, kind: 'added', text: t('nodeAdded', { name: placeName(one.nodeId) }) };
      case 'node-removed':
        return { id, kind: 'removed', text: t('nodeRemoved', { name: placeName(one.nodeId) }) };
      case 'node-moved':
        return { id, kind: 'changed', text: t('nodeMoved', { name: placeName(one.nodeId) }) };
      case 'node-changed': {
        const field = fieldTitle(catalogue, typeOf(one.nodeId), one.field);
        return { id, kind: 'changed', text: t('nodeChanged', { name: placeName(one.nodeId), field }), ...values(one.before, one.after) };
      }
      case 'wire-changed': {
        const outcome = catalogue.get(typeOf(one.nodeId))?.outcomes.find((known) => known.id === one.outcome)?.displayName ?? one.outcome;
        const text = t('wireChanged', { name: placeName(one.nodeId), outcome });
        return { id, kind: 'changed', text, before: placeName(one.before), after: placeName(one.after) };
      }
      case 'start-changed':
        return { id, kind: 'changed', text: t('startChanged'), before: placeName(one.before), after: placeName(one.after) };
      default:
        return { id, kind: 'changed', text: t('optionChanged', { field: optionTitle(one.field) }), ...values(one.before, one.after) };
    }
  });
}

function values(before: Json | undefined, after: Json | undefined): { readonly before: string; readonly after: string } {
  return { before: shown(before), after: shown(after) };
}

function shown(value: Json | undefined): string {
  if (value === undefined) return t('nothing');
  if (isSecretPlaceholder(value)) return '••••••';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text === '' ? '""' : text;
}
