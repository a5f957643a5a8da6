import { type ConsentRequest, createConsentClient } from '@waygate/client';
import { Alert } from '@waygate/ui';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../messages.ts';
import { safeTarget } from '../safe-target.ts';
import { Shell } from '../shell.tsx';
import { readConsentAddress } from './consent-address.ts';
import { ConsentTerms } from './consent-terms.tsx';
import { scopeText } from './scope-text.ts';

const client = createConsentClient();

type State =
  | { readonly show: 'loading' | 'gone' | 'unavailable' }
  | { readonly show: 'asking'; readonly request: ConsentRequest; readonly busy: boolean; readonly failed: boolean };

/** Asks whether an application may have access, and goes on with the answer. */
export function ConsentPage() {
  const { realm, id } = useMemo(() => readConsentAddress(location.pathname), []);
  const [state, setState] = useState<State>({ show: 'loading' });
  const heading = useRef<HTMLHeadingElement>(null);

  const load = useCallback(async () => {
    setState({ show: 'loading' });
    const answer = await client.view(realm, id);
    if (answer.ok) setState({ show: 'asking', request: answer.value, busy: false, failed: false });
    else setState({ show: answer.status === 0 || answer.status === 429 || answer.status >= 500 ? 'unavailable' : 'gone' });
  }, [realm, id]);
  useEffect(() => {
    void load();
  }, [load]);
  useEffect(() => {
    if (state.show !== 'loading') heading.current?.focus();
  }, [state.show]);

  const decide = async (request: ConsentRequest, allow: boolean) => {
    setState({ show: 'asking', request, busy: true, failed: false });
    const answer = await client.decide(realm, id, allow);
    const target = answer.ok ? safeTarget(answer.value.location, location.href) : undefined;
    if (target !== undefined) location.replace(target);
    else if (!answer.ok && answer.status >= 400 && answer.status < 500 && answer.status !== 429) setState({ show: 'gone' });
    else setState({ show: 'asking', request, busy: false, failed: true });
  };

  if (state.show === 'loading') {
    return (
      <Shell title={t('consentTitle')}>
        <p class="waiting" role="status">
          <span class="spinner" aria-hidden="true" />
          {t('loading')}
        </p>
      </Shell>
    );
  }
  if (state.show !== 'asking') {
    return (
      <Shell title={t('consentTitle')}>
        <div class="card stack">
          <h1 ref={heading} tabIndex={-1}>
            {t(state.show === 'gone' ? 'consentGoneTitle' : 'consentTitle')}
          </h1>
          <Alert kind="error">{t(state.show === 'gone' ? 'consentGone' : 'unavailable')}</Alert>
          {state.show === 'gone' ? null : (
            <button type="button" class="button wide" onClick={() => void load()}>
              {t('tryAgain')}
            </button>
          )}
        </div>
      </Shell>
    );
  }
  const { request, busy, failed } = state;
  return (
    <Shell title={t('consentTitle')}>
      <div class="card stack">
        <h1 ref={heading} tabIndex={-1}>
          {t('consentHeading', { client: request.client })}
        </h1>
        <p class="muted">{t('signedInAs', { name: request.username })}</p>
        <p id="consent-what">{t('consentWhat', { client: request.client })}</p>
        <ul class="bullets" aria-labelledby="consent-what">
          {[...request.scopes, ...request.claims].map((name) => (
            <li key={name}>{scopeText(name)}</li>
          ))}
        </ul>
        <ConsentTerms request={request} realm={realm} />
        {failed ? <Alert kind="error">{t('unavailable')}</Alert> : null}
        <button type="button" class="button wide" disabled={busy} onClick={() => void decide(request, true)}>
          {t('allow')}
        </button>
        <button type="button" class="button wide quiet" disabled={busy} onClick={() => void decide(request, false)}>
          {t('doNotAllow')}
        </button>
      </div>
    </Shell>
  );
}
