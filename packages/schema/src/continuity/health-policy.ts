import { z } from 'zod';

/**
 * When an identity provider counts as not reachable, and when as reachable again: Access Gateway's health policy with its names and defaults. The ranges are ours. Times are
 * seconds.
 */
export const healthPolicy = z.strictObject({
  healthCheckInterval: z.int().min(1).max(3_600).default(60).meta({ description: 'From the end of one check to the next.' }),
  timeout: z.int().min(1).max(60).default(3).meta({ description: 'How long one try of a check may take.' }),
  maxRetries: z.int().min(0).max(10).default(3).meta({ description: 'Further tries within one check.' }),
  failureThreshold: z.int().min(1).max(20).default(3).meta({ description: 'Failed checks in a row that lead offline.' }),
  successThreshold: z.int().min(1).max(20).default(2).meta({ description: 'Good checks in a row that begin the recovery.' }),
  recoveryCooldownInterval: z
    .int()
    .min(0)
    .max(86_400)
    .default(360)
    .meta({ description: 'How long checks must stay good after that before people are led online again.' }),
});
export type HealthPolicy = z.infer<typeof healthPolicy>;
