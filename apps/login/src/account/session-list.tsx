import type { AccountSession } from '@waygate/client';
import { useRef } from 'preact/hooks';
import { t } from '../messages.ts';
import { formatDate } from './format-date.ts';

interface SessionListProps {
  readonly sessions: readonly AccountSession[];
  /** Resolves to whether it is done; else something is asked of the person first. */
  readonly onEnd: (handles: readonly string[]) => Promise<boolean>;
}

/** Where the person is signed on; other places can be signed out. */
export function SessionList({ sessions, onEnd }: SessionListProps) {
  const others = sessions.filter(({ current }) => !current);
  const heading = useRef<HTMLHeadingElement>(null);
  const end = async (handles: readonly string[]) => {
    // The button that was pressed is gone with its session.
    if (await onEnd(handles)) heading.current?.focus();
  };
  return (
    <section class="card stack" aria-labelledby="sessions">
      <h2 id="sessions" ref={heading} tabIndex={-1}>
        {t('sessions')}
      </h2>
      <ul class="list">
        {sessions.map((session) => (
          <li key={session.sessionHandle}>
            <div class="grow">
              <strong>{session.current ? t('thisSession') : browserName(session.userAgent)}</strong>
              <div class="muted">
                {[
                  session.current ? browserName(session.userAgent) : undefined,
                  session.clientIp,
                  t('since', { date: formatDate(session.createdAt) }),
                  session.offline === undefined ? undefined : t('offlineMark'),
                ]
                  .filter((part) => part !== undefined && part !== null)
                  .join(' · ')}
              </div>
            </div>
            {session.current ? null : (
              <button
                type="button"
                class="button quiet"
                aria-label={`${t('signOutOther')}: ${browserName(session.userAgent)}, ${t('since', { date: formatDate(session.createdAt) })}`}
                onClick={() => void end([session.sessionHandle])}
              >
                {t('signOutOther')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {others.length < 2 ? null : (
        <button type="button" class="button danger" onClick={() => void end(others.map(({ sessionHandle }) => sessionHandle))}>
          {t('signOutOthers')}
        </button>
      )}
    </section>
  );
}

const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const;

function browserName(userAgent: string | null): string {
  const named = (list: readonly (readonly [string, string])[]) => list.find(([sign]) => userAgent?.includes(sign) === true)?.[1];
  return [named(BROWSERS), named(SYSTEMS)].filter((part) => part !== undefined).join(', ') || t('unknownBrowser');
}
