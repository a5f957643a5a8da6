import { z } from 'zod';
import { deviceKeeping } from './device-keeping.ts';

/** What happens to sign-ons while the second factor cannot be reached, in PingID's words. */
export const authenticationDuringErrors = z.enum([
  'BYPASS_USER',
  'BLOCK_USER',
  'PASSIVE_OFFLINE_AUTHENTICATION',
  'ENFORCE_OFFLINE_AUTHENTICATION',
]);
export type AuthenticationDuringErrors = z.infer<typeof authenticationDuringErrors>;

/** Texts of the modes, for forms. */
export const AUTHENTICATION_DURING_ERRORS: Readonly<Record<AuthenticationDuringErrors, string>> = {
  BYPASS_USER: 'Bypass User: everybody is let in',
  BLOCK_USER: 'Block User: nobody is let in',
  PASSIVE_OFFLINE_AUTHENTICATION: 'Passive Offline Authentication: offline while it cannot be reached',
  ENFORCE_OFFLINE_AUTHENTICATION: 'Enforce Offline Authentication: offline always',
};

/** What happens to people without a phone that can show a code offline. PingID knows the first two. */
export const usersWithoutPairedDevice = z.enum(['BYPASS_USER', 'BLOCK_USER', 'LEAVE_TO_JOURNEY']);
export type UsersWithoutPairedDevice = z.infer<typeof usersWithoutPairedDevice>;

/** Texts of these, for forms. */
export const USERS_WITHOUT_PAIRED_DEVICE: Readonly<Record<UsersWithoutPairedDevice, string>> = {
  BYPASS_USER: 'Bypass User: they are let in',
  BLOCK_USER: 'Block User: they are not let in',
  LEAVE_TO_JOURNEY: 'No Device: the journey goes on there',
};

/** What an administrator has said of a person: empty for nothing, `bypass` to let them in without a second factor, `block` to refuse them. */
export const offlineUserState = z.enum(['', 'bypass', 'block']);
export type OfflineUserState = z.infer<typeof offlineUserState>;

/** Settings of a realm for signing on while something cannot be reached; names and defaults of the first ones are PingID's where nothing else is said. */
export const continuityService = z.strictObject({
  authenticationDuringErrors: authenticationDuringErrors.default('PASSIVE_OFFLINE_AUTHENTICATION').meta({
    title: 'Authentication during errors',
    help: "`BYPASS_USER`, `BLOCK_USER`, `PASSIVE_OFFLINE_AUTHENTICATION` or `ENFORCE_OFFLINE_AUTHENTICATION`. PingID's default lets everybody in; here somebody has to say so.",
  }),
  usersWithoutPairedDevice: usersWithoutPairedDevice.default('BLOCK_USER').meta({
    title: 'Users without a paired device',
    help: '`BYPASS_USER`, `BLOCK_USER` or `LEAVE_TO_JOURNEY`: what happens offline to who has no phone that can show a code.',
  }),
  identityProvider: z.string().max(64).default('').meta({
    title: 'Identity provider',
    help: 'Name of the provider that is watched for the second factor, such as the push service. Its checks are the heartbeat.',
  }),
  stateAttribute: z.string().max(128).default('').meta({
    title: 'State attribute',
    help: 'Attribute of the user that says `bypass` or `block`; it is only read. Without it everybody has the default state.',
  }),
  defaultState: offlineUserState
    .default('')
    .meta({ title: 'Default state', help: 'State of people who have none: nothing, `bypass` or `block`.' }),
  stateLifetimeSeconds: z.int().min(0).max(86_400).default(300).meta({
    title: 'State lifetime',
    unit: 'seconds',
    help: 'How long a state that was read is gone by before it is read again.',
  }),
  offlineCodes: z.boolean().default(true).meta({
    title: 'Offline codes',
    help: 'Whether people may have an app of their choice show codes for the time of an outage.',
  }),
  offlineReminderDays: z.int().min(0).max(365).default(7).meta({
    title: 'Reminder of offline codes',
    unit: 'days',
    help: 'How often people with a second factor who have no offline code are reminded; 0 for never.',
  }),
  snapshotMaxAgeHours: z.int().min(1).max(8_760).default(72).meta({
    title: 'Longest age of a copy',
    unit: 'hours',
    help: 'How old the copy of an offline directory may be. After that nobody signs on by it until it was copied again.',
  }),
  captureVerifiers: z.boolean().default(false).meta({
    title: 'Keep passwords for an outage',
    help: 'Whether a password that an offline directory has called right is kept one way (argon2id), for when the directory does not answer either. Without it such a sign-on is not possible.',
  }),
  verifierMaxAgeHours: z.int().min(1).max(8_760).default(168).meta({
    title: 'Longest age of a kept password',
    unit: 'hours',
    help: 'How long ago the directory may have called it right.',
  }),
  deviceKeeping: deviceKeeping.default({ type: 'waygate' }).meta({
    title: 'Where devices are kept',
    help: 'See [offline.md](offline.md).',
  }),
  encryptionKeyMode: z.enum(['STRICT', 'LENIENT']).default('STRICT').meta({
    title: 'Encryption key for devices',
    help: 'With `STRICT` what was sealed with an earlier key is no device any more until the person signs on online; with `LENIENT` earlier keys still open it.',
  }),
});
export type ContinuityService = z.infer<typeof continuityService>;
