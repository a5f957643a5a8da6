import { Anchor, Badge, Group, Table } from '@mantine/core';
import type { SignOnTraceSummary } from '@waygate/schema';
import { Link } from 'react-router';
import { paths } from '../app/paths.ts';
import { t } from './messages.ts';
import { ResultBadge } from './result-badge.tsx';
import { durationText, momentText } from './time-text.ts';
import classes from './traces.module.css';

/** Sign-ons, newest first; the code of each leads to it. */
export function TraceTable({ realm, traces }: { readonly realm: string; readonly traces: readonly SignOnTraceSummary[] }) {
  return (
    <Table.ScrollContainer minWidth={680}>
      <Table striped aria-label={t('list')}>
        <Table.Thead>
          <Table.Tr>
            {(['code', 'begun', 'user', 'journey', 'result', 'duration'] as const).map((key) => (
              <Table.Th key={key}>{t(key)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {traces.map((one) => (
            <Table.Tr key={one.code}>
              <Table.Td>
                <Anchor component={Link} to={paths.trace(realm, one.code)} className={classes.code}>
                  {one.code}
                </Anchor>
              </Table.Td>
              <Table.Td>{momentText(one.startedAt)}</Table.Td>
              <Table.Td>{one.username ?? '–'}</Table.Td>
              <Table.Td>
                <Group gap="xs">
                  {one.journey}
                  {one.preview ? (
                    <Badge variant="default" tt="none">
                      {t('preview')}
                    </Badge>
                  ) : null}
                </Group>
              </Table.Td>
              <Table.Td>
                <ResultBadge result={one.result} />
              </Table.Td>
              <Table.Td>{one.endedAt === undefined ? '–' : durationText(one.endedAt - one.startedAt)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
