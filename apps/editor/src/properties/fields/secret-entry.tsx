import { Button, Group, PasswordInput } from '@mantine/core';
import { AdminError } from '@waygate/client';
import { isSecretPlaceholder } from '@waygate/schema';
import { useEffect, useRef, useState } from 'react';
import { admin } from '../../app/admin.tsx';
import { useCanvasUiStore } from '../../canvas/use-canvas-ui.ts';
import type { FieldOf } from '../config-field.ts';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import type { FieldEdit } from '../use-field-edit.ts';

/**
 * Takes a secret. What is typed lives in this input alone until the server has sealed it, and only what is sealed enters the journey, its history of changes and
 * what the browser keeps of it.
 */
export function SecretEntry({
  field,
  edit,
  onKept,
  onCancel,
}: {
  readonly field: FieldOf<'secret'>;
  readonly edit: FieldEdit;
  readonly onKept: () => void;
  readonly onCancel: () => void;
}) {
  const [typed, setTyped] = useState('');
  const [state, setState] = useState<{ readonly kind: 'typing' | 'sealing' } | { readonly kind: 'failed'; readonly reason: string }>({
    kind: 'typing',
  });
  const ui = useCanvasUiStore();
  const input = useRef<HTMLInputElement>(null);
  const isThere = useRef(false);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);
  const isSealing = state.kind === 'sealing';
  const keep = async () => {
    if (typed === '' || isSealing) return;
    if (isSecretPlaceholder(typed)) {
      edit.set(typed);
      onKept();
      return;
    }
    setState({ kind: 'sealing' });
    try {
      const { sealed } = await admin.seal({ type: edit.nodeType(), field: field.key, value: typed });
      edit.set(sealed);
      if (isThere.current) onKept();
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      const reason = error.status === 0 ? t('secretSilent') : error.message;
      if (isThere.current) {
        setState({ kind: 'failed', reason });
        input.current?.focus();
      } else ui.getState().refuse(t('secretLost', { field: field.title, name: edit.nodeName(), reason }));
    }
  };
  return (
    <>
      <PasswordInput
        ref={input}
        size="xs"
        aria-label={t('secretNew', { field: field.title })}
        autoComplete="new-password"
        spellCheck={false}
        maxLength={field.maxLength}
        data-autofocus
        autoFocus
        readOnly={isSealing}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setState({ kind: 'typing' });
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void keep();
          if (event.key === 'Escape' && !isSealing) onCancel();
        }}
      />
      {state.kind === 'failed' ? (
        <p className={classes.error} role="alert">
          {t('secretFailed', { reason: state.reason })}
        </p>
      ) : null}
      {isSealing ? (
        <p className={classes.help} role="status">
          {t('secretSealing')}
        </p>
      ) : null}
      <Group gap={6}>
        <Button size="xs" disabled={typed === ''} loading={isSealing} onClick={() => void keep()}>
          {state.kind === 'failed' ? t('secretAgain') : t('secretTake')}
        </Button>
        <Button size="xs" variant="default" disabled={isSealing} onClick={onCancel}>
          {t('secretKeep')}
        </Button>
      </Group>
    </>
  );
}
