import { z } from 'zod';
import { administratorSignOnService } from './administrator-sign-on-service.ts';
import { continuityService } from './continuity/continuity-service.ts';
import { deviceManagementService } from './device-management-service.ts';
import { deviceRequestService } from './device-request-service.ts';
import { managedUserService } from './managed-object/managed-user.ts';
import { consentMappingsService, kbaService, termsService } from './managed-object/self-service.ts';
import { messagesService } from './message-service.ts';
import { ADDRESS_OF_KEY, hasWholeKey, isAddressOfKey, SNS_PLACE, WHOLE_KEY } from './sns-access.ts';
import { accountLockoutService, authenticatorThrottleService } from './throttle-services.ts';
import { webhooksService } from './webhook-service.ts';

const snsArn = (what: string) =>
  z.string().regex(/^(arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:app\/[A-Z_]+\/.+)?$/, {
    message: `${what} must be the ARN of an SNS platform application, such as arn:aws:sns:us-east-1:123456789012:app/GCM/name.`,
  });

/** Settings of the Push Notification service; keys and defaults are AM's. The two transports are told apart by `delegateFactory`. */
export const pushNotificationService = z
  .object({
    accessKey: z.string().min(1).max(256).optional().meta({
      title: 'SNS access key id',
      help: 'Without a key the role of the server is used, where the operator gives it to the realm (`WAYGATE_AWS_ROLE_REALMS`).',
    }),
    secret: z.string().min(1).max(1024).optional().meta({ title: 'SNS access key secret', secret: true }),
    appleEndpoint: snsArn('The SNS endpoint for APNS').default('').meta({ title: 'SNS endpoint for APNS' }),
    googleEndpoint: snsArn('The SNS endpoint for GCM').default('').meta({ title: 'SNS endpoint for GCM' }),
    ...SNS_PLACE,
    delegateFactory: z
      .string()
      .default('org.forgerock.openam.services.push.sns.SnsHttpDelegateFactory')
      .meta({ title: 'Message transport delegate factory' }),
    mdDuration: z.int().min(0).default(120).meta({
      title: 'Response cache duration',
      unit: 'seconds',
      help: 'The least time that a message is kept, in AM. Here each is kept for its own timeout and 15 minutes more, so this changes nothing.',
    }),
    mdConcurrency: z.int().min(1).max(16).default(16).meta({
      title: 'Response cache concurrency',
      help: 'Tunes a cache in the memory of AM. Here messages are in the store, so this changes nothing.',
    }),
    mdCacheSize: z.int().min(0).default(10_000).meta({
      title: 'Response cache size',
      help: 'Bounds a cache in the memory of AM. Here messages are in the store and none is dropped, so this changes nothing.',
    }),
  })
  .strict()
  .refine(hasWholeKey, WHOLE_KEY)
  .refine(isAddressOfKey, ADDRESS_OF_KEY);
export type PushNotificationService = z.infer<typeof pushNotificationService>;

/** The file that is downloaded with push credentials; `services set pushNotification` takes it as it is. */
export const pushCredentialsFile = z
  .object({
    accessKeyId: z.string().min(1),
    accessKeySecret: z.string().min(1),
    APNS: z.string().default(''),
    GCM: z.string().default(''),
  })
  .loose()
  .transform((file) => ({
    accessKey: file.accessKeyId,
    secret: file.accessKeySecret,
    appleEndpoint: file.APNS,
    googleEndpoint: file.GCM,
  }));

/** Settings of the Authenticator (Push) service; the first keys are AM's, the rest bound how many pushes one user can be sent. */
export const authenticatorPushService = z
  .object({
    pushAttrName: z.string().min(1).default('pushDeviceProfiles').meta({
      title: 'Profile storage attribute',
      help: 'Where AM writes devices in the directory. Here devices are documents of their own, sealed, so this changes nothing.',
    }),
    authenticatorPushSkippableName: z.string().min(1).default('push2faEnabled').meta({
      title: 'Skippable attribute name',
      help: 'Where AM writes in the directory whether a person skips push. Here it is kept beside the devices, so this changes nothing.',
    }),
    maximumPushes: z
      .int()
      .min(1)
      .max(100)
      .default(3)
      .meta({ title: 'Pushes per user', help: 'How many pushes one user may be sent in the window without approving one.' }),
    pushWindowSeconds: z.int().min(10).max(86_400).default(600).meta({ title: 'Window', unit: 'seconds' }),
  })
  .loose();
export type AuthenticatorPushService = z.infer<typeof authenticatorPushService>;

