import { randomBytes } from 'node:crypto';
import {
  authenticatorPushService,
  authenticatorThrottleService,
  FAILURE_ID,
  type JourneyDocument,
  type JourneyNode,
  type JsonObject,
  journeyDocument,
  messagesService,
  SUCCESS_ID,
} from '@waygate/schema';
import * as present from '@waygate/server';

/** Where people sign on. */
export const REALM = '/alpha';
export const ADMINISTRATOR = 'amadmin';
export const ADMINISTRATOR_PASSWORD = randomBytes(16).toString('base64url');
/** How many wrong codes of an app are compared before it must rest, for longer than a run lasts. */
export const FREE_FAILURES = 5;

const node = (type: string, config: JsonObject, connections: Record<string, string>): JourneyNode => ({
  type,
  displayName: type,
  config,
  connections,
  x: 0,
  y: 0,
});

const withPassword = (next: string): Record<string, JourneyNode> => ({
  name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
  password: node('PasswordCollectorNode', {}, { outcome: 'store' }),
  store: node('DataStoreDecisionNode', {}, { true: next, false: FAILURE_ID }),
});

const journey = (name: string, nodes: Record<string, JourneyNode>): JourneyDocument =>
  journeyDocument.parse({ name, entryNodeId: Object.keys(nodes)[0], identityResource: 'managed/alpha_user', nodes });

const app = { accountName: 'USERNAME', issuer: 'Faults', bgColor: '032b75', imgUrl: '', generateRecoveryCodes: true };

/** What people sign on by. Each asks for one thing on a page, so that every step is a request of its own. */
const JOURNEYS: readonly JourneyDocument[] = [
  journey('Password', withPassword(SUCCESS_ID)),
  journey('Join', {
    name: node('ValidatedUsernameNode', { validateInput: true }, { outcome: 'attributes' }),
    attributes: node(
      'AttributeCollectorNode',
      { attributesToCollect: ['givenName', 'sn', 'mail'], required: true, validateInputs: true },
      { outcome: 'password' },
    ),
    password: node('ValidatedPasswordNode', { validateInput: true }, { outcome: 'create' }),
    create: node('CreateObjectNode', { identityResource: 'managed/alpha_user' }, { CREATED: SUCCESS_ID, FAILURE: FAILURE_ID }),
  }),
  journey('NewPassword', {
    ...withPassword('new'),
    new: node('ValidatedPasswordNode', { validateInput: true }, { outcome: 'patch' }),
    patch: node(
      'PatchObjectNode',
      { identityResource: 'managed/alpha_user', identityAttribute: 'userName', ignoredFields: ['userName'] },
      { PATCHED: SUCCESS_ID, FAILURE: FAILURE_ID },
    ),
  }),
  ...(['HOTP', 'TOTP'] as const).flatMap((algorithm) => [
    journey(`Add ${algorithm}`, {
      ...withPassword('register'),
      register: node(
        'OathRegistrationNode',
        { ...app, algorithm, minSharedSecretLength: 32, passwordLength: 'SIX_DIGITS' },
        { successOutcome: 'codes', failureOutcome: FAILURE_ID },
      ),
      codes: node('RecoveryCodeDisplayNode', {}, { outcome: SUCCESS_ID }),
    }),
    journey(`By ${algorithm}`, {
      ...withPassword('code'),
      code: node(
        'OathTokenVerifierNode',
        { algorithm, isRecoveryCodeAllowed: true },
        { successOutcome: SUCCESS_ID, failureOutcome: FAILURE_ID, notRegisteredOutcome: FAILURE_ID, recoveryCodeOutcome: 'recover' },
      ),
      recover: node('RecoveryCodeCollectorDecisionNode', { recoveryCodeType: 'OATH' }, { true: SUCCESS_ID, false: FAILURE_ID }),
    }),
  ]),
  journey('Guess', {
    ...withPassword('code'),
    code: node(
      'OathTokenVerifierNode',
      { algorithm: 'HOTP', isRecoveryCodeAllowed: false },
      { successOutcome: SUCCESS_ID, failureOutcome: 'code', notRegisteredOutcome: FAILURE_ID },
    ),
  }),
  journey('Add phone', {
    ...withPassword('register'),
    register: node(
      'PushRegistrationNode',
      { ...app, timeout: 600 },
      { successOutcome: 'codes', failureOutcome: FAILURE_ID, timeoutOutcome: FAILURE_ID },
    ),
    codes: node('RecoveryCodeDisplayNode', {}, { outcome: SUCCESS_ID }),
  }),
  journey('By push', {
    ...withPassword('send'),
    send: node(
      'PushAuthenticationSenderNode',
      { mandatory: true, pushType: 'CHALLENGE', messageTimeout: 600_000 },
      { SENT: 'wait', NOT_REGISTERED: FAILURE_ID, SKIPPED: FAILURE_ID, FAILURE: FAILURE_ID },
    ),
    wait: node('PushWaitNode', { secondsToWait: 1 }, { DONE: 'verify', EXITED: 'recover' }),
    verify: node('PushResultVerifierNode', {}, { TRUE: SUCCESS_ID, FALSE: FAILURE_ID, EXPIRED: FAILURE_ID, WAITING: 'wait' }),
    recover: node('RecoveryCodeCollectorDecisionNode', { recoveryCodeType: 'PUSH' }, { true: SUCCESS_ID, false: FAILURE_ID }),
  }),
  journey('By link', {
    name: node('UsernameCollectorNode', {}, { outcome: 'suspend' }),
    suspend: node(
      'EmailSuspendNode',
      {
        emailAttribute: 'mail',
        emailSuspendMessage: { en: 'A link is on its way.' },
        emailTemplateName: 'resetPassword',
        identityAttribute: 'userName',
        objectLookup: true,
        suspendDuration: 15,
      },
      { outcome: 'new' },
    ),
    new: node('ValidatedPasswordNode', { validateInput: true }, { outcome: 'patch' }),
    patch: node(
      'PatchObjectNode',
      { identityResource: 'managed/alpha_user', identityAttribute: 'userName', ignoredFields: ['userName'] },
      { PATCHED: SUCCESS_ID, FAILURE: FAILURE_ID },
    ),
  }),
  journey('By mail', {
    ...withPassword('make'),
    make: node('OneTimePasswordGeneratorNode', { length: 8 }, { outcome: 'send' }),
    send: node('OneTimePasswordSmtpSenderNode', { emailAttribute: 'mail' }, { outcome: 'collect' }),
    collect: node('OneTimePasswordCollectorDecisionNode', { passwordExpiryTime: 15 }, { true: SUCCESS_ID, false: FAILURE_ID }),
  }),
];

