import { Stack, Table, Text, Title } from '@mantine/core';
import { diffJourneys } from '@waygate/graph';
import type { JourneyDocument, Json } from '@waygate/schema';
import { useMemo } from 'react';
import { nameOf } from '../canvas/name-of.ts';
import { nodeOf } from '../document/edit-node.ts';
import { useEditor } from '../editor/use-editor.ts';
import { changeLines } from './change-lines.ts';
import { ChangeList } from './change-list.tsx';
import { fieldTitle, optionTitle } from './field-title.ts';
import { t } from './messages.ts';
import { valueText } from './value-text.ts';
import classes from './versions.module.css';

interface FieldChange {
  readonly field: string;
  readonly title: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Two journeys compared per node and field: what changed in one line each, then every value before and after. */
export function FieldComparison({ before, after }: { readonly before: JourneyDocument; readonly after: JourneyDocument }) {
  const catalogue = useEditor((state) => state.catalogue);
  const lines = useMemo(() => changeLines(before, after, catalogue), [before, after, catalogue]);
  const groups = useMemo(() => {
    const found = new Map<string, { readonly title: string; readonly changes: FieldChange[] }>();
    for (const one of diffJourneys(before, after)) {
      if (one.kind !== 'node-changed' && one.kind !== 'option-changed') continue;
      const id = one.kind === 'node-changed' ? one.nodeId : '';
      const title = one.kind === 'node-changed' ? nameOf(after, id) : t('options');
      const group = found.get(id) ?? { title, changes: [] };
      const named = one.kind === 'node-changed' ? fieldTitle(catalogue, nodeOf(after, id)?.type ?? '', one.field) : optionTitle(one.field);
      group.changes.push({ field: one.field, title: named, before: one.before, after: one.after });
      found.set(id, group);
    }
    return [...found];
  }, [before, after, catalogue]);
  if (lines.length === 0) return <Text>{t('same')}</Text>;
  return (
    <Stack>
      <ChangeList lines={lines} label={t('changesTab')} />
      {groups.map(([id, { title, changes }]) => (
        <section key={id} aria-label={title}>
          <Title order={3} size="h6" mb={4}>
            {title}
          </Title>
          <Table layout="fixed" withTableBorder>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('field')}</Table.Th>
                <Table.Th>{t('before')}</Table.Th>
                <Table.Th>{t('after')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changes.map((change) => (
                <Table.Tr key={change.field}>
                  <Table.Th scope="row" fw={400}>
                    {change.title}
                  </Table.Th>
                  <Table.Td className={classes.text}>{valueText(change.before)}</Table.Td>
                  <Table.Td className={classes.text}>{valueText(change.after)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      ))}
    </Stack>
  );
}
