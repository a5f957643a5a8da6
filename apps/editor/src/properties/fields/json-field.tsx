import { Textarea } from '@mantine/core';
import { findUnsafeKey, json } from '@waygate/schema';
import { useState } from 'react';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import type { FieldProps } from './field-props.ts';

/** Anything that JSON can carry. What is typed holds as soon as it is JSON. */
export function JsonField({ field, value, error, edit }: FieldProps<'json'>) {
  const [typed, setTyped] = useState<string>();
  const written = value === undefined ? '' : JSON.stringify(value, null, 2);
  const parsed = typed === undefined ? undefined : parse(typed);
  return (
    <Textarea
      classNames={{ wrapper: classes.mono }}
      label={field.title}
      description={field.help}
      error={parsed !== undefined && 'refused' in parsed ? parsed.refused : error}
      required={field.isRequired}
      disabled={edit.disabled}
      autosize
      minRows={2}
      maxRows={20}
      spellCheck={false}
      value={typed ?? written}
      onChange={({ currentTarget: { value: text } }) => {
        setTyped(text);
        const next = text.trim() === '' ? { value: undefined } : parse(text);
        if ('value' in next) edit.type(next.value);
      }}
      onBlur={() => {
        // What is no JSON yet stays here to be mended.
        if (parsed === undefined || 'value' in parsed || typed?.trim() === '') setTyped(undefined);
        edit.done();
      }}
    />
  );
}

function parse(text: string) {
  try {
    const given: unknown = JSON.parse(text);
    const unsafe = findUnsafeKey(given);
    if (unsafe !== undefined) return { refused: t('jsonUnsafe', { key: unsafe }) };
    return { value: json.parse(given) };
  } catch {
    return { refused: t('jsonBroken') };
  }
}
