import { TextInput } from '@mantine/core';
import { t } from '../messages.ts';
import type { FieldProps } from './field-props.ts';
import { textAttributes } from './text-attributes.ts';

const KEPT = {
  theme: 'keptTheme',
  'email-template': 'keptTemplate',
  'secret-label': 'keptSecretLabel',
} as const;

/** Name of something that this server does not hold: it stays word for word. */
export function ReferenceField(props: FieldProps<keyof typeof KEPT>) {
  const { help, kind } = props.field;
  return <TextInput {...textAttributes(props)} description={`${help} ${t(KEPT[kind])}`} spellCheck={false} autoComplete="off" />;
}
