import type { AccountSession } from '@waygate/client';
import { t } from '../messages.ts';
import { formatDate } from './format-date.ts';

interface OfflineNoticeProps {
  readonly sessions: readonly AccountSession[];
  /** Address at which the person signs on again and comes back. */
  readonly again: string;
}

/** Says to somebody whose own session was made offline what it is not good for, and how to get a better one. */
export function OfflineNotice({ sessions, again }: OfflineNoticeProps) {
  const offline = sessions.find(({ current }) => current)?.offline;
  if (offline === undefined) return null;
  const { provider, since, rehearsal } = offline;
  return (
    <section class="card stack" aria-labelledby="offline">
      <h2 id="offline">{t('offlineSessionTitle')}</h2>
      <p>{rehearsal ? t('rehearsedText', { date: formatDate(since) }) : t('offlineSessionText', { date: formatDate(since), provider })}</p>
      <a class="button" href={again}>
        {t('signInAgain')}
      </a>
    </section>
  );
}
