import { outputOf, textOutput } from '@waygate/client';
import type { WireStep } from '@waygate/schema';
import { Alert, QrCode } from '@waygate/ui';
import { t } from '../messages.ts';

/** The page that a phone without a network reads: what is to be done, and the QR code, which only the person's phone can open. */
export function OfflineChallenge({ step, qr }: { readonly step: WireStep; readonly qr: string }) {
  return (
    <div class="stack">
      {step.callbacks.map((callback, index) => {
        const kind = callback.type === 'TextOutputCallback' ? outputOf(callback, 'messageType') : '4';
        if (kind === '4') return null;
        const text = textOutput(callback, 'message');
        return kind === '2' ? (
          <Alert key={index} kind="error">
            {text}
          </Alert>
        ) : (
          <p key={index}>{text}</p>
        );
      })}
      <QrCode text={qr} label={t('qrLabel')} />
    </div>
  );
}
