import type { CanvasUiStore } from '../canvas/canvas-ui.ts';
import type { EditorStore } from '../editor/editor-store.ts';
import type { PickRequest } from './pick-dialog.tsx';

/** What the actions of the outline work on. */
export interface OutlineContext {
  readonly store: EditorStore;
  readonly ui: CanvasUiStore;
  /** Key of the row that tells a node, by its id. */
  readonly rowOf: (id: string) => string | undefined;
  readonly ask: (request: PickRequest) => void;
  readonly askForNote: (text: string, save: (text: string) => void) => void;
  /** Goes to a row; one that comes with the last change is there when the tree is drawn again. */
  readonly activate: (key?: string) => void;
}

/** Something that can be done with a row. */
export interface OutlineAction {
  readonly id:
    | 'go'
    | 'properties'
    | 'show'
    | 'add'
    | 'connect'
    | 'reattach'
    | 'rename'
    | 'duplicate'
    | 'delete'
    | 'disconnect'
    | 'page'
    | 'note';
  readonly label: string;
  /** Its keys, as `shortcutText` writes them. */
  readonly keys?: string;
  /** Whether it is about the outcome or about what stands there. */
  readonly about: 'wire' | 'subject';
  readonly changes: boolean;
  readonly run: () => void;
}
