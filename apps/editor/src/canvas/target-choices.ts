import { FAILURE_ID, type JourneyDocument, SUCCESS_ID } from '@waygate/schema';
import { nameOf } from './name-of.ts';

/** Where an outcome can lead: every node and the two ends, by name. Where two have the same name, part of their ids tells them apart. */
export function targetChoices(document: JourneyDocument): { readonly value: string; readonly label: string }[] {
  const named = [...Object.keys(document.nodes), SUCCESS_ID, FAILURE_ID].map((id) => ({ value: id, label: nameOf(document, id) }));
  const times = new Map<string, number>();
  for (const { label } of named) times.set(label, (times.get(label) ?? 0) + 1);
  return named.map(({ value, label }) => ({ value, label: (times.get(label) ?? 0) > 1 ? `${label} (${value.slice(0, 8)})` : label }));
}
