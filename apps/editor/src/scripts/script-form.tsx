import { Alert, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import type { ScriptReport, ScriptView } from '@waygate/schema';
import { useRef, useState } from 'react';
import { admin } from '../app/admin.tsx';
import type { DialogWork } from '../app/dialog-work.ts';
import { failureText } from '../app/failure.tsx';
import { goToPlace } from './go-to-place.ts';
import { t } from './messages.ts';
import { ScriptProblems } from './script-problems.tsx';
import { SourceField } from './source-field.tsx';

/** What somebody makes of a script. */
export interface ScriptDraft {
  readonly name: string;
  readonly context: string;
  readonly source: string;
}

/** Edits a script, or shows it to who may not. */
export function ScriptForm({
  realm,
  begin,
  kept,
  mayWrite,
  save,
  work,
}: {
  readonly realm: string;
  readonly begin: ScriptDraft;
  /** What the server has; undefined for a new one. */
  readonly kept: ScriptView | undefined;
  readonly mayWrite: boolean;
  readonly save: (draft: ScriptDraft) => Promise<void>;
  readonly work: DialogWork;
}) {
  const [draft, setDraft] = useState(begin);
  const [report, setReport] = useState<ScriptReport | undefined>(kept?.report.problems.length === 0 ? undefined : kept?.report);
  const [failure, setFailure] = useState<string>();
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const isNameless = draft.name.trim() === '';
  const attempt = (act: () => Promise<void>) =>
    void work.run(async () => {
      setFailure(undefined);
      try {
        await act();
      } catch (error) {
        setFailure(failureText(error));
      }
    });
  const kinds = [
    { value: 'SCRIPTED_DECISION_NODE', label: t('kindNext') },
    { value: 'AUTHENTICATION_TREE_DECISION_NODE', label: t('kindLegacy') },
    { value: 'CONFIG_PROVIDER_NODE_NEXT_GEN', label: t('kindConfigNext') },
    { value: 'CONFIG_PROVIDER_NODE', label: t('kindConfigLegacy') },
    { value: 'LIBRARY', label: t('kindLibrary') },
  ];
  const isKnown = kinds.some(({ value }) => value === draft.context);
  return (
    <Stack>
      {mayWrite ? null : <Alert color="blue">{t('readOnly')}</Alert>}
      <Group grow align="start" preventGrowOverflow={false}>
        <TextInput
          label={t('name')}
          value={draft.name}
          readOnly={!mayWrite}
          maxLength={256}
          error={tried && isNameless ? t('nameNeeded') : undefined}
          onChange={({ currentTarget }) => setDraft({ ...draft, name: currentTarget.value })}
          autoComplete="off"
          data-autofocus
        />
        <Select
          label={t('kind')}
          data={isKnown ? kinds : [...kinds, { value: draft.context, label: t('kindOther', { context: draft.context }) }]}
          value={draft.context}
          readOnly={!mayWrite}
          allowDeselect={false}
          onChange={(context) => {
            if (context !== null) setDraft({ ...draft, context });
          }}
        />
      </Group>
      <SourceField value={draft.source} readOnly={!mayWrite} onChange={(source) => setDraft({ ...draft, source })} field={field} />
      {report === undefined ? null : (
        <ScriptProblems
          report={report}
          goTo={({ line, column }) => {
            if (field.current !== null) goToPlace(field.current, line, column);
          }}
        />
      )}
      {kept === undefined ? null : (
        <Text size="sm" c="dimmed">
          {kept.usedBy.journeys.length === 0 ? t('usedByNone') : t('usedBy', { names: kept.usedBy.journeys.join(', ') })}
          {kept.usedBy.providers.length === 0 ? '' : ` ${t('usedByProviders', { names: kept.usedBy.providers.join(', ') })}`}
        </Text>
      )}
      {failure === undefined ? null : (
        <Alert color="red" role="alert">
          {failure}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button
          variant="default"
          disabled={work.isBusy}
          onClick={() =>
            attempt(async () =>
              setReport(
                await admin.checkScript(realm, { context: draft.context, source: draft.source, language: kept?.language ?? 'JAVASCRIPT' }),
              ),
            )
          }
        >
          {t('check')}
        </Button>
        <Button variant="default" onClick={work.close} disabled={work.isBusy}>
          {mayWrite ? t('cancel') : t('close')}
        </Button>
        {mayWrite ? (
          <Button
            loading={work.isBusy}
            onClick={() => {
              setTried(true);
              if (!isNameless) attempt(() => save(draft));
            }}
          >
            {t('save')}
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}
