import { type BoundDevice, stateKey } from '@waygate/node-kit';
import { jsonObject } from '@waygate/schema';
import { z } from 'zod';

/** What the app is to sign, as AM shows it to other nodes. */
export const bindingChallenge = stateKey('DeviceBindingNode.CHALLENGE', z.string());
/** A device that is to be stored later (AM). What counts of it is `sealed`: the rest is for scripts to look at. */
export const postponedDevice = stateKey('DeviceBinding.DEVICE', z.looseObject({ sealed: z.string().optional() }));
/** The same for the verifier (AM). */
export const verifierChallenge = stateKey('DeviceSigningVerifierNode.CHALLENGE', z.string());
/** What the device signed, for scripts that read further claims of it (AM). */
export const signedJwt = stateKey('DeviceSigningVerifierNode.JWT', z.string());
/** Why the verifier took its failure outcome (AM). */
export const verifierFailure = stateKey('DeviceSigningVerifierNode.FAILURE', z.string());

const boundDevice: z.ZodType<BoundDevice> = z.object({
  uuid: z.string(),
  deviceName: z.string(),
  createdDate: z.number(),
  lastAccessDate: z.number(),
  deviceId: z.string(),
  kid: z.string(),
  key: jsonObject,
  authenticationType: z.string(),
  platform: z.string(),
});
/** What is sealed of a device that is stored later, and of how many; absent means any number. */
export const postponedBinding = z.object({ device: boundDevice, most: z.int().positive().exactOptional() });
