import { createStore } from 'zustand/vanilla';
import type { OutcomeSource } from '../document/outcome-source.ts';
import type { Point } from '../document/point.ts';

/** What the canvas shows besides the journey: dialogs and menus. Nothing of it is kept. */
export interface CanvasUi {
  /** Place on the screen and on the canvas where a new node is to go, and the outcome that is to lead to it. */
  readonly quickAdd: { readonly screen: Point; readonly at: Point; readonly source?: OutcomeSource } | undefined;
  /** Node that a connection is to begin at. */
  readonly connecting: { readonly nodeId: string; readonly outcome?: string } | undefined;
  readonly renaming: string | undefined;
  /** Ids that are to go into an inner journey. */
  readonly grouping: readonly string[] | undefined;
  readonly menu: { readonly screen: Point; readonly at: Point } | undefined;
  readonly showsCheatSheet: boolean;
  /** Whether the dialog that publishes is open. */
  readonly publishing: boolean;
  readonly showsMinimap: boolean;
  /** Said to screen readers; the number makes the same text twice two announcements. */
  readonly said: { readonly text: string; readonly times: number };
  /** Where the pointer is on the canvas, for what is pasted. */
  readonly pointer: Point | undefined;
  say(text: string): void;
}

export function createCanvasUi() {
  return createStore<CanvasUi>((set, get) => ({
    quickAdd: undefined,
    connecting: undefined,
    renaming: undefined,
    grouping: undefined,
    menu: undefined,
    showsCheatSheet: false,
    publishing: false,
    showsMinimap: true,
    said: { text: '', times: 0 },
    pointer: undefined,
    say: (text) => set({ said: { text, times: get().said.times + 1 } }),
  }));
}

export type CanvasUiStore = ReturnType<typeof createCanvasUi>;
