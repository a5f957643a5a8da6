import { z } from 'zod';

/** Seals a secret for a field of a node type, before it enters a journey. */
export const sealRequest = z.object({
  type: z.string().min(1).max(128),
  field: z.string().min(1).max(256),
  value: z.string().min(1, 'There is no secret to seal.').max(8_192, 'A secret has no more than 8192 characters.'),
});
export type SealRequest = z.infer<typeof sealRequest>;
