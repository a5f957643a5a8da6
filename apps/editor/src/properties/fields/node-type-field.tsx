import { Select } from '@mantine/core';
import { useEditor } from '../../editor/use-editor.ts';
import { textOf } from '../config-value.ts';
import { t } from '../messages.ts';
import type { FieldProps } from './field-props.ts';

/** The type that a node runs as, by its name. One that it cannot run as stands here all the same when the journey names it, so that it can be seen and left. */
export function NodeTypeField({ field, value, error, edit }: FieldProps<'node-type'>) {
  const catalogue = useEditor((state) => state.catalogue);
  const chosen = textOf(value);
  const types = [...catalogue.values()]
    .filter(({ imitable }) => imitable === true)
    .map(({ type, displayName }) => ({ value: type, label: displayName }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const isStranger = chosen !== '' && !types.some((one) => one.value === chosen);
  return (
    <Select
      label={field.title}
      description={field.help}
      error={error}
      required={field.isRequired}
      disabled={edit.disabled}
      data={
        isStranger ? [...types, { value: chosen, label: t('notOffered', { value: catalogue.get(chosen)?.displayName ?? chosen }) }] : types
      }
      value={chosen === '' ? null : chosen}
      placeholder={t('nodeTypeNone')}
      searchable
      nothingFoundMessage={t('nodeTypeNotFound')}
      allowDeselect={false}
      onChange={(next) => {
        if (next !== null) edit.set(next);
      }}
    />
  );
}
