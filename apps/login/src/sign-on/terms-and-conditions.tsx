import { textOutput } from '@waygate/client';
import type { WireCallback } from '@waygate/schema';
import { useId } from 'preact/hooks';
import { t } from '../messages.ts';
import { CheckField } from './check-field.tsx';
import { RichText } from './rich-text.tsx';

/** Longest terms that stand open at once, characters: longer ones would push the rest of the page away. */
const SHORT = 600;

interface TermsAndConditionsProps {
  readonly callback: WireCallback;
  readonly name: string;
  readonly accepted: boolean;
  readonly onAccept: (accepted: boolean) => void;
  /** Whether it is to be said that they must be accepted. */
  readonly complain: boolean;
}

/** Shows the terms and lets the person accept them. */
export function TermsAndConditions({ callback, name, accepted, onAccept, complain }: TermsAndConditionsProps) {
  const id = useId();
  const terms = textOutput(callback, 'terms');
  return (
    <section class="stack" aria-labelledby={id}>
      <h2 id={id} class="part">
        {t('terms')}
      </h2>
      <details class="terms" open={terms.length <= SHORT}>
        <summary>{t('readTerms')}</summary>
        <RichText html={terms} />
      </details>
      <CheckField name={name} checked={accepted} onChange={onAccept} error={complain && !accepted ? t('mustAccept') : undefined} required>
        {t('acceptTerms', { version: textOutput(callback, 'version') })}
      </CheckField>
    </section>
  );
}
