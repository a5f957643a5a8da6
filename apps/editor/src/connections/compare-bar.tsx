import { Alert, Button, Checkbox, Group, Loader, Select, Text } from '@mantine/core';
import { IconCircleCheck, IconClipboardText, IconScale } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ConnectionComparison } from '@waygate/graph';
import { useState } from 'react';
import { admin } from '../app/admin.tsx';
import { failureText } from '../app/failure.tsx';
import { useEditor } from '../editor/use-editor.ts';
import classes from './connections.module.css';
import { t } from './messages.ts';
import { PasteDialog } from './paste-dialog.tsx';
import type { CheckSource } from './use-check-table.ts';

/** Chooses what to compare with, and says how the comparison ends. */
export function CompareBar({
  source,
  setSource,
  comparison,
  error,
  isLoading,
  onlyDifferences,
  setOnlyDifferences,
}: {
  readonly source: CheckSource | undefined;
  readonly setSource: (source: CheckSource | undefined) => void;
  readonly comparison: ConnectionComparison | undefined;
  readonly error: unknown;
  readonly isLoading: boolean;
  readonly onlyDifferences: boolean;
  readonly setOnlyDifferences: (only: boolean) => void;
}) {
  const realm = useEditor((state) => state.realm);
  const name = useEditor((state) => state.name);
  const [pasting, setPasting] = useState(false);
  const templates = useQuery({ queryKey: ['templates'], queryFn: admin.templates, staleTime: Number.POSITIVE_INFINITY });
  const journeys = useQuery({ queryKey: ['journeys', realm], queryFn: () => admin.journeys(realm) });
  const items = (kind: 'template' | 'journey', names: readonly string[]) =>
    names.map((one) => ({ value: JSON.stringify({ kind, name: one }), label: one }));
  const data = [
    {
      group: t('templates'),
      items: items(
        'template',
        (templates.data?.templates ?? []).map((one) => one.name),
      ),
    },
    {
      group: t('journeys'),
      items: items(
        'journey',
        (journeys.data?.journeys ?? []).map((one) => one.name).filter((one) => one !== name),
      ),
    },
  ];
  const chosen =
    source?.kind === 'template' || source?.kind === 'journey' ? JSON.stringify({ kind: source.kind, name: source.name }) : null;
  const choose = (value: string | null) => {
    const found = (['template', 'journey'] as const).flatMap((kind) =>
      items(
        kind,
        [...(templates.data?.templates ?? []), ...(journeys.data?.journeys ?? [])].map((one) => one.name),
      ).map((item) => ({
        kind,
        name: item.label,
        value: item.value,
      })),
    );
    const match = found.find((one) => one.value === value);
    setSource(match === undefined ? undefined : { kind: match.kind, name: match.name });
  };
  return (
    <div className={classes.compare}>
      <Group align="flex-end" gap="xs">
        <Select
          className={classes.choice}
          size="xs"
          label={t('compareWith')}
          placeholder={t('choose')}
          data={data}
          value={chosen}
          onChange={choose}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('stop') }}
          leftSection={<IconScale size={16} aria-hidden />}
          error={templates.error === null && journeys.error === null ? undefined : failureText(templates.error ?? journeys.error)}
        />
        <Button size="xs" variant="default" leftSection={<IconClipboardText size={16} aria-hidden />} onClick={() => setPasting(true)}>
          {t('paste')}
        </Button>
      </Group>
      <div role="status">
        {source === undefined ? null : isLoading ? (
          <Group gap="xs">
            <Loader size="xs" aria-hidden />
            <Text size="sm">{t('comparing')}</Text>
          </Group>
        ) : error !== null && error !== undefined ? (
          <Alert color="red">{failureText(error)}</Alert>
        ) : comparison === undefined ? null : (
          <div className={classes.verdict} data-equal={comparison.equal}>
            {comparison.equal ? <IconCircleCheck size={20} aria-hidden /> : <IconScale size={20} aria-hidden />}
            <div>
              <Text size="sm" fw={600}>
                {comparison.equal ? t('equal', { count: comparison.counts.equal }) : t('different', comparison.counts)}
              </Text>
              <Text size="xs">{t('against', { name: source.name })}</Text>
            </div>
          </div>
        )}
      </div>
      {source === undefined ? null : (
        <Group justify="space-between">
          <Checkbox
            size="xs"
            label={t('onlyDifferences')}
            checked={onlyDifferences}
            onChange={({ currentTarget }) => setOnlyDifferences(currentTarget.checked)}
          />
          <Button size="compact-xs" variant="subtle" onClick={() => setSource(undefined)}>
            {t('stop')}
          </Button>
        </Group>
      )}
      {pasting ? <PasteDialog compare={setSource} close={() => setPasting(false)} /> : null}
    </div>
  );
}
