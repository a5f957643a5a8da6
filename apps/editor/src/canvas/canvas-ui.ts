import { createStore } from 'zustand/vanilla';
import type { OutcomeSource } from '../document/outcome-source.ts';
import type { Point } from '../document/point.ts';
import type { ReadFiles } from '../transfer/read-files.ts';
import { HeldNodes } from './held-nodes.ts';

/** Where a node that is chosen by name is to go: on the canvas, behind an outcome; into a wire; or on a page. */
export type QuickAddPlace =
  | { readonly kind: 'canvas'; readonly at: Point; readonly source?: OutcomeSource | undefined }
  | { readonly kind: 'wire'; readonly at: Point; readonly wire: OutcomeSource }
  | { readonly kind: 'page'; readonly pageId: string; readonly index: number };

/** What is said to the author: of something that was done, to screen readers; of something that cannot be, for everybody to see. */
export interface Said {
  readonly text: string;
  readonly kind: 'done' | 'refused';
  /** Makes the same text twice two announcements. */
  readonly times: number;
}

/** What the canvas shows besides the journey: dialogs and menus. Nothing of it is kept. */
export interface CanvasUi {
  /** Place on the screen of the list of nodes to add, and where the chosen one goes. */
  readonly quickAdd: { readonly screen: Point; readonly place: QuickAddPlace } | undefined;
  /** Node that a connection is to begin at. */
  readonly connecting: { readonly nodeId: string; readonly outcome?: string } | undefined;
  /** Wire whose outcome is gone, that is to begin at another. */
  readonly reattaching: OutcomeSource | undefined;
  readonly renaming: string | undefined;
  /** Note whose text is being written. */
  readonly editingNote: string | undefined;
  /** Ids that are to go into an inner journey. */
  readonly grouping: readonly string[] | undefined;
  readonly menu: { readonly screen: Point; readonly at: Point } | undefined;
  readonly showsCheatSheet: boolean;
  /** Whether the dialog that publishes is open. */
  readonly publishing: boolean;
  /** Whose work is to be joined with what stands here: that of who published meanwhile, or that of another tab. */
  readonly merging: 'published' | 'draft' | undefined;
  /** Files that are about to come in or go out. */
  readonly transfer: { readonly kind: 'import'; readonly begin?: Promise<ReadFiles> } | { readonly kind: 'export' } | undefined;
  readonly showsMinimap: boolean;
  readonly said: Said;
  /** What the hand does. It changes with every move, so nobody is told: it is read when it is needed. */
  readonly hand: {
    /** Where the pointer is over the canvas, in pixels of the screen. */
    pointer: Point | undefined;
    /** Whether Tab adds a node, as it does for who works with the mouse; for who walks through the page by keyboard it goes on. */
    tabAdds: boolean;
  };
  /** Nodes that the hand drags. */
  readonly held: HeldNodes;
  say(text: string): void;
  /** Says why something cannot be. */
  refuse(text: string): void;
  /** Takes away what was said for everybody to see. */
  hush(): void;
}

export function createCanvasUi() {
  return createStore<CanvasUi>((set, get) => {
    const told = (text: string, kind: Said['kind']) => set({ said: { text, kind, times: get().said.times + 1 } });
    return {
      quickAdd: undefined,
      connecting: undefined,
      reattaching: undefined,
      renaming: undefined,
      editingNote: undefined,
      grouping: undefined,
      menu: undefined,
      showsCheatSheet: false,
      publishing: false,
      merging: undefined,
      transfer: undefined,
      showsMinimap: true,
      said: { text: '', kind: 'done', times: 0 },
      hand: { pointer: undefined, tabAdds: false },
      held: new HeldNodes(),
      say: (text) => told(text, 'done'),
      refuse: (text) => told(text, 'refused'),
      hush: () => {
        if (get().said.kind === 'refused') told('', 'done');
      },
    };
  });
}

export type CanvasUiStore = ReturnType<typeof createCanvasUi>;
