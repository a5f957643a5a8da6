import { Anchor, Badge, Group } from '@mantine/core';
import type { SignOnTraceSummary } from '@waygate/schema';
import { Link } from 'react-router';
import { paths } from '../app/paths.ts';
import { RecordRow, RecordTable } from '../app/record-table.tsx';
import { t } from './messages.ts';
import { ResultBadge } from './result-badge.tsx';
import { durationText, momentText } from './time-text.ts';
import classes from './traces.module.css';

/** Sign-ons, newest first; the code of each leads to it. */
export function TraceTable({ realm, traces }: { readonly realm: string; readonly traces: readonly SignOnTraceSummary[] }) {
  return (
    <RecordTable
      label={t('list')}
      columns={(['code', 'begun', 'user', 'journey', 'result', 'duration'] as const).map((key) => ({ name: t(key) }))}
    >
      {traces.map((one) => (
        <RecordRow
          key={one.code}
          cells={[
            <Anchor key="code" component={Link} to={paths.trace(realm, one.code)} className={classes.code}>
              {one.code}
            </Anchor>,
            momentText(one.startedAt),
            one.username ?? '–',
            <Group key="journey" gap="xs">
              {one.journey}
              {one.preview ? (
                <Badge variant="default" tt="none">
                  {t('preview')}
                </Badge>
              ) : null}
            </Group>,
            <ResultBadge key="result" result={one.result} />,
            one.endedAt === undefined ? '–' : durationText(one.endedAt - one.startedAt),
          ]}
        />
      ))}
    </RecordTable>
  );
}
