import type { JourneyDocument } from '@waygate/schema';

/** How many steps back are kept. */
const KEPT = 500;

/** A step that can be taken back. */
export interface HistoryStep {
  readonly document: JourneyDocument;
  /** What led from this document to the next, for people. */
  readonly label: string;
}

/** Undo as a list of documents: whatever changed the journey, taking it back is going to the document before. */
export interface UndoHistory {
  readonly past: readonly HistoryStep[];
  readonly present: JourneyDocument;
  /** Nearest first. */
  readonly future: readonly HistoryStep[];
  /** Changes of one gesture, such as typing in a field, are one step. */
  readonly gesture: string | undefined;
}

export function startHistory(document: JourneyDocument): UndoHistory {
  return { past: [], present: document, future: [], gesture: undefined };
}

/** Goes on to a changed document; the same document is no step. @param gesture joins the change to the step before when that had the same */
export function advanceHistory(history: UndoHistory, document: JourneyDocument, label: string, gesture?: string): UndoHistory {
  if (document === history.present) return history;
  if (gesture !== undefined && gesture === history.gesture && history.past.length > 0) {
    return { ...history, present: document, future: [] };
  }
  return { past: [...history.past, { document: history.present, label }].slice(-KEPT), present: document, future: [], gesture };
}

export function undo(history: UndoHistory): UndoHistory {
  const step = history.past.at(-1);
  if (step === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: step.document,
    future: [{ document: history.present, label: step.label }, ...history.future],
    gesture: undefined,
  };
}

export function redo(history: UndoHistory): UndoHistory {
  const [step, ...future] = history.future;
  if (step === undefined) return history;
  return { past: [...history.past, { document: history.present, label: step.label }], present: step.document, future, gesture: undefined };
}

/** Ends the gesture, so that the next change is a step of its own. */
export function endGesture(history: UndoHistory): UndoHistory {
  return history.gesture === undefined ? history : { ...history, gesture: undefined };
}
