import type { ReactFlowInstance } from '@xyflow/react';
import type { CanvasUiStore } from '../canvas/canvas-ui.ts';
import type { EditorState, EditorStore } from '../editor/editor-store.ts';
import type { CommandKey } from './messages.ts';

/** What commands work on. */
export interface CommandContext {
  readonly store: EditorStore;
  readonly ui: CanvasUiStore;
  readonly flow: ReactFlowInstance;
  readonly openFinder: () => void;
  readonly openJourney: (name: string) => void;
}

/** Something that an author can do, by key, menu, finder or button alike. */
export interface EditorCommand {
  readonly id: CommandKey;
  readonly group: 'edit' | 'nodes' | 'arrange' | 'view' | 'panels';
  /** Keys such as `mod+shift+Z`; `mod` is Ctrl, or ⌘ on a Mac. The first is shown. */
  readonly keys?: readonly string[];
  /** Changes the journey, so it is not for a journey that is only shown. */
  readonly changes?: boolean;
  isEnabled(state: EditorState): boolean;
  run(context: CommandContext): void;
}
