import { ActionIcon, TextInput } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { textOf } from '../config-value.ts';
import { t } from '../messages.ts';
import type { FieldProps } from './field-props.ts';
import { textAttributes } from './text-attributes.ts';

/** An address, which can be looked at when it is a whole one. */
export function UrlField(props: FieldProps<'url'>) {
  const text = textOf(props.value);
  return (
    <TextInput
      {...textAttributes(props)}
      inputMode="url"
      spellCheck={false}
      autoComplete="off"
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
