import { textOf } from '../config-value.ts';
import { emptied } from './emptied.ts';
import type { FieldProps } from './field-props.ts';

type TextKind = 'text' | 'multiline' | 'url' | 'color' | 'journey' | 'script' | 'node-type' | 'theme' | 'email-template' | 'secret-label';

/** What every control has whose value is a text: what it is called and how it is changed. All that is typed until it is left is one step. */
export function textAttributes({ field, value, error, edit }: Omit<FieldProps<TextKind>, 'wrongMembers'>) {
  return {
    label: field.title,
    description: field.help,
    error,
    required: field.isRequired,
    maxLength: field.maxLength,
    disabled: edit.disabled,
    value: textOf(value),
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) => edit.type(emptied(field, currentTarget.value)),
    onBlur: edit.done,
  };
}
