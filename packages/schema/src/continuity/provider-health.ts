import { z } from 'zod';
import { failoverMode, healthProbe } from './offline-idp.ts';

/** What the monitor itself found. */
export const monitorState = z.enum(['online', 'offline', 'recovering']);
export type MonitorState = z.infer<typeof monitorState>;

/** What sign-ons go by. `blocked`: an operator lets nobody in until they say otherwise. */
export const providerState = z.enum(['online', 'offline', 'recovering', 'blocked']);
export type ProviderState = z.infer<typeof providerState>;

/** Why a state changed. */
export const transitionReason = z.enum([
  'checksFailed',
  'checksGood',
  'checkFailedInRecovery',
  'cooldownOver',
  'operator',
  'operatorEnded',
  'simulation',
  'simulationEnded',
  'mode',
]);
export type TransitionReason = z.infer<typeof transitionReason>;

/** A change of what sign-ons go by. Times are epoch milliseconds. */
export const healthTransition = z.object({
  at: z.number(),
  from: providerState,
  to: providerState,
  reason: transitionReason,
  /** User name of the operator, when it was one. */
  by: z.string().exactOptional(),
});
export type HealthTransition = z.infer<typeof healthTransition>;

/** What an operator set in the place of what the monitor finds. */
export const healthOverride = z.object({
  state: z.enum(['online', 'offline', 'blocked']),
  /** Absent only for a provider that is led by hand. */
  until: z.number().exactOptional(),
  by: z.string(),
  at: z.number(),
  reason: z.string(),
});
export type HealthOverride = z.infer<typeof healthOverride>;

/** One check, with all its tries. */
export const healthCheck = z.object({ at: z.number(), ok: z.boolean(), tries: z.int(), detail: z.string() });
export type HealthCheck = z.infer<typeof healthCheck>;

/** An identity provider as the console shows it. */
export const providerHealthView = z.object({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  mode: failoverMode,
  probe: healthProbe,
  state: providerState,
  /** What decides it, when it is not the monitor. */
  forced: z.enum(['mode', 'operator', 'simulation']).exactOptional(),
  since: z.number(),
  monitor: z.object({
    state: monitorState,
    failures: z.int(),
    successes: z.int(),
    nextCheckAt: z.number(),
    cooldownEndsAt: z.number().exactOptional(),
    lastCheck: healthCheck.exactOptional(),
  }),
  override: healthOverride.exactOptional(),
  simulation: z.object({ until: z.number(), by: z.string(), at: z.number() }).exactOptional(),
  /** Latest first. */
  transitions: z.array(healthTransition),
});
export type ProviderHealthView = z.infer<typeof providerHealthView>;
