import type { JourneyDocument, JourneyProblem, JourneyVersionView } from '@waygate/schema';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EditorCatalogue } from './catalogue.ts';
import type { PanelPlace } from './focus-panel.ts';
import { OutcomeBook } from './outcome-book.ts';
import type { Saving } from './saving.ts';
import { advanceHistory, endGesture, publishedHistory, rebaseHistory, redo, startHistory, type UndoHistory, undo } from './undo-history.ts';

/** A change of the journey: a pure function from the document to the next. One that changes nothing returns what it was given. */
export type Change = (document: JourneyDocument) => JourneyDocument;

/** What lies open beside the canvas. */
export type SidePanel = 'properties' | 'problems' | 'outline' | 'connections' | 'options' | 'history' | 'preview' | 'trace';

/** A path to light on the canvas: what a sign-on did. */
export interface LitPath {
  /** By node id, page children too: the last outcome, how long it ran in milliseconds, and at which steps it ran (from 1). */
  readonly nodes: ReadonlyMap<string, { readonly result: string; readonly took: number; readonly steps: readonly number[] }>;
  /** Ids of the wires that were taken, as `wireId` names them. */
  readonly wires: ReadonlySet<string>;
  /** Node where it stands. */
  readonly current: string | undefined;
}

export interface EditorState {
  readonly realm: string;
  readonly name: string;
  readonly catalogue: EditorCatalogue;
  readonly outcomes: OutcomeBook;
  /** Grows when outcomes became known, so that who draws them draws again. */
  readonly outcomesRevision: number;
  readonly history: UndoHistory;
  /** Ids of selected nodes, page children and notes. */
  readonly selection: ReadonlySet<string>;
  /** Wires that are selected, as `wireId` names them. */
  readonly selectedWires: ReadonlySet<string>;
  readonly problems: readonly JourneyProblem[];
  /** Whether the server has said yet what it thinks of the journey, and whether it still answers. */
  readonly check: 'waiting' | 'answered' | 'failed';
  readonly saving: Saving;
  /** Version that is live now, as far as is known. */
  readonly published: (JourneyVersionView & { readonly document: JourneyDocument }) | undefined;
  /** Version that this work began from; it goes back and forth with undo. */
  readonly baseVersion: string | null;
  readonly panel: SidePanel;
  /** Counts the wishes to go to the panel, so that it is shown and has the keyboard even when it was open already. */
  readonly panelWish: number;
  /** What of the panel is meant. */
  readonly panelPlace: PanelPlace | undefined;
  /** What a preview or a trace shows on the canvas. */
  readonly lit: LitPath | undefined;
  /** Node that the canvas should bring into view; the number makes the same id asked twice two wishes. */
  readonly focus: { readonly id: string; readonly wish: number } | undefined;
  /** Whether nothing can be changed here, such as when an old version is shown. */
  readonly readOnly: boolean;

  /** Changes the journey in one step that can be taken back. @param gesture joins successive changes of one gesture into one step */
  change(label: string, change: Change, gesture?: string): void;
  /** Changes the journey, and what it stands on, in one step that can be taken back. */
  rebase(label: string, document: JourneyDocument, baseVersion: string | null): void;
  endGesture(): void;
  undo(): void;
  redo(): void;
  select(ids: Iterable<string>, wires?: Iterable<string>): void;
  showPanel(panel: SidePanel): void;
  /** Shows a panel, also when the panels are hidden, and gives it the keyboard, at the place that is meant. */
  goToPanel(panel: SidePanel, place?: PanelPlace): void;
  /** Selects a node, brings it into view, and gives the keyboard to one of its properties. */
  goToProperty(id: string, place: PanelPlace): void;
  /** Selects a node and brings it into view. */
  jumpTo(id: string): void;
  light(path: LitPath | undefined): void;
  setProblems(problems: readonly JourneyProblem[]): void;
  checkFailed(): void;
  outcomesLearned(): void;
  setSaving(saving: Saving): void;
  /** Tells of a version that became live, here or elsewhere. @param based whether what stands here is what was published */
  setPublished(published: EditorState['published'], based: boolean): void;
}

export type EditorStore = StoreApi<EditorState>;

export interface EditorStart {
  readonly realm: string;
  readonly name: string;
  readonly catalogue: EditorCatalogue;
  readonly document: JourneyDocument;
  readonly baseVersion: string | null;
  readonly published?: EditorState['published'];
  readonly saving: Saving;
  readonly readOnly?: boolean;
}

/** The state of one open journey. The document is the one truth; the canvas, the outline and the tables are drawn from it. */
export function createEditorStore(start: EditorStart): EditorStore {
  return createStore<EditorState>((set, get) => ({
    realm: start.realm,
    name: start.name,
    catalogue: start.catalogue,
    outcomes: new OutcomeBook(start.catalogue),
    outcomesRevision: 0,
    history: startHistory(start.document, start.baseVersion),
    selection: new Set(),
    selectedWires: new Set(),
    problems: [],
    check: 'waiting',
    saving: start.saving,
    published: start.published,
    baseVersion: start.baseVersion,
    panel: 'properties',
    panelWish: 0,
    panelPlace: undefined,
    lit: undefined,
    focus: undefined,
    readOnly: start.readOnly ?? false,

    change: (label, change, gesture) => {
      const { history, readOnly } = get();
      if (readOnly) return;
      set({ history: advanceHistory(history, change(history.present), label, gesture) });
    },
    rebase: (label, document, baseVersion) => {
      const { history, readOnly } = get();
      if (!readOnly) set(withLiveSelection(get(), rebaseHistory(history, document, baseVersion, label)));
    },
    endGesture: () => set({ history: endGesture(get().history) }),
    undo: () => set(withLiveSelection(get(), undo(get().history))),
    redo: () => set(withLiveSelection(get(), redo(get().history))),
    select: (ids, wires = []) => set({ selection: new Set(ids), selectedWires: new Set(wires) }),
    showPanel: (panel) => set({ panel }),
    goToPanel: (panel, place) => set({ panel, panelWish: get().panelWish + 1, panelPlace: place }),
    goToProperty: (id, place) => {
      get().jumpTo(id);
      get().goToPanel('properties', place);
    },
    jumpTo: (id) => set({ selection: new Set([id]), selectedWires: new Set(), focus: { id, wish: (get().focus?.wish ?? 0) + 1 } }),
    light: (lit) => set({ lit }),
    setProblems: (problems) => set({ problems, check: 'answered' }),
    checkFailed: () => set({ check: 'failed' }),
    outcomesLearned: () => set({ outcomesRevision: get().outcomesRevision + 1 }),
    setSaving: (saving) => set({ saving }),
    setPublished: (published, based) => {
      if (!based || published === undefined) set({ published });
      else set({ published, history: publishedHistory(get().history, published.versionId), baseVersion: published.versionId });
    },
  }));
}

/** What is selected must be there: after undo a node may be gone. */
function withLiveSelection({ selection }: EditorState, history: UndoHistory): Partial<EditorState> {
  const { nodes, innerNodes, staticNodes } = history.present;
  const isThere = (id: string) => Object.hasOwn(nodes, id) || Object.hasOwn(innerNodes, id) || Object.hasOwn(staticNodes, id);
  return { history, baseVersion: history.base, selection: new Set([...selection].filter(isThere)), selectedWires: new Set() };
}
