import type { ConfigField } from '../config-field.ts';

/** A text as it goes into the configuration: where nothing holds without it and nothing is needed, an empty one is none. */
export function emptied(field: ConfigField, text: string): string | undefined {
  return text === '' && field.byDefault === undefined && !field.isRequired ? undefined : text;
}
