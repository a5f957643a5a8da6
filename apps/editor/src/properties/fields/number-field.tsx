import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import { timeText, unitName, withUnit } from '../unit-text.ts';
import type { FieldProps } from './field-props.ts';

/** A number with its unit. Its limits are told and not forced: what is typed is kept, and the server says when it does not fit. */
export function NumberField({ field, value, error, edit }: FieldProps<'number'>) {
  // While somebody types, what stands there may be no number at all, such as nothing or a minus.
  const [typed, setTyped] = useState<string | number>();
  const { minimum, maximum, unit, help } = field;
  const number = (one: number) => withUnit(one, undefined, t.language);
  const limits =
    minimum !== undefined && maximum !== undefined
      ? t('limits', { minimum: number(minimum), maximum: number(maximum) })
      : minimum !== undefined
        ? t('atLeast', { minimum: number(minimum) })
        : maximum !== undefined
          ? t('atMost', { maximum: number(maximum) })
          : '';
  const said = [limits, unit === undefined ? '' : unitName(unit, t.language)].filter((part) => part !== '').join(' ');
  const time = typeof value === 'number' ? timeText(value, unit, t.language) : undefined;
  return (
    <NumberInput
      label={field.title}
      description={
        <>
          {help}
          {said === '' ? null : <> {said}.</>}
          {time === undefined ? null : <> {t('sameAs', { time })}</>}
        </>
      }
      error={error}
      required={field.isRequired}
      disabled={edit.disabled}
      hideControls
      allowDecimal={!field.isInteger}
      clampBehavior="none"
      value={typed ?? (typeof value === 'number' ? value : '')}
      onChange={(next) => {
        setTyped(next);
        if (typeof next === 'number') edit.type(next);
        else if (next === '') edit.type(undefined);
      }}
      onBlur={() => {
        setTyped(undefined);
        edit.done();
      }}
      rightSection={
        unit === undefined ? null : (
          <span aria-hidden className={classes.unit}>
            {unitName(unit, t.language)}
          </span>
        )
      }
      rightSectionWidth={unit === undefined ? undefined : 110}
      rightSectionPointerEvents="none"
    />
  );
}
