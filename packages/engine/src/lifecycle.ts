/** States of a journey session. Nothing leaves the last three. */
export type LifecycleState = 'running' | 'awaitingInput' | 'suspended' | 'succeeded' | 'failed' | 'expired';

export type LifecycleEvent = 'asked' | 'suspendedByNode' | 'submitted' | 'resumed' | 'reachedSuccess' | 'reachedFailure' | 'timedOut';

const NEXT: Record<LifecycleState, Partial<Record<LifecycleEvent, LifecycleState>>> = {
  running: {
    asked: 'awaitingInput',
    suspendedByNode: 'suspended',
    reachedSuccess: 'succeeded',
    reachedFailure: 'failed',
    timedOut: 'expired',
  },
  awaitingInput: { submitted: 'running', timedOut: 'expired' },
  suspended: { resumed: 'running', timedOut: 'expired' },
  succeeded: {},
  failed: {},
  expired: {},
};

/**
 * The lifecycle of every journey session, as a pure step.
 * @returns the next state, or undefined when the event may not happen in this state: then nothing must change
 */
export function nextState(state: LifecycleState, event: LifecycleEvent): LifecycleState | undefined {
  return NEXT[state][event];
}
