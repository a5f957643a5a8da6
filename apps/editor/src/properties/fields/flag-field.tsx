import { Switch } from '@mantine/core';
import type { FieldProps } from './field-props.ts';

/** Yes or no. */
export function FlagField({ field, value, error, edit }: FieldProps<'flag'>) {
  return (
    <Switch
      label={field.title}
      description={field.help}
      error={error}
      disabled={edit.disabled}
      checked={value === true}
      onChange={({ currentTarget }) => edit.set(currentTarget.checked)}
    />
  );
}
