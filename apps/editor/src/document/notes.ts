import type { JourneyDocument } from '@waygate/schema';
import { z } from 'zod';
import { own } from './own.ts';
import type { Point } from './point.ts';

/** A note on the canvas. It travels in `uiConfig` as text, where every export carries it and nothing runs it. */
export const note = z.object({
  id: z.string().min(1).max(64),
  text: z.string().max(4_000),
  x: z.number(),
  y: z.number(),
  width: z.number().min(80).max(2_000),
  height: z.number().min(40).max(2_000),
});
export type Note = z.infer<typeof note>;

const KEY = 'waygateNotes';
/** How many notes a journey can have. */
const MOST = 500;
const list = z.array(note).max(MOST);

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

/** Adds a note, or replaces the one with its id. One that is not in our form, or one too many, is left out. */
export function putNote(document: JourneyDocument, changed: Note): JourneyDocument {
  if (!note.safeParse(changed).success) return document;
  const notes = notesOf(document);
  const known = notes.some(({ id }) => id === changed.id);
  if (!known && notes.length >= MOST) return document;
  return withNotes(document, known ? notes.map((one) => (one.id === changed.id ? changed : one)) : [...notes, changed]);
}

/** Puts notes at places, rounded to whole units. Ids of anything else are passed over. */
export function placeNotes(document: JourneyDocument, places: Readonly<Record<string, Point>>): JourneyDocument {
  const notes = notesOf(document);
  const moved = notes.map((one) => {
    const place = own(places, one.id);
    return place === undefined ? one : { ...one, x: Math.round(place.x), y: Math.round(place.y) };
  });
  return moved.every((one, index) => one.x === notes[index]?.x && one.y === notes[index]?.y) ? document : withNotes(document, moved);
}

export function removeNote(document: JourneyDocument, id: string): JourneyDocument {
  const notes = notesOf(document);
  const rest = notes.filter((one) => one.id !== id);
  return rest.length === notes.length ? document : withNotes(document, rest);
}

function withNotes(document: JourneyDocument, notes: readonly Note[]): JourneyDocument {
  const { [KEY]: _, ...rest } = document.uiConfig;
  return { ...document, uiConfig: notes.length === 0 ? rest : { ...rest, [KEY]: JSON.stringify(notes) } };
}
