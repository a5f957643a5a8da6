import { createJourneyClient, type JourneyResult, outputOf } from '@waygate/client';
import type { WireStep } from '@waygate/schema';
import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { languageWishes, t } from '../messages.ts';
import { safeTarget } from '../safe-target.ts';
import { leadsTo, leave, type Return } from './away.ts';
import { keepStep, keptStep } from './kept-step.ts';
import { nextPage, type PageState, polls } from './page-state.ts';
import { isPreview, type SignOnAddress } from './sign-on-address.ts';
import { translateStep } from './translate-step.ts';

/** Longest pause between two tries while the connection is lost, milliseconds. */
const LONGEST_PAUSE = 15_000;
/** How often the page sends the same again by itself to a server that has too much to do or had too many requests from this address, or begins again; then it leaves it to the person. */
const MOST_RETRIES = 5;
/** Seconds until a start that was not answered is sent again. */
const START_PAUSE = 2;
const NOT_PRESSED = 100;

export interface JourneyOnPage {
  readonly state: PageState;
  /** Posts the step with these inputs filled in. While another post is under way a pressed button is remembered, anything else is dropped. */
  submit(step: WireStep): void;
  /** Begins anew; where the server did not answer, asks for the same again. */
  restart(): void;
  /** Whether the browser is on its way to another server. */
  readonly leaving: boolean;
  /** Leaves for the server that the step leads to. */
  leave(step: WireStep): void;
}

/**
 * Runs a journey on the page: one request at a time, kept over a refresh, polled while a step waits.
 * @param returned what the browser was led back with, when it comes from another server
 */
