import { Group, Loader, Select, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { admin, useAdministrator } from '../../app/admin.tsx';
import { useEditor } from '../../editor/use-editor.ts';
import { ScriptDialog } from '../../scripts/script-dialog.tsx';
import { scriptsQuery } from '../../scripts/scripts-query.ts';
import { textOf } from '../config-value.ts';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import type { FieldProps } from './field-props.ts';
import { textAttributes } from './text-attributes.ts';

/** What AM writes where no script is chosen. */
const NONE = '[Empty]';
/** How the contexts of scripts begin that make configurations and decide nothing. */
const PROVIDER = 'CONFIG_PROVIDER_NODE';

/** A script of the realm, by its name; what stands in the journey is its id. One that there is not can stand here all the same: it may come later. */
export function ScriptField(props: FieldProps<'script'>) {
  const { field, value, edit } = props;
  const realm = useEditor((state) => state.realm);
  const { mayWriteScripts } = useAdministrator();
  const scripts = useQuery(scriptsQuery(admin, realm));
  const [open, setOpen] = useState<{ readonly id: string | undefined }>();
  const id = textOf(value) === NONE ? '' : textOf(value);
  const known = scripts.data?.scripts ?? [];
  const found = known.find((script) => script.id === id);
  const fits = ({ context }: (typeof known)[number]) =>
    field.contexts === undefined ? context !== 'LIBRARY' && !context.startsWith(PROVIDER) : field.contexts.includes(context);
  const names = known.filter(fits).map((script) => ({ value: script.id, label: script.name }));
  const isMissing = id !== '' && scripts.isSuccess && found === undefined;
  const { label, description, error, required, disabled } = textAttributes(props);
  const take = (next: string) => {
    edit.type(next);
    edit.done();
  };
  return (
    <>
      <Select
        label={label}
        description={mayWriteScripts ? description : t('scriptKept')}
        error={error}
        required={required}
        disabled={disabled === true || !mayWriteScripts}
        data={id === '' || names.some((one) => one.value === id) ? names : [...names, { value: id, label: found?.name ?? id }]}
        value={id === '' ? null : id}
        placeholder={t('scriptNone')}
        searchable
        nothingFoundMessage={t('scriptNotFound')}
        allowDeselect={false}
        rightSection={scripts.isPending ? <Loader size="xs" aria-label={t('scriptsLoading')} /> : null}
        onChange={(next) => {
          if (next !== null) take(next);
        }}
      />
      {scripts.isError ? (
        <Text size="xs" c="var(--warning)" role="alert">
          {t('scriptsFailed')}{' '}
          <UnstyledButton className={classes.link} onClick={() => void scripts.refetch()}>
            {t('retry')}
          </UnstyledButton>
        </Text>
      ) : null}
      {isMissing ? (
        <Text size="xs" c="var(--warning)">
          {t('scriptMissing')}
        </Text>
      ) : null}
      <Group gap={12}>
        {found === undefined ? null : (
          <UnstyledButton className={classes.link} onClick={() => setOpen({ id })}>
            {mayWriteScripts ? t('scriptEdit', { name: found.name }) : t('scriptView', { name: found.name })}
          </UnstyledButton>
        )}
        {mayWriteScripts && disabled !== true ? (
          <UnstyledButton className={classes.link} onClick={() => setOpen({ id: undefined })}>
            {t('scriptNew')}
          </UnstyledButton>
        ) : null}
      </Group>
      {open === undefined ? null : (
        <ScriptDialog
          realm={realm}
          id={open.id}
          context={field.contexts?.[0]}
          made={(next) => {
            if (open.id === undefined) take(next);
          }}
          close={() => setOpen(undefined)}
        />
      )}
    </>
  );
}
