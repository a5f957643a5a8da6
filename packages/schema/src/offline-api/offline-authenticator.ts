import { z } from 'zod';
import { jsonObject } from '../json.ts';

const anything = z.record(z.string(), z.unknown());

/** Makes an authenticator. It stays inactive: smart cards cannot be checked here. */
export const offlineAuthenticatorRequest = z.strictObject({
  key: z.literal('smart_card', { message: 'Only smart_card can be added; password is there.' }),
  name: z.string().trim().min(1).max(128).default('Smart card'),
  settings: anything
    .pipe(jsonObject)
    .exactOptional()
    .meta({ description: 'Kept as it is, for whoever moves over from Access Gateway, and answered again.' }),
});
export type OfflineAuthenticatorRequest = z.infer<typeof offlineAuthenticatorRequest>;

/** By what people can prove offline who they are. `password` is always there and active. */
export const offlineAuthenticator = z.object({
  id: z.uuid(),
  key: z.enum(['password', 'smart_card']),
  name: z.string(),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  settings: anything.exactOptional(),
});
export type OfflineAuthenticator = z.infer<typeof offlineAuthenticator>;
