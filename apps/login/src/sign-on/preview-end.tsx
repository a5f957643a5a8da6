import { Alert } from '@waygate/ui';
import { t } from '../messages.ts';
import { Shell } from '../shell.tsx';
import { endTexts } from './end-texts.ts';
import { isFramed } from './framed.ts';
import type { PageState } from './page-state.ts';
import { isFromElsewhere, type SignOnAddress } from './sign-on-address.ts';
import { TraceCode } from './trace-code.tsx';

interface PreviewEndProps {
  readonly address: SignOnAddress;
  readonly state: Exclude<PageState, { show: 'step' | 'loading' }>;
}

/** The end of a draft that an author tried: what would happen now, and the way to another try. Nobody is signed on and nobody is led on. */
export function PreviewEnd({ address, state }: PreviewEndProps) {
  const done = state.show === 'done' ? state.success : undefined;
  const texts = state.show === 'done' ? undefined : endTexts(state);
  const title = texts?.title ?? t('previewDone');
  const target = done?.successUrl ?? (state.show === 'failed' ? state.target : '');
  return (
    <Shell title={title}>
      <div class="card stack">
        <h1>{title}</h1>
        {texts === undefined ? (
          <p role="status">{t('previewAs', { name: done?.preview?.username ?? '' })}</p>
        ) : (
          <Alert kind="error">{texts.text}</Alert>
        )}
        {target === '' ? null : <p>{t('previewLed', { target })}</p>}
        <p class="muted">{t('previewOnly')}</p>
        <TraceCode code={'trace' in state ? state.trace : undefined} />
        {isFramed ? (
          <button type="button" class="button wide" onClick={() => parent.postMessage(PREVIEW_AGAIN, editorOrigin(address))}>
            {t('startAgain')}
          </button>
        ) : isFromElsewhere(address) ? null : (
          <a class="button wide" href={editorPath(address)}>
            {t('toEditor')}
          </a>
        )}
      </div>
    </Shell>
  );
}

/** Tells the editor around the page that the author wants another try: each try has an address of its own. */
const PREVIEW_AGAIN = 'waygate.preview-again';

/** Whose page frames this one: the console. At another host than this one it may be anywhere, and the policy of the page lets nobody else frame it; the message has no secret. */
function editorOrigin(address: SignOnAddress): string {
  return isFromElsewhere(address) ? '*' : location.origin;
}

function editorPath({ realm, journey }: SignOnAddress): string {
  const journeys = `/admin/realms/${realm === '/' ? 'root' : encodeURIComponent(realm.slice(1))}/journeys`;
  return journey === undefined ? journeys : `${journeys}/${encodeURIComponent(journey)}`;
}
