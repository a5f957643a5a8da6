import type { JourneyDocument } from '@waygate/schema';
import { z } from 'zod';

/** A note on the canvas. It travels in `uiConfig` as text, where every export carries it and nothing runs it. */
const note = z.object({
  id: z.string().min(1).max(64),
  text: z.string().max(4_000),
  x: z.number(),
  y: z.number(),
  width: z.number().min(80).max(2_000),
  height: z.number().min(40).max(2_000),
});
export type Note = z.infer<typeof note>;

const KEY = 'waygateNotes';
const list = z.array(note).max(500);

/** The notes of a journey; none when the member is not in our form. */
export function notesOf({ uiConfig }: JourneyDocument): readonly Note[] {
  const text = uiConfig[KEY];
  if (text === undefined) return [];
  try {
    return list.safeParse(JSON.parse(text)).data ?? [];
  } catch {
    return [];
  }
}

/** Adds a note, or replaces the one with its id. */
export function putNote(document: JourneyDocument, changed: Note): JourneyDocument {
  const notes = notesOf(document);
  const known = notes.some(({ id }) => id === changed.id);
  return withNotes(document, known ? notes.map((one) => (one.id === changed.id ? changed : one)) : [...notes, changed]);
}

export function removeNote(document: JourneyDocument, id: string): JourneyDocument {
  return withNotes(
    document,
    notesOf(document).filter((one) => one.id !== id),
  );
}

function withNotes(document: JourneyDocument, notes: readonly Note[]): JourneyDocument {
  const { [KEY]: _, ...rest } = document.uiConfig;
  return { ...document, uiConfig: notes.length === 0 ? rest : { ...rest, [KEY]: JSON.stringify(notes) } };
}
