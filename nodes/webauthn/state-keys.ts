import { stateKey } from '@waygate/node-kit';
import { z } from 'zod';

/** What a browser said when it failed (AM). */
export const domException = stateKey('WebAuthenticationDOMException', z.string());

/** What a response says of the authenticator and the moment (AM). */
const responseInfo = z.object({ flags: z.record(z.string(), z.boolean()), authenticatorAttachment: z.string().exactOptional() });
export const attestationInfo = stateKey('webauthnAttestationInfo', responseInfo);
export const assertionInfo = stateKey('webauthnAssertionInfo', responseInfo);

/** A passkey that is to be kept later (AM). What counts of it is `sealed`: the rest is for scripts to look at. */
export const pendingDevice = stateKey('webauthnDeviceData', z.looseObject({ sealed: z.string().exactOptional() }));
/** What is sealed of it. */
export const postponedPasskey = z.object({
  device: z.object({
    uuid: z.string(),
    deviceName: z.string(),
    createdDate: z.number(),
    lastAccessDate: z.number(),
    credentialId: z.string(),
    publicKey: z.string(),
    algorithm: z.number(),
    signCount: z.number(),
    transports: z.array(z.string()),
    aaguid: z.string(),
    backupEligible: z.boolean(),
    backedUp: z.boolean(),
    userVerified: z.boolean(),
  }),
});
