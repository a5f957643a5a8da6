import type { ConsentRequest } from '@waygate/client';
import { t } from '../messages.ts';
import { durationText } from './duration-text.ts';

interface ConsentTermsProps {
  readonly request: ConsentRequest;
  readonly realm: string;
}

/** For how long an application gets what it asks for, for how long the answer is kept, and where it is taken back. */
export function ConsentTerms({ request, realm }: ConsentTermsProps) {
  const { client, accessSeconds, renewableSeconds, endsWithSession, rememberedSeconds } = request;
  const lasts = Math.max(accessSeconds, renewableSeconds ?? 0);
  return (
    <div class="stack">
      <h2>{t('consentHowLong')}</h2>
      <p class="muted">
        {t(endsWithSession ? 'consentLastsSession' : 'consentLasts', { client, time: durationText(lasts, t.language) })}{' '}
        {rememberedSeconds === undefined ? t('consentAskedAgain') : t('consentKept', { time: durationText(rememberedSeconds, t.language) })}
      </p>
      <p class="muted">
        {t('consentTakeBack')}{' '}
        <a href={`/account?realm=${encodeURIComponent(realm)}`} target="_blank" rel="noopener">
          {t('yourAccount')}
          <span class="visually-hidden"> {t('inNewWindow')}</span>
        </a>
      </p>
    </div>
  );
}
