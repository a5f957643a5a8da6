import type { WireStep } from '@waygate/schema';
import { QrCode } from '@waygate/ui';
import { t } from '../messages.ts';
import { AUTHENTICATOR, isFramed } from './framed.ts';
import { SecretByHand, secretOf } from './secret-by-hand.tsx';
import { StepTexts } from './step-texts.tsx';

/**
 * The page that connects a phone: the QR code, and the same link for an app on this device. The link holds a secret, so the web authenticator gets it behind `#`,
 * which browsers send to nobody.
 */
export function PhoneRegistration({ step, link }: { readonly step: WireStep; readonly link: string }) {
  const toWeb = (
    <a class="button quiet wide" href={`/authenticator/#add=${encodeURIComponent(link)}`} {...AUTHENTICATOR}>
      {t('addWeb')}
    </a>
  );
  const secret = secretOf(link);
  const waits = step.callbacks.some(({ type }) => type === 'PollingWaitCallback');
  return (
    <div class="stack">
      <StepTexts step={step} />
      {isFramed ? toWeb : null}
      <QrCode text={link} label={t('qrLabel')} />
      {waits ? (
        <p class="waiting" role="status">
          <span class="spinner" aria-hidden="true" />
          {t('waitingForPhone')}
        </p>
      ) : null}
      {secret === undefined ? null : <SecretByHand secret={secret} />}
      <h2>{t('onThisDevice')}</h2>
      <div class="stack">
        <a class="button quiet wide" href={link} rel="noreferrer">
          {t('openApp')}
        </a>
        {isFramed ? null : toWeb}
      </div>
    </div>
  );
}