/** Settings of the OAuth2 provider of a realm; the keys are AM's. */
export const oauth2ProviderService = z
  .object({
    loaMapping: z
      .record(z.string().regex(/^[\x21-\x7E]{1,128}$/), z.string().min(1).max(256))
      .default({})
      .meta({ title: 'Journeys by the acr value that names them', help: 'Such as {"mfa": "Login with Push MFA"}.' }),
    codeVerifierEnforced: z.enum(['true', 'public', 'passwordless', 'false']).exactOptional().meta({
      title: 'Code verifier parameter required',
      help: 'Of which clients PKCE is demanded, whatever their own settings say: true of all. Public clients never get a code without it.',
    }),
  })
  .strict();
export type OAuth2ProviderService = z.infer<typeof oauth2ProviderService>;

const certificates = z
  .string()
  .max(262_144)
  .regex(/^\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/, {
    message: 'A trust store is one or more certificates in PEM form.',
  });

const webAddress = z.url({ protocol: /^https?$/ }).regex(/^[^@#]*$/);

/** Who publishes the metadata of FIDO. */
const FIDO_HOST = 'mds.fidoalliance.org';

/** Settings of the WebAuthn metadata service. `enforceRevocationCheck` and `fidoMetadataServiceUris` are AM's; the rest is ours: AM has key stores of its own for it. */
export const webAuthnMetadataService = z
  .object({
    enforceRevocationCheck: z.boolean().default(false).meta({
      title: 'Check revocation',
      help: 'Takes FIDO metadata only when revocation lists say of each certificate of its signer that it was not revoked.',
    }),
    fidoMetadataServiceUris: z
      .array(
        z
          .string()
          .max(2_048)
          .refine((uri) => /^file:\w[\w.-]{0,254}$/.test(uri) || webAddress.safeParse(uri).success, {
            message:
              'A source is an address such as https://mds3.fidoalliance.org/, or file:NAME for a file in the folder fido-metadata of the data folder.',
          }),
      )
      .max(8)
      .refine((uris) => new Set(uris).size === uris.length, { message: 'A source is named twice.' })
      .default([])
      .meta({
        title: 'FIDO metadata',
        help: 'Where it is fetched: https://mds3.fidoalliance.org/, or file:NAME for a file in the folder fido-metadata of the data folder. Nodes with a certification level need it.',
      }),
    fidoMetadataRoots: certificates.or(z.literal('')).default('').meta({
      title: 'Roots of FIDO metadata',
      help: 'Certificates in PEM form that the signer of FIDO metadata leads to. Empty are those of the FIDO alliance.',
    }),
    fidoMetadataHost: z
      .string()
      .max(253)
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, { message: 'It is a host name in small letters.' })
      .default(FIDO_HOST)
      .meta({ title: 'Signer of FIDO metadata', help: 'Host that its certificate is of. Another one goes with roots of its own alone.' }),
    trustStores: z.record(z.string().min(1).max(256), certificates).default({}).meta({
      title: 'Trust stores',
      help: 'Certificates of the makers of authenticators in PEM form, by the name that nodes know as the trust store alias.',
    }),
  })
  .strict()
  .refine(({ fidoMetadataHost, fidoMetadataRoots }) => fidoMetadataHost === FIDO_HOST || fidoMetadataRoots !== '', {
    path: ['fidoMetadataRoots'],
    message: 'Another signer than that of the FIDO alliance needs roots of its own.',
  });
export type WebAuthnMetadataService = z.infer<typeof webAuthnMetadataService>;

/** Settings of the Android Key Attestation service; keys are AM's. */
export const androidKeyAttestationService = z
  .object({
    crlUrl: z
      .url({ protocol: /^https$/ })
      .default('https://android.googleapis.com/attestation/status')
      .meta({
        title: 'Status list',
        help: 'What Google publishes of certificates of Android that are not to be trusted any more. Nodes that enforce revocation checks ask it.',
      }),
    cacheDuration: z.int().min(1).max(720).default(24).meta({ title: 'Cache duration', unit: 'hours' }),
  })
  .strict();
export type AndroidKeyAttestationService = z.infer<typeof androidKeyAttestationService>;

/** Services of a realm by the names that AM and the command line use; those of identity management, which IDM keeps in files of its own, have names of ours. */
export const serviceSchemas = {
  pushNotification: pushNotificationService,
  authenticatorPushService,
  authenticatorThrottle: authenticatorThrottleService,
  accountLockout: accountLockoutService,
  administratorSignOn: administratorSignOnService,
  oauth2Provider: oauth2ProviderService,
  deviceManagement: deviceManagementService,
  deviceRequests: deviceRequestService,
  messages: messagesService,
  webAuthnMetadataService,
  androidKeyAttestation: androidKeyAttestationService,
  webhooks: webhooksService,
  managedUser: managedUserService,
  kba: kbaService,
  terms: termsService,
  consentMappings: consentMappingsService,
  continuity: continuityService,
} as const;
export type ServiceName = keyof typeof serviceSchemas;
export type ServiceSettings<N extends ServiceName> = z.infer<(typeof serviceSchemas)[N]>;
