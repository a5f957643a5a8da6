import { Alert, Button, Group, Loader, Modal, Radio, Select, Stack, Text } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { admin } from '../app/admin.tsx';
import { useDialogWork } from '../app/dialog-work.ts';
import { failureText } from '../app/failure.tsx';
import { paths } from '../app/paths.ts';
import { newJourney } from '../document/new-journey.ts';
import { expectFreeName } from './expect-free-name.ts';
import { t } from './messages.ts';
import { NameForm } from './name-form.tsx';
import { refreshJourneys } from './use-journeys.ts';

type Beginning = 'empty' | 'template' | 'file';

const TEMPLATES = queryOptions({ queryKey: ['templates'], queryFn: admin.templates });

/** Begins a journey as a draft and opens it: from nothing, from one that comes with the server, or from a file. */
export function CreateDialog({
  realm,
  taken,
  importFile,
  close,
}: {
  readonly realm: string;
  readonly taken: readonly string[];
  /** Goes on to the import. */
  readonly importFile: () => void;
  readonly close: () => void;
}) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [beginning, setBeginning] = useState<Beginning>('empty');
  const [template, setTemplate] = useState<string | null>(null);
  const templates = useQuery({ ...TEMPLATES, enabled: beginning === 'template' });
  const all = templates.data?.templates ?? [];
  const chosen = all.find(({ name }) => name === template) ?? all[0];
  const work = useDialogWork(close);
  const submit = async (name: string) => {
    const document = beginning === 'template' ? { ...(await chosenTemplate()), name } : newJourney(name);
    await expectFreeName(queries, realm, name);
    await admin.saveDraft(realm, name, { document, baseVersion: null, revision: null });
    void refreshJourneys(queries, realm);
    close();
    void navigate(paths.journey(realm, name));
  };
  /** Whoever is quick presses the button before the shipped journeys have come. */
  const chosenTemplate = async () => {
    const found = await queries.fetchQuery({ ...TEMPLATES, staleTime: Number.POSITIVE_INFINITY });
    const begun = found.templates.find(({ name }) => name === template) ?? found.templates[0];
    if (begun === undefined) throw new Error(t('noTemplates'));
    return begun.document;
  };
  const choice = (
    <Radio.Group label={t('begin')} value={beginning} onChange={(next) => setBeginning(next as Beginning)}>
      <Stack gap="xs" mt="xs">
        <Radio value="empty" label={t('beginEmpty')} />
        <Radio value="template" label={t('beginTemplate')} />
        <Radio value="file" label={t('beginFile')} />
      </Stack>
    </Radio.Group>
  );
  return (
    <Modal opened onClose={work.close} title={t('createTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
      {beginning === 'file' ? (
        <Stack>
          {choice}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button onClick={importFile}>{t('chooseFile')}</Button>
          </Group>
        </Stack>
      ) : (
        <NameForm label={t('name')} begin="" taken={taken} button={t('createButton')} submit={submit} work={work}>
          {choice}
          {beginning !== 'template' ? null : templates.error !== null ? (
            <Alert color="red" role="alert" title={t('templatesFailed')}>
              <Text size="sm" mb="xs">
                {failureText(templates.error)}
              </Text>
              <Button size="xs" variant="default" onClick={() => void templates.refetch()}>
                {t('retry')}
              </Button>
            </Alert>
          ) : templates.data === undefined ? (
            <Loader size="sm" />
          ) : chosen === undefined ? (
            <Text size="sm">{t('noTemplates')}</Text>
          ) : (
            <Select
              label={t('template')}
              description={chosen.description}
              data={all.map(({ name }) => name)}
              value={chosen.name}
              onChange={setTemplate}
              allowDeselect={false}
            />
          )}
          <Text size="sm">{t('createHelp')}</Text>
        </NameForm>
      )}
    </Modal>
  );
}