export function useJourney(address: SignOnAddress, returned?: Return): JourneyOnPage {
  const [state, dispatch] = useReducer(nextPage, { show: 'loading' });
  const client = useRef(createJourneyClient({ baseUrl: '', realm: address.realm, keeps: true, locale: () => languageWishes()[0] }));
  const busy = useRef(false);
  const wish = useRef<WireStep | undefined>(undefined);
  const tries = useRef(0);
  const sent = useRef<WireStep | undefined>(undefined);
  const link = useRef(address.suspendedId);
  const answer = useRef(returned?.left?.parameters);
  /** How the page begins, and begins again while the server does not answer. */
  const begin = useRef<() => void>(() => undefined);
  const [leaving, setLeaving] = useState(false);
  const leaveFor = useCallback((step: WireStep) => {
    const target = leadsTo(step);
    if (target === undefined) return;
    setLeaving(true);
    leave(step, target);
  }, []);

  const settle = useCallback(
    (result: JourneyResult, startAgain?: number) => {
      busy.current = false;
      tries.current = result.kind === 'unavailable' ? tries.current + 1 : 0;
      if (result.kind !== 'unavailable' && link.current !== undefined) {
        link.current = undefined;
        forgetLink();
      }
      // What was brought back is good for one answer, and for the same again while the server does not answer.
      if (result.kind !== 'unavailable') answer.current = undefined;
      if (result.kind === 'step') keepStep(address, result.step, t.language);
      else if (result.kind !== 'unavailable' && result.kind !== 'refused') keepStep(address, undefined, t.language);
      const givesUp = result.kind === 'unavailable' && tries.current > MOST_RETRIES;
      // A step that comes back by itself does so for as long as it is shown.
      if (givesUp) dispatch({ type: 'answered', result: { kind: 'unavailable', ...(result.limited === true ? { limited: true } : {}) } });
      else dispatch({ type: 'answered', result, ...(startAgain === undefined ? {} : { startAgain }) });
      if (result.kind === 'step') leaveFor(result.step);
      const target = result.kind === 'success' ? result.success.successUrl : result.kind === 'failure' ? result.failureUrl : '';
      // The link of a draft that waited leads back to the draft.
      const tried = isPreview(address) || (result.kind === 'success' && result.success.preview !== undefined);
      const safe = tried ? undefined : safeTarget(target, location.href);
      if (safe !== undefined) location.replace(safe);
    },
    [address, leaveFor],
  );

  const restart = useCallback(() => {
    if (busy.current) return;
    busy.current = true;
    keepStep(address, undefined, t.language);
    dispatch({ type: 'start' });
    const suspendedId = link.current;
    const parameters = suspendedId === undefined ? address.parameters : { ...address.parameters, suspendedId };
    begin.current = restart;
    // A link is good once, and a start that nobody remembers does no harm.
    const startAgain = suspendedId === undefined ? START_PAUSE : undefined;
    void client.current.start({ journey: address.journey, parameters }).then((result) => settle(result, startAgain));
  }, [address, settle]);

  const submit = useCallback(
    (step: WireStep) => {
      if (busy.current) {
        if (pressed(step)) wish.current = step;
        return;
      }
      busy.current = true;
      sent.current = step;
      dispatch({ type: 'submitted' });
      void client.current.submit(step, answer.current).then((result) => {
        const wanted = wish.current;
        wish.current = undefined;
        settle(result);
        // A button that was pressed while the page was asking for news counts for the step that came back.
        if (wanted !== undefined && result.kind === 'step' && polls(result.step)) submit(withPress(result.step, wanted));
      });
    },
    [settle],
  );

  /** Has the server say the step again that a tab stood at. @param shown what to do with it @param over what to do when there is none */
  const askAgain = useCallback(
    (kept: string, shown: (step: WireStep) => void, over: (result: JourneyResult) => void) => {
      if (busy.current) return;
      begin.current = () => askAgain(kept, shown, over);
      busy.current = true;
      dispatch({ type: 'start' });
      void client.current.again(kept).then((result) => {
        // Asking again does no harm.
        if (result.kind === 'unavailable' || result.kind === 'stale') return settle(result, START_PAUSE);
        busy.current = false;
        tries.current = 0;
        if (result.kind === 'step') shown(result.step);
        else over(result);
      });
    },
    [settle],
  );

  useEffect(() => {
    if (returned !== undefined) {
      if (returned.left === undefined) return dispatch({ type: 'lost' });
      const goOn = (step: WireStep) => {
        dispatch({ type: 'restored', step });
        submit(step);
      };
      return askAgain(returned.left.kept, goOn, (result) =>
        dispatch(result.kind === 'expired' ? { type: 'answered', result } : { type: 'lost' }),
      );
    }
    const kept = link.current === undefined ? keptStep(address) : undefined;
    if (kept === undefined) return restart();
    const show = (step: WireStep) => {
      if (kept.language === t.language) return dispatch({ type: 'restored', step });
      // The server says a step once, in the language of then. Where its texts cannot be had, it is shown as it was said.
      return void import('./node-texts.json').then(
        ({ default: texts }) => dispatch({ type: 'restored', step: translateStep(step, texts, t.language) }),
        () => dispatch({ type: 'restored', step }),
      );
    };
    return askAgain(kept.kept, show, restart);
  }, [address, askAgain, restart, returned, submit]);

  useEffect(() => {
    // Whoever goes back finds the page as it was when it was left.
    const cameBack = (event: PageTransitionEvent) => {
      if (event.persisted) setLeaving(false);
    };
    addEventListener('pageshow', cameBack);
    return () => removeEventListener('pageshow', cameBack);
  }, []);

  useEffect(() => {
    if (state.show !== 'step' || state.busy || !polls(state.step)) return undefined;
    const { step } = state;
    const wait = Number(step.callbacks.map((callback) => outputOf(callback, 'waitTime')).find((value) => value !== undefined)) || 5_000;
    const pause = tries.current === 0 ? wait : Math.min(1_000 * 2 ** tries.current, LONGEST_PAUSE);
    const held = (state.pollAfter ?? 0) * 1_000;
    const timer = setTimeout(() => submit(step), Math.max(pause, held));
    const lookAgain = () => {
      if (document.visibilityState === 'visible' && tries.current > 0 && held === 0) submit(step);
    };
    document.addEventListener('visibilitychange', lookAgain);
    addEventListener('online', lookAgain);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', lookAgain);
      removeEventListener('online', lookAgain);
    };
  }, [state, submit]);

  const retryAfter = state.show === 'step' || state.show === 'loading' ? state.retryAfter : undefined;
  const isStart = state.show === 'loading';
  const isUnanswered = state.show === 'unavailable' || state.show === 'limitedForLong';
  useEffect(() => {
    const step = sent.current;
    if (retryAfter === undefined || (step === undefined && !isStart)) return undefined;
    const again = () => (step === undefined || isStart ? begin.current() : submit(step));
    // Those who were turned away together do not come back together.
    const timer = setTimeout(again, retryAfter * 1_000 * (1 + Math.random() / 2));
    return () => clearTimeout(timer);
  }, [retryAfter, isStart, submit]);

  return { state, submit, restart: isUnanswered ? () => begin.current() : restart, leaving, leave: leaveFor };
}

/** Takes a used link out of the address, so that a refresh goes on with the sign-on and nobody finds the link in the history. */
function forgetLink(): void {
  const address = new URL(location.href);
  address.searchParams.delete('suspendedId');
  history.replaceState(history.state, '', address);
}

function pressed(step: WireStep): boolean {
  return step.callbacks.some(({ type, input }) => type === 'ConfirmationCallback' && input?.[0]?.value !== NOT_PRESSED);
}

function withPress(step: WireStep, wanted: WireStep): WireStep {
  const press = wanted.callbacks.find(({ type }) => type === 'ConfirmationCallback')?.input?.[0]?.value;
  return {
    ...step,
    callbacks: step.callbacks.map((callback) =>
      callback.type === 'ConfirmationCallback' && callback.input !== undefined && press !== undefined
        ? { ...callback, input: callback.input.map((input) => ({ ...input, value: press })) }
        : callback,
    ),
  };
}
