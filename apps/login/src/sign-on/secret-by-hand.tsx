import { Alert } from '@waygate/ui';
import { useState } from 'preact/hooks';
import { t } from '../messages.ts';

interface OathSecret {
  /** Base32. */
  readonly secret: string;
  readonly account: string;
}

/** What a person types into an app that cannot scan; undefined for a link that has more than codes in it. */
export function secretOf(link: string): OathSecret | undefined {
  if (!link.startsWith('otpauth://') || !URL.canParse(link)) return undefined;
  const { pathname, searchParams } = new URL(link);
  const secret = searchParams.get('secret') ?? '';
  return secret === '' ? undefined : { secret, account: decodeURIComponent(pathname.split(':').at(-1) ?? '') };
}

/** The secret in groups of four, to be typed or copied. */
export function SecretByHand({ secret: { secret, account } }: { readonly secret: OathSecret }) {
  const [copied, setCopied] = useState<boolean | undefined>(undefined);
  const copy = () => {
    navigator.clipboard.writeText(secret).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <details class="by-hand">
      <summary>{t('byHand')}</summary>
      <div class="stack">
        <p class="muted">{t('byHandHint', { account })}</p>
        <code class="secret">{secret.match(/.{1,4}/g)?.join(' ')}</code>
        <button type="button" class="button quiet wide" onClick={copy}>
          <span role="status">{t(copied === true ? 'copied' : 'copyKey')}</span>
        </button>
        {copied === false ? <Alert kind="error">{t('copyFailed')}</Alert> : null}
      </div>
    </details>
  );
}
