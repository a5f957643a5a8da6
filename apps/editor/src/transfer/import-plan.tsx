import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { TransferPlan } from '@waygate/schema';
import { useState } from 'react';
import { admin } from '../app/admin.tsx';
import { makeEditorCatalogue } from '../editor/catalogue.ts';
import { t } from './messages.ts';
import { PlanEntry } from './plan-entry.tsx';
import classes from './transfer.module.css';

/** What of a plan is to be done. */
export interface ImportChoice {
  readonly journeys: readonly string[];
  readonly as: 'draft' | 'published';
}

/** Shows what an import would do, and lets the author choose what of it is done, and how. */
export function ImportPlan({
  plan,
  busy,
  apply,
  back,
}: {
  readonly plan: TransferPlan;
  readonly busy: boolean;
  readonly apply: (choice: ImportChoice) => void;
  readonly back: () => void;
}) {
  const { data } = useQuery({ queryKey: ['catalogue'], queryFn: admin.catalogue, staleTime: Number.POSITIVE_INFINITY });
  const catalogue = makeEditorCatalogue(data?.nodes ?? []);
  const [as, setAs] = useState<ImportChoice['as']>('draft');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { entries, ignored } = plan;
  const chosen = entries.filter(({ name, action }) => action !== 'unchanged' && !left.has(name));
  const broken = chosen.filter(({ problems }) => problems.some(({ severity }) => severity === 'error'));
  const count = (action: (typeof entries)[number]['action']) => entries.filter((entry) => entry.action === action).length;
  const stops = as === 'published' && broken.length > 0;
  return (
    <Stack>
      <div role="status">
        <Text size="sm" fw={600}>
          {t('counted', { add: count('add'), change: count('change'), unchanged: count('unchanged') })}
        </Text>
        <Text size="sm">{t('planHelp')}</Text>
      </div>
      <ul className={classes.entries} aria-label={t('planOf')}>
        {entries.map((entry) => (
          <PlanEntry
            key={entry.name}
            entry={entry}
            catalogue={catalogue}
            asDraft={as === 'draft'}
            taken={entry.action !== 'unchanged' && !left.has(entry.name)}
            take={(taken) => {
              const next = new Set(left);
              if (taken) next.delete(entry.name);
              else next.add(entry.name);
              setLeft(next);
            }}
          />
        ))}
      </ul>
      {ignored.length === 0 ? null : (
        <section aria-label={t('ignoredTitle')}>
          <Text size="sm" fw={600}>
            {t('ignoredTitle')}
          </Text>
          <ul className={classes.notes}>
            {ignored.map(({ file, what, count: parts }) => (
              <li key={`${file} ${what}`}>{t('ignored', { file, what, count: parts })}</li>
            ))}
          </ul>
        </section>
      )}
      <Radio.Group label={t('importAs')} value={as} onChange={(next) => setAs(next === 'published' ? 'published' : 'draft')}>
        <Stack gap="xs" mt="xs">
          <Radio value="draft" label={t('asDraft')} />
          <Radio value="published" label={t('asPublished')} />
        </Stack>
      </Radio.Group>
      {stops ? (
        <Alert color="red" role="alert">
          {t('stops', { names: broken.map(({ name }) => name).join(', ') })}
        </Alert>
      ) : null}
      <Text size="sm" c="dimmed">
        {chosen.length === 0 ? t('nothingChosen') : t('allOrNothing')}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={back} disabled={busy}>
          {t('back')}
        </Button>
        <Button
          loading={busy}
          disabled={chosen.length === 0 || stops}
          onClick={() => apply({ journeys: chosen.map(({ name }) => name), as })}
        >
          {chosen.length === 1 ? t('applyOne') : t('apply', { count: chosen.length })}
        </Button>
      </Group>
    </Stack>
  );
}
