import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMachine, initialTransition, transition } from 'xstate';
import { type LifecycleEvent, type LifecycleState, nextState } from '../src/index.ts';

/** The lifecycle as a statechart, written from the plan and not from the reducer. */
const model = createMachine({
  id: 'journeySession',
  initial: 'alive',
  states: {
    alive: {
      initial: 'running',
      on: { timedOut: 'expired' },
      states: {
        running: {
          on: {
            asked: 'awaitingInput',
            suspendedByNode: 'suspended',
            reachedSuccess: '#journeySession.succeeded',
            reachedFailure: '#journeySession.failed',
          },
        },
        awaitingInput: { on: { submitted: 'running' } },
        suspended: { on: { resumed: 'running' } },
      },
    },
    succeeded: { type: 'final' },
    failed: { type: 'final' },
    expired: { type: 'final' },
  },
});

const events: LifecycleEvent[] = ['asked', 'suspendedByNode', 'submitted', 'resumed', 'reachedSuccess', 'reachedFailure', 'timedOut'];
const nameOf = (value: unknown): LifecycleState =>
  (typeof value === 'string' ? value : Object.values(value as Record<string, string>)[0]) as LifecycleState;

it('does what the statechart does, for every sequence of events', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 30 }), (sequence) => {
      let [snapshot] = initialTransition(model);
      let state: LifecycleState = 'running';
      for (const type of sequence) {
        [snapshot] = transition(model, snapshot, { type });
        state = nextState(state, type) ?? state;
        expect(state).toBe(nameOf(snapshot.value));
      }
    }),
    { numRuns: 2_000 },
  );
});

it.each(['succeeded', 'failed', 'expired'] as const)('lets nothing leave %s', (state) => {
  for (const event of events) expect(nextState(state, event)).toBeUndefined();
});
