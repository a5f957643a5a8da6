import type { EditorStore } from '../editor/editor-store.ts';

/** What the outline of an open journey looked like when it was left for another panel. */
export interface OutlineMemory {
  collapsed: ReadonlySet<string>;
  activeKey: string | undefined;
}

const memories = new WeakMap<EditorStore, OutlineMemory>();

export function outlineMemory(store: EditorStore): OutlineMemory {
  const known = memories.get(store);
  if (known !== undefined) return known;
  const memory: OutlineMemory = { collapsed: new Set(), activeKey: undefined };
  memories.set(store, memory);
  return memory;
}
