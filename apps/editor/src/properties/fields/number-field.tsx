import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { t } from '../messages.ts';
import { countedText, numberText, otherNumberText } from '../number-text.ts';
import classes from '../properties.module.css';
import type { FieldProps } from './field-props.ts';

/** A number with its unit. Its limits are told and not forced: what is typed is kept, and the server says when it does not fit. */
export function NumberField({ field, value, error, edit }: FieldProps<'number'>) {
  // While somebody types, what stands there may be no number at all, such as nothing or a minus.
  const [typed, setTyped] = useState<string | number>();
  const { minimum, maximum, unit, help } = field;
  const number = (one: number) => numberText(one, undefined);
  const limits =
    minimum !== undefined && maximum !== undefined
      ? t('limits', { minimum: number(minimum), maximum: number(maximum) })
      : minimum !== undefined
        ? t('atLeast', { minimum: number(minimum) })
        : maximum !== undefined
          ? t('atMost', { maximum: number(maximum) })
          : '';
  const said = [limits, unit === undefined ? '' : countedText(unit)].filter((part) => part !== '').join(' ');
  const other = typeof value === 'number' ? otherNumberText(value, unit) : undefined;
  return (
    <NumberInput
      label={field.title}
      description={
        <>
          {help}
          {said === '' ? null : <> {said}.</>}
          {other === undefined ? null : <> {t('sameAs', { other })}</>}
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
            {countedText(unit)}
          </span>
        )
      }
      rightSectionWidth={unit === undefined ? undefined : 110}
      rightSectionPointerEvents="none"
    />
  );
}
