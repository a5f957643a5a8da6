import { Button, Code, Group, Text } from '@mantine/core';
import { IconLock, IconLockOpen, IconVariable } from '@tabler/icons-react';
import { isSealedSecret, isSecretPlaceholder } from '@waygate/schema';
import { useRef, useState } from 'react';
import { useCanvasUiStore } from '../../canvas/use-canvas-ui.ts';
import { textOf } from '../config-value.ts';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import { FieldGroup } from './field-group.tsx';
import type { FieldProps } from './field-props.ts';
import { SecretEntry } from './secret-entry.tsx';
import { VariableEntry } from './variable-entry.tsx';

/** A secret: none, one that is kept sealed and never shown again, or the name of a variable that holds it. Only what is sealed, or a name, enters the journey. */
export function SecretField({ field, value, error, edit }: FieldProps<'secret'>) {
  const isNamed = isSecretPlaceholder(value);
  const isSet = textOf(value) !== '';
  const [entry, setEntry] = useState<'secret' | 'variable'>();
  const ui = useCanvasUiStore();
  const begin = useRef<HTMLButtonElement>(null);
  const end = () => {
    setEntry(undefined);
    requestAnimationFrame(() => begin.current?.focus());
  };
  if (entry === 'secret') {
    return (
      <FieldGroup field={field} error={error}>
        <SecretEntry
          field={field}
          edit={edit}
          onKept={() => {
            ui.getState().say(t('secretKept', { field: field.title }));
            end();
          }}
          onCancel={end}
        />
      </FieldGroup>
    );
  }
  if (entry === 'variable') {
    return (
      <FieldGroup field={field} error={error}>
        <VariableEntry field={field} name={isNamed ? value : ''} edit={edit} onEnd={end} />
      </FieldGroup>
    );
  }
  const Icon = isNamed ? IconVariable : isSealedSecret(value) ? IconLock : IconLockOpen;
  return (
    <FieldGroup field={field} error={error}>
      <Group gap={6} wrap="nowrap" align="flex-start">
        <Icon size={16} aria-hidden className={classes.secretIcon} />
        <Text size="xs">
          {isNamed ? t('secretNamed') : isSealedSecret(value) ? t('secretSet') : isSet ? t('secretInClear') : t('secretNotSet')}
          {isNamed ? (
            <>
              {' '}
              <Code>{value}</Code>
            </>
          ) : null}
        </Text>
      </Group>
      {isNamed ? <p className={classes.help}>{t('secretNamedHelp')}</p> : null}
      <Group gap={6}>
        <Button ref={begin} size="xs" variant="default" disabled={edit.disabled} onClick={() => setEntry('secret')}>
          {isSet && !isNamed ? t('secretReplace') : t('secretSetIt')}
        </Button>
        <Button size="xs" variant="default" disabled={edit.disabled} onClick={() => setEntry('variable')}>
          {isNamed ? t('secretRename') : t('secretName')}
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
            {t('secretRemove')}
          </Button>
        ) : null}
      </Group>
    </FieldGroup>
  );
}
