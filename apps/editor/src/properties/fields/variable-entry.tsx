import { Button, Group, TextInput } from '@mantine/core';
import { isSecretPlaceholder } from '@waygate/schema';
import { useState } from 'react';
import type { FieldOf } from '../config-field.ts';
import { t } from '../messages.ts';
import type { FieldEdit } from '../use-field-edit.ts';

/** Takes the name of a variable of the server that holds a secret, which is no secret itself. */
export function VariableEntry({
  field,
  name,
  edit,
  onEnd,
}: {
  readonly field: FieldOf<'secret'>;
  /** The placeholder that stands there; empty when there is none. */
  readonly name: string;
  readonly edit: FieldEdit;
  readonly onEnd: () => void;
}) {
  const [typed, setTyped] = useState(name === '' ? '&{esv.}' : name);
  const [isWrong, setWrong] = useState(false);
  const take = () => {
    const wanted = typed.trim();
    if (!isSecretPlaceholder(wanted) || wanted === '&{esv.}') {
      setWrong(true);
      return;
    }
    edit.set(wanted);
    onEnd();
  };
  return (
    <>
      <TextInput
        size="xs"
        label={t('secretVariable', { field: field.title })}
        description={t('secretVariableHelp')}
        error={isWrong ? t('secretNoVariable') : undefined}
        autoComplete="off"
        spellCheck={false}
        maxLength={256}
        data-autofocus
        autoFocus
        value={typed}
        onFocus={({ currentTarget }) => currentTarget.setSelectionRange(typed.length - 1, typed.length - 1)}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setWrong(false);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
          if (event.key === 'Escape') onEnd();
        }}
      />
      <Group gap={6}>
        <Button size="xs" onClick={take}>
          {t('secretTake')}
        </Button>
        <Button size="xs" variant="default" onClick={onEnd}>
          {t('secretKeep')}
        </Button>
      </Group>
    </>
  );
}
