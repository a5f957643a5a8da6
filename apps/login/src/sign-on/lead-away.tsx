import { Alert } from '@waygate/ui';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../messages.ts';

interface LeadAwayProps {
  readonly target: URL;
  /** Whether the browser is on its way, or an answer that it brought is being looked at. */
  readonly busy: 'leaving' | 'back' | undefined;
  readonly note: string | undefined;
  readonly onLeave: () => void;
  readonly onGiveUp: () => void;
}

/** A step that is answered elsewhere: on the way there, on the way back, and when somebody came back without having signed on. */
export function LeadAway({ target, busy, note, onLeave, onGiveUp }: LeadAwayProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <div class="card stack">
      <h1 ref={heading} tabIndex={-1}>
        {t('elsewhereTitle')}
      </h1>
      {note === undefined ? null : <Alert kind="error">{note}</Alert>}
      {busy === undefined ? (
        <>
          <p>{t('elsewhereOpen', { host: target.host })}</p>
          <button type="button" class="button wide" onClick={onLeave}>
            {t('elsewhereGo', { host: target.host })}
          </button>
          <button type="button" class="button wide quiet" onClick={onGiveUp}>
            {t('elsewhereGiveUp')}
          </button>
        </>
      ) : (
        <p class="waiting" role="status">
          <span class="spinner" aria-hidden="true" />
          {busy === 'leaving' ? t('elsewhereLeaving', { host: target.host }) : t('elsewhereBack')}
        </p>
      )}
    </div>
  );
}
