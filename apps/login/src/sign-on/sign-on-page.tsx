import { Alert } from '@waygate/ui';
import { useMemo } from 'preact/hooks';
import { t } from '../messages.ts';
import { Shell } from '../shell.tsx';
import { leadsTo, readReturn } from './away.ts';
import { endTexts } from './end-texts.ts';
import { LeadAway } from './lead-away.tsx';
import type { PageState } from './page-state.ts';
import { PreviewEnd } from './preview-end.tsx';
import { isPreview, readSignOnAddress } from './sign-on-address.ts';
import { StepView } from './step-view.tsx';
import { TraceCode } from './trace-code.tsx';
import { useJourney } from './use-journey.ts';
import { suspension, WaitForMail } from './wait-for-mail.tsx';

/** The hosted sign-on page. */
export function SignOnPage() {
  const returned = useMemo(() => readReturn(), []);
  const address = useMemo(() => returned?.address ?? readSignOnAddress(location), [returned]);
  const { state, submit, restart, leaving, leave } = useJourney(address, returned);
  const waiting = state.show === 'step' ? suspension(state.step) : undefined;
  if (state.show === 'step' && waiting !== undefined) {
    const { header } = state.step;
    return (
      <Shell title={header ?? t('waitTitle')}>
        <WaitForMail callback={waiting} header={header} onRestart={restart} />
      </Shell>
    );
  }
  const target = state.show === 'step' ? leadsTo(state.step) : undefined;
  if (state.show === 'step' && target !== undefined) {
    const { step, busy, note } = state;
    return (
      <Shell title={t('elsewhereTitle')}>
        <LeadAway
          target={target}
          busy={leaving ? 'leaving' : busy ? 'back' : undefined}
          note={noteText(note)}
          onLeave={() => leave(step)}
          onGiveUp={() => submit(step)}
        />
      </Shell>
    );
  }
  if (state.show === 'step') {
    return (
      <Shell title={state.step.header ?? t('title')}>
        <StepView
          key={state.turn}
          step={state.step}
          busy={state.busy}
          note={noteText(state.note)}
          hint={address.parameters['login_hint']}
          onSubmit={submit}
        />
      </Shell>
    );
  }
  const tried = isPreview(address) || (state.show === 'done' && state.success.preview !== undefined);
  if (tried && state.show !== 'loading') return <PreviewEnd address={address} state={state} />;
  if (state.show === 'loading' || state.show === 'done') {
    return (
      <Shell title={t('title')}>
        <p class="waiting" role="status">
          <span class="spinner" aria-hidden="true" />
          {t(state.show === 'done' ? 'goingOn' : (state.note ?? 'loading'))}
        </p>
      </Shell>
    );
  }
  const { title, text, button } = endTexts(state);
  return (
    <Shell title={title}>
      <div class="card stack">
        <h1>{title}</h1>
        <Alert kind="error">{text}</Alert>
        <TraceCode code={'trace' in state ? state.trace : undefined} />
        {state.show === 'notFound' ? (
          <a class="button wide" href={`/sign-on/${address.realm === '/' ? 'root' : encodeURIComponent(address.realm.slice(1))}`}>
            {t('signInDefault')}
          </a>
        ) : (
          <button type="button" class="button wide" onClick={restart}>
            {button}
          </button>
        )}
      </div>
    </Shell>
  );
}

function noteText(note: Extract<PageState, { show: 'step' }>['note']): string | undefined {
  if (note === undefined) return undefined;
  return typeof note === 'string' ? t(note) : note.text;
}
