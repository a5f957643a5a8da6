import { z } from 'zod';
import { offlineDirectoryRequest } from '../continuity/offline-directory.ts';
import { offlineIdp } from '../continuity/offline-idp.ts';

const minutes = z
  .int()
  .min(1)
  .max(60 * 24 * 30);

/** A provider to be watched; the server gives it an id. */
export const offlineIdpRequest = offlineIdp.omit({ id: true });
export type OfflineIdpRequest = z.input<typeof offlineIdpRequest>;

/** A directory for an identity provider. */
export const offlineDirectoryCreation = z.strictObject({ idpId: z.string().max(64), directory: offlineDirectoryRequest });
export type OfflineDirectoryCreation = z.input<typeof offlineDirectoryCreation>;

/** What an operator sets in the place of what the checks find. */
export const overrideRequest = z.strictObject({
  state: z.enum(['online', 'offline', 'blocked']),
  /** Without them it holds for good, which only a provider that is led by hand takes. */
  minutes: minutes.optional(),
  reason: z.string().trim().min(1, 'Say why, for whoever reads it later.').max(500),
});
export type OverrideRequest = z.input<typeof overrideRequest>;

/** How long an outage is rehearsed. */
export const simulationRequest = z.strictObject({ minutes });
export type SimulationRequest = z.input<typeof simulationRequest>;
