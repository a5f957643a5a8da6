import { TextInput } from '@mantine/core';
import { colorLike, pickerColor } from '../color-value.ts';
import { textOf } from '../config-value.ts';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import type { FieldProps } from './field-props.ts';
import { textAttributes } from './text-attributes.ts';

/** A colour, typed or picked. */
export function ColorField(props: FieldProps<'color'>) {
  const { field, value, edit } = props;
  const text = textOf(value);
  return (
    <TextInput
      {...textAttributes(props)}
      spellCheck={false}
      autoComplete="off"
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
