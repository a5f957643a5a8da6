import { Anchor, Badge, Button, CopyButton, Group, Title } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { SignOnTrace } from '@waygate/schema';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { admin } from '../app/admin.tsx';
import { paths } from '../app/paths.ts';
import { t } from './messages.ts';
import { ResultBadge } from './result-badge.tsx';
import { durationText, momentText } from './time-text.ts';
import classes from './traces.module.css';

/** Who, when, which journey and version, and what came of it. */
export function TraceFacts({ trace }: { readonly trace: SignOnTrace }) {
  const { code, realm, journey, username, startedAt, endedAt, result, preview } = trace;
  return (
    <>
      <Group gap="sm">
        <Title order={1} size="h2" className={classes.code}>
          {code}
        </Title>
        <ResultBadge result={result} />
        {preview ? (
          <Badge variant="default" tt="none">
            {t('preview')}
          </Badge>
        ) : null}
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Button variant="default" size="xs" leftSection={<IconCopy size={16} aria-hidden />} onClick={copy}>
              {copied ? t('copied') : t('copyCode')}
            </Button>
          )}
        </CopyButton>
        <Button component={Link} to={paths.journey(realm, journey)} variant="default" size="xs">
          {t('openJourney')}
        </Button>
        <Button component={Link} to={paths.audit(realm, { run: code })} variant="default" size="xs">
          {t('inAudit')}
        </Button>
      </Group>
      <dl className={classes.facts}>
        <Fact name={t('user')}>{username ?? t('nobody')}</Fact>
        <Fact name={t('journey')}>
          <Anchor component={Link} to={paths.journey(realm, journey)} size="sm">
            {journey}
          </Anchor>
        </Fact>
        <Fact name={t('version')}>
          <Version trace={trace} />
        </Fact>
        <Fact name={t('begun')}>{momentText(startedAt)}</Fact>
        <Fact name={t('ended')}>{endedAt === undefined ? t(result === 'expired' ? 'wentAway' : 'notEnded') : momentText(endedAt)}</Fact>
        {endedAt === undefined ? null : <Fact name={t('duration')}>{durationText(endedAt - startedAt)}</Fact>}
      </dl>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Version({ trace: { realm, journey, versionId, preview } }: { readonly trace: SignOnTrace }) {
  const history = useQuery({ queryKey: ['history', realm, journey], queryFn: () => admin.history(realm, journey) });
  const published = history.data?.versions.findLast((one) => one.versionId === versionId);
  if (published !== undefined) return t('versionNumber', { number: published.number, name: journey });
  return preview ? t('versionDraft') : history.data === undefined ? '…' : t('versionUnknown');
}
