import type { WireStep } from '@waygate/schema';
import { QrCode } from '@waygate/ui';
import { t } from '../messages.ts';
import { StepTexts } from './step-texts.tsx';

/** The page that a phone without a network reads: what is to be done, and the QR code, which only the person's phone can open. */
export function OfflineChallenge({ step, qr }: { readonly step: WireStep; readonly qr: string }) {
  return (
    <div class="stack">
      <StepTexts step={step} />
      <QrCode text={qr} label={t('qrLabel')} />
    </div>
  );
}