/**
 * Sets an empty store up for a run: the realm, its journeys, and limits that a run does not meet.
 * @param by the release that does so
 */
export async function prepare(
  environment: Readonly<Record<string, string>>,
  by: Pick<typeof present, 'defaultRealm' | 'ensureRootRealm' | 'openWorkspace' | 'readConfig'> = present,
): Promise<void> {
  const workspace = await by.openWorkspace(by.readConfig(environment));
  try {
    const { realms, services, journeys } = workspace.stores;
    // A former release asks for none and reads no more than the first.
    await by.ensureRootRealm(workspace, 'off');
    // Clocks are stepped by less than the time of a journey, and sessions are looked for when a long run is over.
    const lasting = { journeyMinutes: 15, maxSessionMinutes: 1_200, maxIdleMinutes: 1_200 };
    await realms.put({ ...by.defaultRealm('/', 'AdminLogin'), ...lasting });
    await realms.put({ ...by.defaultRealm(REALM, 'Password'), ...lasting });
    const rest = { firstDelaySeconds: 3_600, longestDelaySeconds: 3_600 };
    // Tries without an answer are counted as tries, and administrators sign on again at once: they are let, since nothing of theirs is guessed at.
    const hardly = { freeFailures: 20, firstDelaySeconds: 1, longestDelaySeconds: 1 };
    await services.set('/', 'authenticatorThrottle', authenticatorThrottleService.parse(hardly));
    await services.set(REALM, 'authenticatorThrottle', authenticatorThrottleService.parse({ freeFailures: FREE_FAILURES, ...rest }));
    await services.set(REALM, 'authenticatorPushService', authenticatorPushService.parse({ maximumPushes: 100 }));
    await services.set(REALM, 'messages', messagesService.parse({ perAddress: 100, perPerson: 100 }));
    await journeys.publish(REALM, JOURNEYS, { at: Date.now(), author: 'faults', note: '' });
  } finally {
    await workspace.close();
  }
}
