import { Button, Group, PasswordInput, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { isSecretPlaceholder } from '@waygate/schema';
import { useRef, useState } from 'react';
import { textOf } from '../config-value.ts';
import { t } from '../messages.ts';
import { FieldGroup } from './field-group.tsx';
import type { FieldProps } from './field-props.ts';

/** A secret: it can be set, replaced and cleared, and is not shown again. */
export function SecretField({ field, value, error, edit }: FieldProps<'secret'>) {
  const isNamed = isSecretPlaceholder(value);
  const isSet = textOf(value) !== '';
  const [typed, setTyped] = useState<string>();
  const begin = useRef<HTMLButtonElement>(null);
  const end = () => {
    setTyped(undefined);
    requestAnimationFrame(() => begin.current?.focus());
  };
  const take = () => {
    if (typed !== undefined && typed !== '') edit.set(typed);
    end();
  };
  return (
    <FieldGroup field={field} error={error}>
      {typed === undefined ? (
        <>
          <Group gap={6} wrap="nowrap">
            <IconLock size={16} aria-hidden />
            <Text size="xs">{isNamed ? t('secretNamed', { name: value }) : isSet ? t('secretSet') : t('secretNotSet')}</Text>
          </Group>
          <Group gap={6}>
            <Button ref={begin} size="xs" variant="default" disabled={edit.disabled} onClick={() => setTyped('')}>
              {isSet && !isNamed ? t('secretReplace') : t('secretSetIt')}
            </Button>
            {isSet ? (
              <Button
                size="xs"
                variant="default"
                disabled={edit.disabled}
                onClick={() => {
                  edit.set(undefined, t('secretCleared', { field: field.title, name: edit.nodeName() }));
                  begin.current?.focus();
                }}
              >
                {t('clear')}
              </Button>
            ) : null}
          </Group>
        </>
      ) : (
        <>
          <PasswordInput
            size="xs"
            aria-label={t('secretNew', { field: field.title })}
            autoComplete="new-password"
            maxLength={field.maxLength}
            data-autofocus
            autoFocus
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') take();
              if (event.key === 'Escape') end();
            }}
          />
          <Group gap={6}>
            <Button size="xs" disabled={typed === ''} onClick={take}>
              {t('secretTake')}
            </Button>
            <Button size="xs" variant="default" onClick={end}>
              {t('secretKeep')}
            </Button>
          </Group>
        </>
      )}
    </FieldGroup>
  );
}
