import type { JourneyDocument } from '@waygate/schema';

/** How many steps back are kept. */
const KEPT = 500;

/** A step that can be taken back. */
export interface HistoryStep {
  readonly document: JourneyDocument;
  /** What led from this document to the next, for people. */
  readonly label: string;
  /** Version that the document began from. It goes back with it: who undoes a merge is not up to date any more. */
  readonly base: string | null;
}

/** Undo as a list of documents: whatever changed the journey, taking it back is going to the document before. */
export interface UndoHistory {
  readonly past: readonly HistoryStep[];
  readonly present: JourneyDocument;
  /** Version that the present document began from; null when nothing was published then. */
  readonly base: string | null;
  /** Nearest first. */
  readonly future: readonly HistoryStep[];
  /** Changes of one gesture, such as typing in a field, are one step. */
  readonly gesture: string | undefined;
}

export function startHistory(document: JourneyDocument, base: string | null = null): UndoHistory {
  return { past: [], present: document, base, future: [], gesture: undefined };
}

/** Goes on to a changed document; the same document is no step. @param gesture joins the change to the step before when that had the same; the last label counts */
export function advanceHistory(history: UndoHistory, document: JourneyDocument, label: string, gesture?: string): UndoHistory {
  if (document === history.present) return history;
  if (gesture !== undefined && gesture === history.gesture && history.past.length > 0) {
    const before = history.past.slice(0, -1);
    const step = history.past.slice(-1).map((one) => ({ ...one, label }));
    return { ...history, past: [...before, ...step], present: document, future: [] };
  }
  return { ...advanced(history, label), present: document, gesture };
}

/** Goes on to a document that stands on another version, as one step. */
export function rebaseHistory(history: UndoHistory, document: JourneyDocument, base: string | null, label: string): UndoHistory {
  return { ...advanced(history, label), present: document, base };
}

/**
 * Tells that what stands here was published: it stands on its own version now, and so does every step that stood on the same before. Steps that stood on
 * another, because they are from before a merge, do not know what the merge brought.
 */
export function publishedHistory(history: UndoHistory, base: string): UndoHistory {
  const moved = (step: HistoryStep) => (step.base === history.base ? { ...step, base } : step);
  return { ...history, past: history.past.map(moved), future: history.future.map(moved), base, gesture: undefined };
}

export function undo(history: UndoHistory): UndoHistory {
  const step = history.past.at(-1);
  if (step === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: step.document,
    base: step.base,
    future: [{ document: history.present, label: step.label, base: history.base }, ...history.future],
    gesture: undefined,
  };
}

export function redo(history: UndoHistory): UndoHistory {
  const [step, ...future] = history.future;
  if (step === undefined) return history;
  return {
    past: [...history.past, { document: history.present, label: step.label, base: history.base }],
    present: step.document,
    base: step.base,
    future,
    gesture: undefined,
  };
}

/** Ends the gesture, so that the next change is a step of its own. */
export function endGesture(history: UndoHistory): UndoHistory {
  return history.gesture === undefined ? history : { ...history, gesture: undefined };
}

function advanced(history: UndoHistory, label: string): UndoHistory {
  const past = [...history.past, { document: history.present, label, base: history.base }].slice(-KEPT);
  return { ...history, past, future: [], gesture: undefined };
}
