import type { AccountOfflineCode } from '@waygate/client';
import { useRef, useState } from 'preact/hooks';
import { t } from '../messages.ts';
import { FactorIcon } from './factor-icon.tsx';
import { formatDate } from './format-date.ts';
import type { DeviceChange } from './pending-change.ts';

interface OfflineCodeProps {
  readonly code: AccountOfflineCode;
  readonly onChange: (change: DeviceChange) => Promise<void>;
  /** Address of a journey that comes back here. */
  readonly journeyPath: (journey: string) => string;
}

type Asked = 'remove' | 'codes';

const TITLES = { remove: 'removeTitle', codes: 'newBackupCodeTitle' } as const;
const TEXTS = { remove: 'removeOfflineText', codes: 'newBackupCodeText' } as const;
const ACTS = { remove: 'remove', codes: 'newBackupCode' } as const;

/** The app whose codes sign the person on during an outage: whether there is one, and what can be done with it. */
export function OfflineCode({ code, onChange, journeyPath }: OfflineCodeProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [asked, setAsked] = useState<Asked>('remove');
  const { status, deviceName = '', journey, needsDevice } = code;
  const ask = (what: Asked) => {
    setAsked(what);
    dialog.current?.showModal();
  };
  const agree = async () => {
    await onChange({ what: asked, kind: 'offlineCode', uuid: '', deviceName });
    // The button that opened the dialog may be gone with the app.
    if (asked === 'remove') heading.current?.focus();
  };
  const about = (label: string) => `${label}: ${deviceName}`;
  return (
    <section class="card stack" aria-labelledby="offline-code">
      <h2 id="offline-code" ref={heading} tabIndex={-1}>
        {t('offlineCode')}
      </h2>
      <p class="muted">{t(status === 'none' ? 'offlineCodeIntro' : 'offlineCodeThere')}</p>
      {status === 'none' ? null : (
        <ul class="list">
          <li>
            <FactorIcon kind="oath" />
            <div class="grow">
              <strong>{deviceName}</strong>
              {factsOf(code).map((fact) => (
                <div key={fact} class="muted">
                  {fact}
                </div>
              ))}
              {status === 'expired' ? <div class="warn">{t('offlineCodeExpired')}</div> : null}
            </div>
            <div class="row acts">
              {status === 'expired' || needsDevice ? null : (
                <button type="button" class="button quiet" aria-label={about(t('newBackupCode'))} onClick={() => ask('codes')}>
                  {t('newBackupCode')}
                </button>
              )}
              <button type="button" class="button danger" aria-label={about(t('remove'))} onClick={() => ask('remove')}>
                {t('remove')}
              </button>
            </div>
          </li>
        </ul>
      )}
      {journey === null ? null : needsDevice ? (
        <p class="muted">{t('offlineCodeNeedsDevice')}</p>
      ) : (
        <div class="row adds">
          <a class="button quiet" href={journeyPath(journey)}>
            {t(status === 'none' ? 'setUpOfflineCode' : 'replaceOfflineCode')}
          </a>
        </div>
      )}
      <dialog ref={dialog} aria-labelledby="offline-change-title">
        <form method="dialog" class="stack">
          <h2 id="offline-change-title">{t(TITLES[asked], { name: deviceName })}</h2>
          <p>{t(TEXTS[asked])}</p>
          <div class="row">
            <button type="submit" class="button quiet grow">
              {t('cancel')}
            </button>
            <button type="submit" class={asked === 'remove' ? 'button danger grow' : 'button grow'} onClick={() => void agree()}>
              {t(ACTS[asked])}
            </button>
          </div>
        </form>
      </dialog>
    </section>
  );
}

function factsOf({ status, enrolledAt, lastUsedAt, expiresAt, hasBackupCode }: AccountOfflineCode): string[] {
  const times = [
    ...(enrolledAt === undefined ? [] : [t('added', { date: formatDate(enrolledAt) })]),
    ...(lastUsedAt === undefined ? [] : [t('lastUsed', { date: formatDate(lastUsedAt) })]),
  ];
  return [
    times.join(', '),
    ...(expiresAt === undefined || status === 'expired' ? [] : [t('offlineCodeUntil', { date: formatDate(expiresAt) })]),
    t(hasBackupCode ? 'backupCodeKept' : 'noBackupCode'),
  ];
}
