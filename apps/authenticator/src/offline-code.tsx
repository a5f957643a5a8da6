import type { OfflineChallenge } from '@waygate/mfa';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ConfirmPerson } from './confirm-person-view.tsx';
import { t } from './messages.ts';
import { useSecondsLeft } from './use-seconds-left.ts';
import type { Vault } from './vault.ts';

interface OfflineCodeProps {
  readonly vault: Vault;
  /** What the account is called here. */
  readonly account: string;
  readonly challenge: OfflineChallenge;
  readonly onDone: () => void;
  readonly onExpired: () => void;
}

/** A code that was opened without a network: first what it is for, and once the owner has shown themselves the code, for as long as it is good. */
export function OfflineCode({ vault, account, challenge, onDone, onExpired }: OfflineCodeProps) {
  const { issuer, username, application, clientIp, code, issuedAt, secondsToLive } = challenge;
  const left = useSecondsLeft((issuedAt + secondsToLive) * 1000, onExpired);
  const [unlocked, setUnlocked] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="card push stack" aria-labelledby="offline-code">
      <h1 id="offline-code" ref={heading} tabIndex={-1}>
        {t('pushTitle')}
      </h1>
      <p>{t('offlineHint')}</p>
      <dl class="facts">
        <dt>{t('askedBy')}</dt>
        <dd>{issuer}</dd>
        <dt>{t('user')}</dt>
        <dd>{username}</dd>
        <dt>{t('application')}</dt>
        <dd>{application}</dd>
        <dt>{t('site')}</dt>
        <dd>{account}</dd>
        <dt>{t('place')}</dt>
        <dd>{clientIp === '' ? t('unknown') : clientIp}</dd>
        <dt>{t('timeLeft')}</dt>
        <dd>{t('seconds', { count: left })}</dd>
      </dl>
      {unlocked ? (
        <div role="status">
          <output class="one-time-code" aria-label={t('codeOf', { issuer })}>
            {code.slice(0, 3)} {code.slice(3)}
          </output>
        </div>
      ) : (
        <ConfirmPerson vault={vault} onConfirmed={() => setUnlocked(true)} />
      )}
      <button type="button" class="button quiet wide" onClick={onDone}>
        {t(unlocked ? 'done' : 'cancel')}
      </button>
    </section>
  );
}
