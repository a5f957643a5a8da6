import { Anchor, Badge, Group, Switch, Text, Tooltip } from '@mantine/core';
import type { JourneyListItem } from '@waygate/schema';
import { Link } from 'react-router';
import { useAdministrator } from '../app/admin.tsx';
import { paths } from '../app/paths.ts';
import { useJourneyActions } from './journey-action.ts';
import classes from './journeys.module.css';
import { t } from './messages.ts';

interface Props {
  readonly item: JourneyListItem;
}

/** Name, what it is for, and what sets it apart. */
export function NameCell({ item }: Props) {
  const { realm } = useJourneyActions();
  return (
    <div className={classes.name}>
      <Group gap={6}>
        <Anchor component={Link} to={paths.journey(realm, item.name)} fw={600}>
          {item.name}
        </Anchor>
        {item.isDefault ? (
          <Badge size="sm" tt="none" variant="light" c="var(--text)">
            {t('isDefault')}
          </Badge>
        ) : null}
        {item.innerTreeOnly ? (
          <Badge size="sm" tt="none" variant="default">
            {t('innerTreeOnly')}
          </Badge>
        ) : null}
        {item.categories.map((category) => (
          <Badge key={category} size="sm" tt="none" variant="light" color="gray" c="var(--text)">
            {category}
          </Badge>
        ))}
      </Group>
      <Text size="sm" c="dimmed" lineClamp={2}>
        {item.description ?? ''}
      </Text>
    </div>
  );
}

/** Whether anybody can sign on with it, to switch. */
export function EnabledCell({ item }: Props) {
  const { act } = useJourneyActions();
  const isLive = item.published !== null;
  const control = (
    <Switch
      aria-label={t('enabledOf', { name: item.name })}
      checked={isLive && item.enabled}
      disabled={!isLive}
      onChange={({ currentTarget }) => act(currentTarget.checked ? 'enable' : 'disable', item)}
    />
  );
  return isLive ? (
    control
  ) : (
    <Tooltip label={t('neverPublishedHelp')}>
      <div>{control}</div>
    </Tooltip>
  );
}

/** When it went live, by whom, as which version. */
export function PublishedCell({ item: { published } }: Props) {
  if (published === null) {
    return (
      <Text size="sm" c="dimmed">
        {t('neverPublished')}
      </Text>
    );
  }
  return (
    <Text size="sm" title={published.note}>
      {t('publishedBy', { number: published.number, author: published.author, time: shortTime(published.at) })}
    </Text>
  );
}

/** Whose work in hand there is. */
export function DraftsCell({ item: { drafts } }: Props) {
  const { username } = useAdministrator();
  if (drafts.length === 0) return <Text size="sm">{t('noDraft')}</Text>;
  return (
    <ul className={classes.plain}>
      {drafts.map(({ author, updatedAt }) => (
        <li key={author}>
          <Text size="sm">
            {author === username ? t('yourDraft', { time: shortTime(updatedAt) }) : t('draftOf', { author, time: shortTime(updatedAt) })}
          </Text>
        </li>
      ))}
    </ul>
  );
}

/** Journeys that run it inside themselves. */
export function UsedByCell({ item: { usedBy } }: Props) {
  const { realm } = useJourneyActions();
  if (usedBy.length === 0) return <Text size="sm">{t('noDraft')}</Text>;
  return (
    <ul className={classes.plain}>
      {usedBy.map((user) => (
        <li key={user}>
          <Anchor component={Link} to={paths.journey(realm, user)} size="sm" className={classes.listedLink}>
            {user}
          </Anchor>
        </li>
      ))}
    </ul>
  );
}

function shortTime(at: number): string {
  return new Date(at).toLocaleString(t.language, { dateStyle: 'medium', timeStyle: 'short' });
}
