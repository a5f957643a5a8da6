import { TextInput } from '@mantine/core';
import { colorLike, pickerColor } from '../color-value.ts';
import { textOf } from '../config-value.ts';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import { emptied } from './emptied.ts';
import type { FieldProps } from './field-props.ts';

/** A colour, typed or picked. */
export function ColorField({ field, value, error, edit }: FieldProps<'color'>) {
  const text = textOf(value);
  return (
    <TextInput
      label={field.title}
      description={field.help}
      error={error}
      required={field.isRequired}
      maxLength={field.maxLength}
      disabled={edit.disabled}
      spellCheck={false}
      autoComplete="off"
      value={text}
      onChange={({ currentTarget }) => edit.type(emptied(field, currentTarget.value))}
      onBlur={edit.done}
      leftSection={
        <input
          type="color"
          className={classes.swatch}
          aria-label={t('pickColor', { field: field.title })}
          disabled={edit.disabled}
          value={pickerColor(text) ?? '#000000'}
          onChange={({ currentTarget }) => edit.type(colorLike(text, currentTarget.value), 'picked')}
          onBlur={edit.done}
        />
      }
    />
  );
}
