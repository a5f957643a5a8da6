import { Checkbox, Select, Stack } from '@mantine/core';
import type { FieldOption } from '../config-field.ts';
import { textOf, textsOf } from '../config-value.ts';
import { t } from '../messages.ts';
import type { FieldProps } from './field-props.ts';

/** From this many values on, they can be searched. */
const MANY = 8;

/** One of several. */
export function ChoiceField({ field, value, error, edit }: FieldProps<'choice'>) {
  const chosen = textOf(value);
  const isOptional = field.byDefault === undefined && !field.isRequired;
  return (
    <Select
      label={field.title}
      description={field.help}
      error={error}
      required={field.isRequired}
      disabled={edit.disabled}
      data={withStrangers(field.options, chosen === '' ? [] : [chosen])}
      value={chosen === '' ? null : chosen}
      allowDeselect={isOptional}
      clearable={isOptional}
      searchable={field.options.length > MANY}
      onChange={(next) => edit.set(next ?? undefined)}
    />
  );
}

/** Some of several; what is ticked later stands later. */
export function ChoicesField({ field, value, error, edit }: FieldProps<'choices'>) {
  const chosen = [...textsOf(value)];
  return (
    <Checkbox.Group
      label={field.title}
      description={field.help}
      error={error}
      required={field.isRequired}
      value={chosen}
      onChange={(next) => edit.set(next)}
    >
      <Stack gap={6} mt={6}>
        {withStrangers(field.options, chosen).map((option) => (
          <Checkbox key={option.value} value={option.value} label={option.label} disabled={edit.disabled} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

/** What is chosen and no longer offered stands among the others, so that it can be seen and left. */
function withStrangers(options: readonly FieldOption[], chosen: readonly string[]): FieldOption[] {
  const strangers = chosen.filter((value) => !options.some((option) => option.value === value));
  return [...options, ...strangers.map((value) => ({ value, label: t('notOffered', { value }) }))];
}
