import type { JourneyResult } from '@waygate/client';
import type { WireStep, WireSuccess } from '@waygate/schema';

/** What the sign-on page shows. */
export type PageState =
  | {
      readonly show: 'loading';
      /** Why it takes so long. */
      readonly note?: 'unavailable' | 'waitsItsTurn' | 'limited';
      /** Seconds after which the page begins again by itself. */
      readonly retryAfter?: number;
    }
  | {
      readonly show: 'step';
      readonly step: WireStep;
      readonly busy: boolean;
      /** What to say above the step. */
      readonly note:
        | 'again'
        | 'unavailable'
        | 'reconnecting'
        | 'waitsItsTurn'
        | 'limited'
        | 'limitedForLong'
        | { readonly text: string }
        | undefined;
      /** Counts steps that look different, so that the page knows when to move the focus. */
      readonly turn: number;
      /** Seconds after which the page sends the same again by itself, because the server has too much to do or had too many requests from the address. */
      readonly retryAfter?: number;
      /** Seconds for which a step that comes back by itself must not. */
      readonly pollAfter?: number;
    }
  | {
      readonly show: 'failed';
      readonly message: string;
      /** Whether the page was waiting for a phone, so that nothing on the page can have been wrong. */
      readonly atPhone: boolean;
      /** Where the person is led; empty when they stay. */
      readonly target: string;
      /** What the server calls this sign-on, for whoever helps the person. */
      readonly trace: string | undefined;
    }
  | { readonly show: 'expired' | 'stale'; readonly trace: string | undefined }
  | { readonly show: 'done'; readonly success: WireSuccess }
  | { readonly show: 'notFound' | 'unavailable' | 'limitedForLong' | 'linkOver' | 'lost' };

export type PageEvent =
  | { readonly type: 'start' }
  | { readonly type: 'restored'; readonly step: WireStep }
  | { readonly type: 'submitted' }
  /** Somebody came back from elsewhere, and this tab sent nobody there. */
  | { readonly type: 'lost' }
  /** `startAgain`: seconds after which a start that may be sent twice is sent again, though nobody knows what became of it. */
  | { readonly type: 'answered'; readonly result: JourneyResult; readonly startAgain?: number };

/** The page as a pure step: what it shows next after an event. */
export function nextPage(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'start':
      return state.show === 'loading' && state.note !== undefined ? { show: 'loading', note: state.note } : { show: 'loading' };
    case 'restored':
      return { show: 'step', step: event.step, busy: false, note: undefined, turn: 1 };
    case 'submitted':
      return state.show === 'step' ? withoutRetry({ ...state, busy: true }) : state;
    case 'lost':
      return { show: 'lost' };
    case 'answered':
      return answered(state, event.result, event.startAgain);
  }
}

function answered(state: PageState, result: JourneyResult, startAgain: number | undefined): PageState {
  const before = state.show === 'step' ? state : undefined;
  switch (result.kind) {
    case 'step': {
      const same = before !== undefined && look(before.step) === look(result.step);
      return {
        show: 'step',
        step: result.step,
        busy: false,
        note: same && !polls(result.step) && typesSomething(result.step) ? 'again' : undefined,
        turn: same && polls(result.step) ? before.turn : (before?.turn ?? 0) + 1,
      };
    }
    case 'success':
      return { show: 'done', success: result.success };
    case 'failure':
      return {
        show: 'failed',
        message: result.message,
        atPhone: before !== undefined && polls(before.step),
        target: result.failureUrl,
        trace: result.trace,
      };
    case 'expired':
    case 'stale':
      return { show: result.kind, trace: result.trace };
    case 'notFound':
    case 'linkOver':
      return { show: result.kind };
    case 'refused':
      return before === undefined
        ? { show: 'failed', message: result.message, atPhone: false, target: '', trace: undefined }
        : { ...before, busy: false, note: { text: result.message } };
    case 'unavailable':
      return unavailable(before, result, startAgain);
  }
}

function unavailable(
  before: Extract<PageState, { show: 'step' }> | undefined,
  { retryAfter, limited }: Extract<JourneyResult, { kind: 'unavailable' }>,
  startAgain: number | undefined,
): PageState {
  const note = limited === true ? 'limited' : 'waitsItsTurn';
  const over = limited === true ? 'limitedForLong' : 'unavailable';
  if (before !== undefined && polls(before.step)) {
    // It asks again by itself in any case, and must not before its address may.
    const held = limited === true && retryAfter !== undefined ? { pollAfter: retryAfter } : {};
    return { ...before, busy: false, note: limited === true ? 'limited' : 'reconnecting', ...held };
  }
  if (before !== undefined)
    return retryAfter === undefined ? { ...before, busy: false, note: over } : { ...before, busy: true, note, retryAfter };
  if (retryAfter !== undefined) return { show: 'loading', note, retryAfter };
  return startAgain === undefined ? { show: over } : { show: 'loading', note: 'unavailable', retryAfter: startAgain };
}

function withoutRetry({ retryAfter: _, pollAfter: __, ...state }: Extract<PageState, { show: 'step' }>): PageState {
  return state;
}

/** Whether a step comes back by itself. */
export function polls(step: WireStep): boolean {
  return step.callbacks.some(({ type }) => type === 'PollingWaitCallback');
}

const TYPED: ReadonlySet<string> = new Set(['NameCallback', 'PasswordCallback', 'TextInputCallback', 'KbaCreateCallback']);

function typesSomething(step: WireStep): boolean {
  // What a field says itself is not said again above all of them.
  if (
    step.callbacks.some(({ output }) =>
      output.some(({ name, value }) => name === 'failedPolicies' && Array.isArray(value) && value.length > 0),
    )
  )
    return false;
  return step.callbacks.some(({ type }) => TYPED.has(type));
}

/** What of a step a person would call the same page. */
function look(step: WireStep): string {
  return JSON.stringify([
    step.header,
    step.callbacks.map(({ type, output }) => [
      type,
      type === 'HiddenValueCallback' ? output : output.find(({ name }) => name === 'prompt' || name === 'message')?.value,
    ]),
  ]);
}
