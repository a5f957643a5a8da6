import { TextInput } from '@mantine/core';
import { textOf } from '../config-value.ts';
import { t } from '../messages.ts';
import { emptied } from './emptied.ts';
import type { FieldProps } from './field-props.ts';

const KEPT = {
  script: 'keptScript',
  theme: 'keptTheme',
  'email-template': 'keptTemplate',
  'secret-label': 'keptSecretLabel',
} as const;

/** Name of something that this server does not hold: it stays word for word. */
export function ReferenceField({ field, value, error, edit }: FieldProps<keyof typeof KEPT>) {
  return (
    <TextInput
      label={field.title}
      description={`${field.help} ${t(KEPT[field.kind])}`}
      error={error}
      required={field.isRequired}
      maxLength={field.maxLength}
      disabled={edit.disabled}
      spellCheck={false}
      autoComplete="off"
      value={textOf(value)}
      onChange={({ currentTarget }) => edit.type(emptied(field, currentTarget.value))}
      onBlur={edit.done}
    />
  );
}
