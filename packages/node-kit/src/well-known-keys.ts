import { z } from 'zod';
import { stateKey } from './state-key.ts';

/** Name that the person typed or that a node found; not proof of anything (AM). */
export const username = stateKey('username', z.string());
/** Password as typed: transient, promoted to secure state only when a later node reads it (AM). */
export const password = stateKey('password', z.string());
/** Attributes on their way to a managed object, in shared and transient state, merged one level deep on reading (AM). */
export const objectAttributes = stateKey('objectAttributes', z.record(z.string(), z.json()));
/** Where to go after success, set by Success URL (AM). */
export const successUrl = stateKey('successUrl', z.string());
/** Where to go after failure, set by Failure URL (AM). */
export const failureUrl = stateKey('failureUrl', z.string());
/** Level of the authentication so far (AM). */
export const authLevel = stateKey('authLevel', z.int());
/** The push message that waits for an answer (AM). */
export const pushMessageId = stateKey('pushMessageId', z.string());
/** Life of the push message in milliseconds. The key really is the one letter (AM). */
export const pushTimeout = stateKey('t', z.int());
/** Which of the user's push devices the message went to (AM). */
export const pushMechanismUid = stateKey('pushMechanismUid', z.string());
/** What the sign-on page shows and the person carries to the phone: a number of two digits, or a code of six (AM). */
export const pushNumberChallengeKey = stateKey('pushNumberChallengeKey', z.string());
/** Why Push Sender took its failure outcome (AM). */
export const pushFailureReason = stateKey('PushAuthFailureReason', z.string());
/** Factor family that a registration is wanted for (AM). */
export const mfaMethod = stateKey('mfaMethod', z.string());
/** Fresh recovery codes in clear, transient: shown once and gone (AM). */
export const recoveryCodes = stateKey('recoveryCodes', z.array(z.string()));
/** Name of the device that the fresh recovery codes belong to (AM). */
export const recoveryCodeDeviceName = stateKey('recoveryCodeDeviceName', z.string());
/** What a Device Profile Collector gathered; location is the part that Push Sender shares (AM). */
export const deviceProfile = stateKey('forgeRock.device.profile', z.record(z.string(), z.json()));
/** Version of the terms that were shown (AM). */
export const termsVersion = stateKey('termsVersion', z.string());
/** Terms that the person has accepted, on their way to the managed object (AM). */
export const termsAccepted = stateKey('termsAccepted', z.object({ acceptDate: z.string(), termsVersion: z.string() }));
/** Id of the managed object that was found (AM). */
export const managedObjectId = stateKey('_id', z.string());
/** Provider that the person signs on with elsewhere (AM). */
export const selectedIdp = stateKey('selectedIdp', z.string());
/** One-time code that scripts can read, send and set; it proves nothing (AM). */
export const oneTimePassword = stateKey('oneTimePassword', z.string());
/** When the code was made, epoch seconds (AM). */
export const oneTimePasswordTimestamp = stateKey('oneTimePasswordTimestamp', z.number());
/** The code that proves something and how it went out, as only this server can read and write it; see `OneTimeCodePort`. Ours. */
export const oneTimePasswordNote = stateKey('oneTimePasswordNote', z.string());
/** Address that a code is mailed to in the place of the account's; it proves nothing of it (AM). */
export const emailAddress = stateKey('emailAddress', z.string());
