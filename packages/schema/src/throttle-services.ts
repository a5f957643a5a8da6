import { z } from 'zod';

/** Settings of the throttle of everything that verifies a person. Ours; AM has none of its kind. */
export const authenticatorThrottleService = z
  .object({
    freeFailures: z.int().min(1).max(20).default(5).meta({
      title: 'Failures without delay',
      help: 'How many failures in a row of one authenticator are followed by no delay.',
    }),
    firstDelaySeconds: z.int().min(1).max(3_600).default(30).meta({
      title: 'First delay',
      unit: 'seconds',
      help: 'How long an authenticator is of no use after more failures than that. Each further failure doubles it.',
    }),
    longestDelaySeconds: z.int().min(1).max(86_400).default(900).meta({ title: 'Longest delay', unit: 'seconds' }),
    mostFailures: z.int().min(10).max(100).default(100).meta({
      title: 'Most failures',
      help: 'After so many failures in a row an authenticator is of no use until it is bound anew or an administrator resets it. NIST SP 800-63B-4 allows no more than 100.',
    }),
    personFailures: z.int().min(10).max(1_000).default(50).meta({
      title: 'Failures of a person',
      help: 'How many failures a person may have over all authenticators in the window.',
    }),
    personWindowMinutes: z.int().min(1).max(1_440).default(60).meta({ title: 'Window', unit: 'minutes' }),
  })
  .strict();
export type AuthenticatorThrottleService = z.infer<typeof authenticatorThrottleService>;
