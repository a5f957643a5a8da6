import type { HealthCheck, HealthPolicy, MonitorState } from '@waygate/schema';
import { assign, fromPromise, setup } from 'xstate';

/** What outlives the process. Times are epoch milliseconds. */
export interface KeptHealth {
  readonly state: MonitorState;
  readonly failures: number;
  readonly successes: number;
  readonly nextCheckAt: number;
  readonly cooldownEndsAt?: number;
  readonly lastCheck?: HealthCheck;
}

interface HealthContext extends Omit<KeptHealth, 'state' | 'cooldownEndsAt'> {
  readonly policy: HealthPolicy;
  readonly cooldownEndsAt: number | undefined;
}

export interface HealthInput {
  readonly policy: HealthPolicy;
  readonly kept: KeptHealth | undefined;
}

type HealthEvent = { readonly type: 'POLICY'; readonly policy: HealthPolicy } | { readonly type: 'CHECK_NOW' };

const SECOND_MS = 1_000;

/**
 * The states of one identity provider, after the table of Access Gateway's health policy. People are led online only in `online`. Every time to wait for is kept as a moment, so that a
 * machine that is started again of what was kept waits for what is left and no longer.
 * @param now epoch milliseconds, of the clock that the actor runs on
 * @param check one check with all its tries; it resolves whether that was good or not
 * @param initial the state to begin in: what is entered starts its timers, which a restored snapshot would not
 */
export function healthMachine(
  now: () => number,
  check: (policy: HealthPolicy, stop: AbortSignal) => Promise<HealthCheck>,
  initial: MonitorState,
) {
  const next = ({ healthCheckInterval }: HealthPolicy) => now() + healthCheckInterval * SECOND_MS;
  // While nobody looked nothing was seen to stay good: one whole check must be, before a cooldown can be over.
  const afterOneCheck = ({ maxRetries, timeout }: HealthPolicy) => now() + ((maxRetries + 1) * timeout + 1) * SECOND_MS;
  const policyOf = ({ context }: { readonly context: HealthContext }) => context.policy;
  /** Between two checks, in every state. */
  const waiting = { after: { interval: 'probing' }, on: { CHECK_NOW: 'probing' } } as const;
  return setup({
    types: { context: {} as HealthContext, events: {} as HealthEvent, input: {} as HealthInput },
    actors: {
      check: fromPromise<HealthCheck, HealthPolicy>(({ input, signal }) => check(input, signal)),
    },
    delays: {
      interval: ({ context }) => Math.max(0, context.nextCheckAt - now()),
      cooldown: ({ context }) => Math.max(0, (context.cooldownEndsAt ?? 0) - now()),
    },
    guards: {
      good: (_, check: HealthCheck) => check.ok,
      lastFailure: ({ context }, check: HealthCheck) => !check.ok && context.failures + 1 >= context.policy.failureThreshold,
      lastSuccess: ({ context }, check: HealthCheck) => check.ok && context.successes + 1 >= context.policy.successThreshold,
    },
    actions: {
      note: assign(({ context }, check: HealthCheck) => ({ lastCheck: check, nextCheckAt: next(context.policy) })),
      count: assign(({ context }, check: HealthCheck) => ({
        failures: check.ok ? 0 : context.failures + 1,
        successes: check.ok ? context.successes + 1 : 0,
      })),
      forget: assign({ failures: 0, successes: 0 }),
      // At least one check comes before its end, however rarely checks are made else.
      beginCooldown: assign(({ context: { policy, nextCheckAt } }) => {
        const cooldownEndsAt = now() + policy.recoveryCooldownInterval * SECOND_MS;
        return {
          cooldownEndsAt,
          nextCheckAt: Math.min(nextCheckAt, Math.max(now(), cooldownEndsAt - (policy.maxRetries + 1) * policy.timeout * SECOND_MS)),
        };
      }),
      endCooldown: assign({ cooldownEndsAt: undefined }),
    },
  }).createMachine({
    id: 'health',
    context: ({ input: { policy, kept } }) => ({
      policy,
      failures: kept?.failures ?? 0,
      successes: kept?.successes ?? 0,
      nextCheckAt: kept?.nextCheckAt ?? now(),
      ...(kept?.lastCheck === undefined ? {} : { lastCheck: kept.lastCheck }),
      cooldownEndsAt: kept?.cooldownEndsAt === undefined ? undefined : Math.max(kept.cooldownEndsAt, afterOneCheck(policy)),
    }),
    initial,
    // A policy that is replaced leaves state and counters alone; what is waited for next is measured by the new one.
    on: { POLICY: { actions: assign(({ event }) => ({ policy: event.policy })) } },
    states: {
      online: {
        initial: 'waiting',
        states: {
          waiting,
          probing: {
            invoke: {
              src: 'check',
              input: policyOf,
              onDone: [
                {
                  guard: { type: 'lastFailure', params: ({ event }) => event.output },
                  target: '#health.offline',
                  actions: [{ type: 'note', params: ({ event }) => event.output }, 'forget'],
                },
                {
                  target: 'waiting',
                  actions: [
                    { type: 'note', params: ({ event }) => event.output },
                    { type: 'count', params: ({ event }) => event.output },
                  ],
                },
              ],
            },
          },
        },
      },
      offline: {
        initial: 'waiting',
        states: {
          waiting,
          probing: {
            invoke: {
              src: 'check',
              input: policyOf,
              onDone: [
                {
                  guard: { type: 'lastSuccess', params: ({ event }) => event.output },
                  target: '#health.recovering',
                  actions: [{ type: 'note', params: ({ event }) => event.output }, 'forget', 'beginCooldown'],
                },
                {
                  target: 'waiting',
                  actions: [
                    { type: 'note', params: ({ event }) => event.output },
                    { type: 'count', params: ({ event }) => event.output },
                  ],
                },
              ],
            },
          },
        },
      },
      recovering: {
        after: { cooldown: { target: 'online', actions: ['forget', 'endCooldown'] } },
        initial: 'waiting',
        states: {
          waiting,
          probing: {
            invoke: {
              src: 'check',
              input: policyOf,
              onDone: [
                {
                  guard: { type: 'good', params: ({ event }) => event.output },
                  target: 'waiting',
                  actions: { type: 'note', params: ({ event }) => event.output },
                },
                {
                  target: '#health.offline',
                  actions: [{ type: 'note', params: ({ event }) => event.output }, 'forget', 'endCooldown'],
                },
              ],
            },
          },
        },
      },
    },
  });
}
