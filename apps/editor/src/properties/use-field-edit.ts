import type { Json } from '@waygate/schema';
import { useMemo } from 'react';
import { nameOf } from '../canvas/name-of.ts';
import { setConfigMember } from '../document/edit-config.ts';
import { nodeOf } from '../document/edit-node.ts';
import { useEditor, useEditorStore } from '../editor/use-editor.ts';
import type { ConfigField } from './config-field.ts';
import { t } from './messages.ts';

/** How a field changes its member of the configuration. */
export interface FieldEdit {
  readonly disabled: boolean;
  /** Sets the member, or takes it away with undefined: one step to undo. @param label what it did, when that is more than changing the field */
  set(value: Json | undefined, label?: string): void;
  /** The same while somebody types: all until `done` is one step. @param part of the field that is typed in */
  type(value: Json | undefined, part?: string): void;
  done(): void;
  /** Name of the node, for labels. */
  nodeName(): string;
  /** Type of the node. */
  nodeType(): string;
}

export function useFieldEdit(id: string, { key, title }: ConfigField): FieldEdit {
  const store = useEditorStore();
  const disabled = useEditor((state) => state.readOnly);
  return useMemo(() => {
    const nodeName = () => nameOf(store.getState().history.present, id);
    const change = (value: Json | undefined, label: string | undefined, gesture?: string) =>
      store
        .getState()
        .change(
          label ?? t('changed', { field: title, name: nodeName() }),
          (document) => setConfigMember(document, id, key, value),
          gesture,
        );
    return {
      disabled,
      set: (value, label) => {
        store.getState().endGesture();
        change(value, label);
      },
      type: (value, part = '') => change(value, undefined, `config:${JSON.stringify([id, key, part])}`),
      done: () => store.getState().endGesture(),
      nodeName,
      nodeType: () => nodeOf(store.getState().history.present, id)?.type ?? '',
    };
  }, [store, disabled, id, key, title]);
}
