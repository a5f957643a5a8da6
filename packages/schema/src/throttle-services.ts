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
      help: 'After so many failures in a row an authenticator is of no use until it is bound anew or an administrator resets it. Only what was tried after something was proved counts, and never a password. NIST SP 800-63B-4 allows no more than 100.',
    }),
    personFailures: z.int().min(10).max(1_000).default(50).meta({
      title: 'Failures of a person',
      help: 'How many failures a person may have over all authenticators in the window.',
    }),
    personWindowMinutes: z.int().min(1).max(1_440).default(60).meta({ title: 'Window', unit: 'minutes' }),
  })
  .strict();
export type AuthenticatorThrottleService = z.infer<typeof authenticatorThrottleService>;

/** Whether too many failures lock an account; keys and defaults are AM's. */
export const accountLockoutService = z
  .object({
    loginFailureLockoutMode: z.boolean().default(false).meta({
      title: 'Lock accounts',
      help: 'Whoever knows a name can lock the account of its owner by wrong passwords, so this is off; delays and the most failures of an authenticator hold all the same.',
    }),
    loginFailureCount: z.int().min(1).max(100).default(5).meta({
      title: 'Failures',
      help: 'How many failures in the window lock the account: of passwords, and of second factors that were tried after something had been proved.',
    }),
    loginFailureDuration: z.int().min(1).max(1_440).default(300).meta({ title: 'Window', unit: 'minutes' }),
    lockoutDuration: z.int().min(0).max(525_600).default(0).meta({
      title: 'Lockout duration',
      unit: 'minutes',
      help: 'How long an account is locked; 0 is until an administrator unlocks it.',
    }),
    lockoutDurationMultiplier: z.int().min(1).max(10).default(1).meta({
      title: 'Lockout duration multiplier',
      help: 'By what each further lock in a row is longer than the one before it.',
    }),
    lockoutWarnUserCount: z
      .int()
      .min(0)
      .max(
        0,
        'Nobody is warned of a lock before it comes: a page that counts tries tells a thief how many are left, and that there is an owner whose own sign-ons move the count. Set lockoutWarnUserCount to 0; owners are told of a lock by mail.',
      )
      .default(0)
      .meta({
        title: 'Warn user after failures',
        help: "AM's warning before a lock. Only 0 is taken, which is AM's default and warns nobody: it would tell whoever tries passwords how many are left, and who exists. The owner is told of the lock by mail.",
      }),
  })
  .loose();
export type AccountLockoutService = z.infer<typeof accountLockoutService>;
