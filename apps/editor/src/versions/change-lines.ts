import { diffJourneys, type JourneyDifference } from '@waygate/graph';
import { childReferences, FAILURE_ID, type JourneyDocument, type Json, START_ID, SUCCESS_ID } from '@waygate/schema';
import { nameOf } from '../canvas/name-of.ts';
import { nodeOf } from '../document/edit-node.ts';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { wireId } from '../editor/wire-id.ts';
import { fieldTitle, optionTitle } from './field-title.ts';
import { t } from './messages.ts';

/** One sentence about what changed. */
export interface ChangeLine {
  /** Tells lines with the same text apart. */
  readonly id: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly text: string;
}

/** What a journey changes against another, for people: one line for each node, wire and set of options. */
export function changeLines(before: JourneyDocument, after: JourneyDocument, catalogue: EditorCatalogue): readonly ChangeLine[] {
  const differences = diffJourneys(before, after);
  const place = (id: string | undefined) => (id === undefined ? '' : isPlace(id, after) ? nameOf(after, id) : nameOf(before, id));
  const gone = new Set(differences.flatMap((one) => (one.kind === 'node-removed' ? [one.nodeId] : [])));
  const lines: ChangeLine[] = [];
  for (const one of differences) {
    if (one.kind === 'node-added') lines.push({ id: one.nodeId, kind: 'added', text: t('added', { name: place(one.nodeId) }) });
    else if (one.kind === 'node-removed') lines.push({ id: one.nodeId, kind: 'removed', text: t('removed', { name: place(one.nodeId) }) });
    else if (one.kind === 'start-changed') {
      lines.push({ id: START_ID, kind: 'changed', text: t('startChanged', { before: place(one.before), after: place(one.after) }) });
    } else if (one.kind === 'wire-changed' && !gone.has(one.nodeId)) lines.push(wireLine(one));
  }
  lines.push(...changedNodes(), ...together());
  return lines;

  function wireLine({ nodeId, outcome, before: from, after: to }: Extract<JourneyDifference, { kind: 'wire-changed' }>): ChangeLine {
    const type = nodeOf(after, nodeId)?.type ?? '';
    const named = catalogue.get(type)?.outcomes.find(({ id }) => id === outcome)?.displayName ?? outcome;
    const values = { name: place(nodeId), outcome: named, before: place(from), after: place(to) };
    const id = wireId({ nodeId, outcome });
    if (from === undefined) return { id, kind: 'added', text: t('wireAdded', values) };
    if (to === undefined) return { id, kind: 'removed', text: t('wireRemoved', values) };
    return { id, kind: 'changed', text: t('wireChanged', values) };
  }

  function changedNodes(): ChangeLine[] {
    const fields = new Map<string, string[]>();
    for (const one of differences) {
      if (one.kind !== 'node-changed' || isOnlyNames(one)) continue;
      const title = fieldTitle(catalogue, nodeOf(after, one.nodeId)?.type ?? '', one.field);
      fields.set(one.nodeId, [...(fields.get(one.nodeId) ?? []), title]);
    }
    return [...fields].map(([id, titles]) => ({ id, kind: 'changed', text: t('changed', { name: place(id), fields: titles.join(', ') }) }));
  }

  function together(): ChangeLine[] {
    const options = differences.flatMap((one) => (one.kind === 'option-changed' ? [optionTitle(one.field)] : []));
    const moved = differences.filter(({ kind }) => kind === 'node-moved').length;
    return [
      ...(options.length === 0
        ? []
        : [{ id: 'options', kind: 'changed' as const, text: t('optionsChanged', { fields: options.join(', ') }) }]),
      ...(moved === 0
        ? []
        : [{ id: 'layout', kind: 'changed' as const, text: moved === 1 ? t('oneMoved') : t('layoutChanged', { count: moved }) }]),
    ];
  }
}

/** A page also keeps the names of its nodes; that they changed is told of the nodes. */
function isOnlyNames({ field, before, after }: Extract<JourneyDifference, { kind: 'node-changed' }>): boolean {
  const ids = (nodes: Json | undefined) => childReferences(nodes === undefined ? {} : { nodes }).map(({ _id }) => _id);
  return field === 'config.nodes' && ids(before).join('\n') === ids(after).join('\n');
}

function isPlace(id: string, document: JourneyDocument): boolean {
  return id === START_ID || id === SUCCESS_ID || id === FAILURE_ID || nodeOf(document, id) !== undefined;
}
