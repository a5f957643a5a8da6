import { ActionIcon, TextInput } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { textOf } from '../config-value.ts';
import { t } from '../messages.ts';
import { emptied } from './emptied.ts';
import type { FieldProps } from './field-props.ts';

/** An address, which can be looked at when it is a whole one. */
export function UrlField({ field, value, error, edit }: FieldProps<'url'>) {
  const text = textOf(value);
  return (
    <TextInput
      label={field.title}
      description={field.help}
      error={error}
      required={field.isRequired}
      maxLength={field.maxLength}
      disabled={edit.disabled}
      inputMode="url"
      spellCheck={false}
      autoComplete="off"
      value={text}
      onChange={({ currentTarget }) => edit.type(emptied(field, currentTarget.value))}
      onBlur={edit.done}
      rightSection={
        isWebAddress(text) ? (
          <ActionIcon
            component="a"
            href={text}
            target="_blank"
            rel="noreferrer"
            variant="subtle"
            aria-label={t('openAddress', { address: text })}
          >
            <IconExternalLink size={16} aria-hidden />
          </ActionIcon>
        ) : null
      }
    />
  );
}

/** Nothing else is made a link: a script typed here must not run when somebody follows it. */
function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
