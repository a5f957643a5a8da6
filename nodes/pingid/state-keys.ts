import { MFA_METHODS } from '@waygate/mfa';
import { guardedKey, stateKey } from '@waygate/node-kit';
import { z } from 'zod';

const method = z.enum(MFA_METHODS);

/** What is in force of the variables of the flow, as PingID Flow Settings decided. */
export const pingIdSettings = guardedKey(
  'pingIdSettings',
  z.object({
    adminMessage: z.string(),
    smsBackup: z.boolean(),
    phoneBackup: z.boolean(),
    emailBackup: z.boolean(),
    /** Whether codes by e-mail do for people who have a device. */
    emailBesideDevices: z.boolean().default(false),
    useCode: z.boolean(),
    otpFallback: z.boolean(),
    mandatory: z.array(method),
  }),
);

/** What the policy said when it was asked last. */
export const pingIdVerdict = guardedKey(
  'pingIdVerdict',
  z.object({
    /** Whom it was asked about. */
    personId: z.string(),
    /** What MFA may be done with beside phones. */
    methods: z.array(method),
    /** Phones that may answer by uuid. */
    phones: z.record(z.string(), z.array(method)),
  }),
);

/** Device that the person chose. */
export const pingIdDevice = stateKey('pingIdDevice', z.string());
/** Device that the person wants to use first from now on, once it has proved them. */
export const pingIdPrimary = stateKey('pingIdPrimary', z.string());
/** Method that shall be registered next. */
export const pingIdWanted = stateKey('pingIdWanted', method);
/** What the caller says of the sign-on, in the shape of the connector. */
export const pingIdInput = stateKey('pingIdInput', z.json());
/** What the caller is told, in the shape of the connector. */
export const pingIdOutput = stateKey('pingIdOutput', z.record(z.string(), z.json()));
/** Handle of a passwordless sign-on: only whoever began it can finish it. */
export const passwordlessContext = stateKey('passwordlessContext', z.string());
/** What is kept of the handle; nobody can make it of this. `openedAt` and `expiresAt` in epoch milliseconds. */
export const passwordlessRecord = guardedKey(
  'passwordlessRecord',
  z.object({ hash: z.string(), openedAt: z.number(), expiresAt: z.number() }),
);
