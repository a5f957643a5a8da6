import { Textarea, TextInput } from '@mantine/core';
import type { FieldProps } from './field-props.ts';
import { textAttributes } from './text-attributes.ts';

/** A text of one line. */
export function TextField(props: FieldProps<'text'>) {
  return <TextInput {...textAttributes(props)} autoComplete="off" />;
}

/** A text of several lines. */
export function MultilineField(props: FieldProps<'multiline'>) {
  return <Textarea {...textAttributes(props)} autosize minRows={2} maxRows={14} />;
}
