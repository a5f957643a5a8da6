import { Textarea, TextInput } from '@mantine/core';
import { textOf } from '../config-value.ts';
import { emptied } from './emptied.ts';
import type { FieldProps } from './field-props.ts';

/** A text of one line. */
export function TextField({ field, value, error, edit }: FieldProps<'text'>) {
  return (
    <TextInput
      label={field.title}
      description={field.help}
      error={error}
      required={field.isRequired}
      maxLength={field.maxLength}
      disabled={edit.disabled}
      value={textOf(value)}
      onChange={({ currentTarget }) => edit.type(emptied(field, currentTarget.value))}
      onBlur={edit.done}
      autoComplete="off"
    />
  );
}

/** A text of several lines. */
export function MultilineField({ field, value, error, edit }: FieldProps<'multiline'>) {
  return (
    <Textarea
      label={field.title}
      description={field.help}
      error={error}
      required={field.isRequired}
      maxLength={field.maxLength}
      disabled={edit.disabled}
      autosize
      minRows={2}
      maxRows={14}
      value={textOf(value)}
      onChange={({ currentTarget }) => edit.type(emptied(field, currentTarget.value))}
      onBlur={edit.done}
    />
  );
}
