import { Alert, TextField } from '@waygate/ui';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../messages.ts';
import type { PasskeyOnPage, PasskeyState } from './use-passkey.ts';

interface PasskeyProps {
  readonly passkey: PasskeyOnPage;
  /** Whether one is to be made. */
  readonly makes: boolean;
  readonly busy: boolean;
}

/** The page that makes or uses a passkey: what is about to happen, the time while the browser asks, and what came of it. */
export function Passkey({ passkey, makes, busy }: PasskeyProps) {
  const [name, setName] = useState('');
  const { state } = passkey;
  const place = useRef<HTMLDivElement>(null);
  // What was pressed is gone: whoever uses the keyboard goes on with what is there now.
  useEffect(() => {
    if (state !== 'explaining') place.current?.querySelector('button')?.focus();
  }, [state]);
  const isOver = state === 'exists' || state === 'unsupported';
  if (state === 'waiting' || busy) {
    return (
      <div class="stack" ref={place}>
        <p class="waiting" role="status">
          <span class="spinner" aria-hidden="true" />
          {t('passkeyWaiting')}
        </p>
        {busy ? null : (
          <button type="button" class="button quiet wide" onClick={passkey.cancel}>
            {t('cancel')}
          </button>
        )}
      </div>
    );
  }
  return (
    <div class="stack" ref={place}>
      <PasskeyNote state={state} makes={makes} />
      {isOver ? null : <p>{t(makes ? 'passkeyMakeText' : 'passkeyUseText')}</p>}
      {isOver || !makes ? null : (
        <>
          <TextField name="deviceName" label={t('passkeyName')} value={name} onInput={setName} maxLength={64} autoComplete="off" />
          <p class="muted">{t('passkeyNameHint')}</p>
        </>
      )}
      {isOver ? null : (
        <button type="submit" class="button wide" onClick={(event) => press(event, () => passkey.begin(name.trim()))}>
          {t(state === 'explaining' ? (makes ? 'passkeyMake' : 'passkeyUse') : 'tryAgain')}
        </button>
      )}
      <button type="button" class="button quiet wide" onClick={passkey.goWithout}>
        {t('passkeyWithout')}
      </button>
    </div>
  );
}

/** The button beside fields for name and password. */
export function PasskeyButton({ passkey, busy }: Pick<PasskeyProps, 'passkey' | 'busy'>) {
  const { state } = passkey;
  if (state === 'unsupported') return null;
  const waits = state === 'waiting';
  return (
    <div class="stack">
      <PasskeyNote state={state} makes={false} />
      <button type="button" class="button quiet wide" disabled={busy || waits} onClick={() => passkey.begin()}>
        {waits ? <span class="spinner" aria-hidden="true" /> : null}
        {t(waits ? 'passkeyWaiting' : 'passkeySignIn')}
      </button>
    </div>
  );
}

function PasskeyNote({ state, makes }: { readonly state: PasskeyState; readonly makes: boolean }) {
  switch (state) {
    case 'cancelled':
      return <Alert kind="error">{t('passkeyCancelled')}</Alert>;
    case 'exists':
      return <Alert kind="info">{t('passkeyExists')}</Alert>;
    case 'failed':
      return <Alert kind="error">{t('passkeyFailed')}</Alert>;
    case 'unsupported':
      return <Alert kind="info">{t(makes ? 'passkeyMakeUnsupported' : 'passkeyUnsupported')}</Alert>;
    default:
      return null;
  }
}

/** A press that the form does not see: nothing is posted before the browser has answered. */
function press(event: Event, act: () => void): void {
  event.preventDefault();
  act();
}
