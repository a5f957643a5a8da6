import type { WireStep } from '@waygate/schema';
import { QrCode } from '@waygate/ui';
import { t } from '../messages.ts';
import { StepTexts } from './step-texts.tsx';

interface OfflineChallengeProps {
  readonly step: WireStep;
  /** What the QR code says, which only the person's phone can open. */
  readonly qr: string | undefined;
  /** Twelve digits in groups, which the person types into the phone. */
  readonly digits: string | undefined;
}

/** The page for a phone without a network: what is to be done, and what the phone is shown. */
export function OfflineChallenge({ step, qr, digits }: OfflineChallengeProps) {
  return (
    <div class="stack">
      {/* The digits stand below in large; their line is for clients that show nothing but text. */}
      <StepTexts step={step} without={digits} />
      {qr === undefined ? null : <QrCode text={qr} label={t('qrLabel')} />}
      {digits === undefined ? null : (
        <p class="number digits" role="img" aria-label={t('digitsLabel', { digits: [...digits.replaceAll(' ', '')].join(' ') })}>
          {digits.split(' ').map((group) => (
            <span key={group}>{group} </span>
          ))}
        </p>
      )}
    </div>
  );
}
