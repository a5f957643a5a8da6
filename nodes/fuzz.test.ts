import { generateKeyPairSync } from 'node:crypto';
import { createDeviceKeys, createPostponedDevices, createSealer, KeyRing } from '@waygate/integrations';
import type {
  BoundDevice,
  Evidence,
  Identity,
  NodeType,
  OathDevice,
  PushDevice,
  PushSendResult,
  PushStatus,
  Subject,
  WebAuthnDevice,
} from '@waygate/node-kit';
import { type NodeRun, type NodeRunResult, runNode } from '@waygate/node-kit/testing';
import {
  type Answer,
  type CallbackType,
  continuityService,
  type Json,
  type JsonObject,
  kbaService,
  managedUserOf,
  WaygateError,
} from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodeTypes } from './index.ts';
import { neededConfig } from './test/needed-config.ts';

/**
 * Nodes among people who send anything, in a world that says no to everything: no password is right, no code is accepted, no phone approves. Whatever is answered, left
 * out, sent twice or sent though nobody asked, a node must prove nothing, enrol nothing, leave no secret behind (the harness looks), and break only in words of its own.
 */

const WORD = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'demo',
    'nobody',
    '0',
    '100',
    'true',
    'null',
    '__proto__',
    'demo\u0000',
    "' or '1'='1",
    '{{challenge}}',
    '</script>',
    '*',
    '🐴',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constant('x'.repeat(300)),
);
/** Told apart from every other word, so that a password that turns up anywhere is one that leaked. */
const SECRET = WORD.map((word) => (word === '' ? '' : `correct horse ${word}`));
/** Profiles, half of them none. */
const PROFILE = fc.oneof(
  WORD,
  fc.json(),
  fc
    .record(
      { identifier: WORD, metadata: fc.jsonValue(), location: fc.record({ latitude: fc.double(), longitude: fc.double() }) },
      { requiredKeys: [] },
    )
    .map((profile) => JSON.stringify(profile)),
  fc.constantFrom(
    `{"identifier":"x","metadata":${'['.repeat(1_000)}${']'.repeat(1_000)}}`,
    '{"identifier":"x","metadata":{"__proto__":{}}}',
  ),
);
/** Signatures, half of them in the form of one, for the key and the person that there are. */
const JWS = fc.oneof(
  WORD,
  fc
    .record({ alg: fc.constantFrom('RS512', 'ES256', 'none', 'HS256'), kid: fc.constantFrom('k', 'other'), sub: WORD, claims: fc.object() })
    .map(({ alg, kid, sub, claims }) =>
      [{ alg, kid, jwk: { kty: 'EC' } }, { ...claims, sub }, 'signature']
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.'),
    ),
);
/** What pages post of passkeys, or nearly. */
const PASSKEY_OUTCOME = fc.oneof(
  fc.constantFrom(
    'unsupported',
    'false',
    'ERROR::NotAllowedError:No',
    '{"error":"ERROR::x"}',
    '{"legacyData":1}',
    '{"legacyData":"{}::1"}',
  ),
  fc.constantFrom('', '::demo', '::AQID', '::\ud800').map((end) => `{"type":"webauthn.get"}::1,-2::3::AQID${end}`),
  fc.constantFrom('', '::My key').map((end) => `{"legacyData":${JSON.stringify(`{}::1,-2::AQID${end}`)},"authenticatorAttachment":null}`),
);
const INDEX = fc.oneof(fc.constantFrom(undefined, 0, 1, 2, 99, 100, -1), fc.nat());

const answerTo = (type: CallbackType): fc.Arbitrary<Answer> => {
  switch (type) {
    case 'ChoiceCallback':
      return fc.nat().map((index) => ({ type, index }));
    case 'ConfirmationCallback':
      return INDEX.map((index) => ({ type, index }));
    case 'HiddenValueCallback':
      return fc.option(fc.oneof(WORD, PASSKEY_OUTCOME), { nil: undefined }).map((value) => ({ type, value }));
    case 'ValidatedCreateUsernameCallback':
      return fc.record({ type: fc.constant(type), value: WORD, validateOnly: fc.boolean() });
    case 'ValidatedCreatePasswordCallback':
      return fc.record({ type: fc.constant(type), value: SECRET, validateOnly: fc.boolean() });
    case 'StringAttributeInputCallback':
      return fc.record({ type: fc.constant(type), value: WORD, validateOnly: fc.boolean() });
    case 'NumberAttributeInputCallback':
      return fc.record({
        type: fc.constant(type),
        value: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: undefined }),
        validateOnly: fc.boolean(),
      });
    case 'BooleanAttributeInputCallback':
      return fc.record({ type: fc.constant(type), value: fc.boolean(), validateOnly: fc.boolean() });
    case 'KbaCreateCallback':
      return fc.record({ type: fc.constant(type), question: WORD, answer: SECRET });
    case 'TermsAndConditionsCallback':
    case 'ConsentMappingCallback':
      return fc.boolean().map((accepted) => ({ type, accepted }));
    case 'DeviceProfileCallback':
      return PROFILE.map((value) => ({ type, value }));
    case 'PasswordCallback':
      return SECRET.map((value) => ({ type, value }));
    case 'NameCallback':
    case 'TextInputCallback':
      return WORD.map((value) => ({ type, value }));
    case 'SelectIdPCallback':
      return WORD.map((provider) => ({ type, provider }));
    case 'IdPCallback':
      return fc.record({ type: fc.constant(type), token: SECRET, tokenType: WORD });
    case 'DeviceBindingCallback':
      return fc.record({ type: fc.constant(type), jws: JWS, deviceName: WORD, deviceId: WORD, clientError: WORD });
    case 'DeviceSigningVerifierCallback':
      return fc.record({ type: fc.constant(type), jws: JWS, clientError: WORD });
    default:
      return fc.constant({ type, seen: true });
  }
};
const ANY_TYPE: readonly CallbackType[] = [
  'NameCallback',
  'PasswordCallback',
  'TextInputCallback',
  'TextOutputCallback',
  'ChoiceCallback',
  'ConfirmationCallback',
  'HiddenValueCallback',
  'PollingWaitCallback',
  'MetadataCallback',
  'RedirectCallback',
  'ValidatedCreateUsernameCallback',
  'ValidatedCreatePasswordCallback',
  'StringAttributeInputCallback',
  'NumberAttributeInputCallback',
  'BooleanAttributeInputCallback',
  'KbaCreateCallback',
  'TermsAndConditionsCallback',
  'ConsentMappingCallback',
  'SelectIdPCallback',
  'IdPCallback',
  'DeviceProfileCallback',
  'DeviceBindingCallback',
  'DeviceSigningVerifierCallback',
];
/** None, all that were asked, some, some twice, and some that nobody asked. */
const answersFor = (type: NodeType): fc.Arbitrary<Answer[]> => {
  const asked = type.callbacks.map(answerTo);
  const own = fc.oneof(fc.constant([]), fc.tuple(...asked), fc.array(fc.oneof(...asked, answerTo('NameCallback')), { maxLength: 6 }));
  const extra = fc.array(fc.oneof(...ANY_TYPE.map(answerTo)), { maxLength: 3 });
  return fc.tuple(own, extra, fc.boolean()).map(([mine, others, first]) => (first ? [...others, ...mine] : [...mine, ...others]));
};

/** The defaults with flags and choices set at random. */
function configFor(type: NodeType): fc.Arbitrary<JsonObject> {
  const { properties = {} } = z.toJSONSchema(type.config, { io: 'input', unrepresentable: 'any' });
  const members: Record<string, fc.Arbitrary<Json>> = {};
  for (const [key, field] of Object.entries(properties)) {
    if (typeof field === 'boolean') continue;
    if (field.type === 'boolean') members[key] = fc.boolean();
    else if (field.enum !== undefined) members[key] = fc.constantFrom(...(field.enum as Json[]));
  }
  return (
    fc
      .record(members, { requiredKeys: [] })
      .map((given) => ({ ...neededConfig(type), ...given }) as JsonObject)
      // What is refused when it is published never runs.
      .filter((config) => type.config.safeParse(config).success)
  );
}

const DEMO: Identity = { id: 'id', realm: '/alpha', username: 'demo', active: true, attributes: { retryLimitNodeCount: ['node=2'] } };
const PHONE: PushDevice = {
  uuid: 'd',
  deviceName: 'Phone',
  createdDate: 0,
  lastAccessDate: 0,
  issuer: 'Ping',
  sharedSecret: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=',
  deviceMechanismUID: 'm',
  deviceId: 'inbox',
  deviceType: 'web',
  communicationType: 'local',
  communicationId: 'c',
  capabilities: [],
};

const BOUND: BoundDevice = {
  uuid: 'k',
  kid: 'k',
  key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as JsonObject,
  deviceName: 'Phone',
  deviceId: 'd',
  createdDate: 0,
  lastAccessDate: 0,
  authenticationType: 'NONE',
  platform: 'ios',
};
/** The real ones: nothing that anybody makes up is signed by a key that is kept. */
const DEVICE_KEYS = createDeviceKeys();
const SEALER = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
const POSTPONED = createPostponedDevices(SEALER);

interface World {
  readonly hasPhone: boolean;
  readonly sending: PushSendResult;
  readonly status: PushStatus;
}
const WORLD: fc.Arbitrary<World> = fc.record({
  hasPhone: fc.boolean(),
  sending: fc.constantFrom<PushSendResult>(
    { status: 'sent', messageId: 'AUTHENTICATE:1', type: 'CHALLENGE', challenge: '43' },
    { status: 'sent', messageId: 'AUTHENTICATE:1', type: 'CODE_ENTRY', challenge: '493027' },
    { status: 'rateLimited', retryAfter: 61 },
    { status: 'failed', reason: 'CTS_ERROR' },
  ),
  status: fc.constantFrom<PushStatus>(
    { status: 'waiting' },
    { status: 'expired' },
    { status: 'denied' },
    // Approved, but the message was about somebody else, or not about a registration.
    { status: 'approved', subject: { id: 'other', username: 'other' }, device: PHONE, answeredBy: 'd' },
  ),
});

const PASSKEY: WebAuthnDevice = {
  uuid: 'p',
  deviceName: 'Passkey',
  createdDate: 0,
  lastAccessDate: 0,
  credentialId: 'AQID',
  publicKey: 'AQID',
  algorithm: -7,
  signCount: 3,
  transports: [],
  aaguid: '00000000-0000-0000-0000-000000000000',
  backupEligible: false,
  backedUp: false,
  userVerified: true,
};

/** An app whose codes have eight digits, which the words above are not. */
const APP: OathDevice = {
  uuid: 'o',
  deviceName: 'OATH Device',
  createdDate: 0,
  lastAccessDate: 0,
  issuer: 'Example',
  sharedSecret: '5a'.repeat(20),
  algorithm: 'TOTP',
  digits: 8,
  hash: 'HMAC_SHA1',
  period: 30,
  counter: 0,
  lastLogin: 0,
  clockDriftSeconds: 0,
  checksumDigit: false,
  truncationOffset: -1,
};

const ATTEMPT = { issuer: 'https://peer.example', state: 's', nonce: 'n', redirectUri: 'https://waygate.example/return' };

function portsOf(world: World, enrolled: string[], known: boolean): NonNullable<NodeRun['ports']> {
  return {
    identities: {
      find: async (_realm, name) => (name === 'demo' ? DEMO : undefined),
      verifyPassword: async () => ({ status: 'wrong' }),
      updateAttributes: async (_realm, _id, change) => {
        change(DEMO.attributes);
        return true;
      },
      updateMeta: async (_realm, _id, change) => {
        change({ loginCount: 24 });
        return true;
      },
      findBy: async (_realm, _attribute, value) => (value === 'demo' ? DEMO : undefined),
      findByAlias: async () => [DEMO],
      passwordStanding: async () => 'mustChange',
      schema: async () => managedUserOf(),
      read: async (_realm, id) =>
        id === 'id' ? { identity: DEMO, object: { _id: 'id', userName: 'demo' }, meta: {}, createdAt: 1 } : undefined,
      has: async () => false,
      check: async (_realm, _attribute, value) => (value === undefined || value === '' ? [{ policyRequirement: 'REQUIRED' }] : []),
      create: async () => ({ status: 'refused', failed: [] }),
      patch: async () => ({ status: 'refused', failed: [] }),
      kbaQuestions: async () => [{ index: 0, customQuestion: 'Which bridge?' }],
      verifyKba: async () => ({ status: 'wrong' }),
    },
    offlineDevices: {
      settings: async () => continuityService.parse({ identityProvider: 'Push' }),
      userState: async () => ({ state: '' }),
      standing: async () =>
        world.hasPhone ? { status: 'ready', device: { uuid: PHONE.uuid, deviceName: 'Pixel 9' } } : { status: 'none' },
      begin: async () =>
        world.hasPhone
          ? {
              status: 'shown',
              challengeId: 'challenge',
              text: 'OMFA1:',
              device: { uuid: PHONE.uuid, deviceName: 'Pixel 9' },
              expiresAt: Number.MAX_SAFE_INTEGER,
            }
          : { status: 'none' },
      check: async () => ({ status: 'wrong', left: 1 }),
    },
    offlineCodes: {
      isAllowed: async () => true,
      standing: async () => (world.hasPhone ? { status: 'ready', device: 'app' } : { status: 'none' }),
      // A code that is made up is wrong.
      enrol: async () => ({ status: 'wrong' }),
      check: async () => ({ status: 'wrong' }),
      reminder: async () => 'due',
      putOffReminder: async () => undefined,
      provedOnline: async () => undefined,
    },
    continuity: { state: async () => ({ state: 'offline', since: 0 }), suspect: async () => undefined },
    selfService: {
      kba: async () => kbaService.parse({}),
      terms: async () => ({ version: '1', createDate: '2026-01-01T00:00:00Z', termsTranslations: { en: 'Terms' } }),
      consentMappings: async () => [{ name: 'crm', displayName: '', icon: '', accessLevel: '', fields: [], consentRequired: true }],
      administratorFactor: async () => 'offered',
    },
    devices: {
      push: {
        list: async () => (world.hasPhone ? [PHONE] : []),
        enrol: async (_realm, _subject, device) => {
          enrolled.push(device.uuid);
          return { status: 'enrolled', recoveryCodes: ['iZmEtxvQ00'] };
        },
      },
      oath: {
        list: async () => (world.hasPhone ? [APP] : []),
        // Next is all that somebody who has proved who they are must say to have an app.
        enrol: async (_realm, _subject, device) => {
          if (!known) enrolled.push(device.uuid);
          return { status: 'enrolled', recoveryCodes: ['iZmEtxvQ00'] };
        },
        update: async (_realm, _subject, _uuid, change) => change(APP) !== undefined,
      },
      webauthn: {
        list: async () => (world.hasPhone ? [PASSKEY] : []),
        enrol: async (_realm, _subject, device) => {
          enrolled.push(device.uuid);
          return { status: 'enrolled', recoveryCodes: ['iZmEtxvQ00'] };
        },
        update: async (_realm, _subject, _uuid, change) => change(PASSKEY) !== undefined,
      },
      binding: {
        list: async () => (world.hasPhone ? [BOUND] : []),
        enrol: async (_realm, _subject, device) => {
          enrolled.push(device.uuid);
          return { status: 'enrolled', recoveryCodes: [] };
        },
        update: async (_realm, _subject, _uuid, change) => change(BOUND) !== undefined,
      },
      touchPush: async () => undefined,
      listProfiles: async () => [{ identifier: 'demo', alias: 'Browser', metadata: { a: 1 }, lastSelectedDate: 1_790_000_000_000 }],
      saveProfile: async () => undefined,
      touchProfile: async () => undefined,
      hasEarlier: async () => false,
      skipPreference: async () => 'NOT_SKIPPABLE',
      setSkipPreference: async () => {
        if (!known) throw new Error('nobody may opt out for somebody else');
      },
      consumeRecoveryCode: async () => ({ accepted: false, left: 0 }),
      recoveryCodeAdmission: (work) => work(),
      forgetNewRecoveryCodes: async () => undefined,
    },
    deviceKeys: DEVICE_KEYS,
    postponedDevices: POSTPONED,
    agents: { verify: async () => false },
    attempts: { begin: async () => ({ allowed: true }), succeeded: async () => undefined, undecided: async () => undefined },
    directory: {
      authenticate: async () => ({ status: 'wrong' }),
      changePassword: async () => ({ status: 'wrong' }),
    },
    offlineDirectory: {
      admit: (_realm, work) => work(() => undefined),
      authenticate: async () => ({ status: 'wrong' }),
      capture: async () => undefined,
      refused: async () => undefined,
    },
    push: {
      register: async () => ({ messageId: 'REGISTER:1', uri: 'pushauth://push/x?s=secret' }),
      send: async () => world.sending,
      status: async () => world.status,
      answerTo: async () => world.status,
      unapproved: async () => [],
    },
    webauthn: {
      relyingParty: () => ({ id: 'localhost', origins: ['http://localhost'] }),
      newChallenge: () => 'AQIDBA',
      hasTrustStore: async () => true,
      hasMetadata: async () => true,
      // Nothing that anybody makes up is signed by the key.
      verifyRegistration: async () => ({ verified: false, reason: 'signature' }),
      verifyAssertion: async () => ({ verified: false, reason: 'signature' }),
    },
    mail: { template: async () => 'ready', send: () => undefined, reach: async () => undefined },
    messages: {
      send: () => undefined,
      deliver: async () => undefined,
      reachMail: async () => undefined,
      mayAskForCode: async () => true,
      codeCameBack: async () => undefined,
    },
    // Nobody can make up how a code went out.
    oneTimeCodes: {
      make: async () => ({ note: 'sealed', readable: '48315926' }),
      forAddress: async (_place, _digits, now) => ({ code: '483159', madeAt: now }),
      open: () => undefined,
      sent: async () => ({ note: 'sealed', code: '48315926' }),
      use: async () => false,
    },
    notices: { tell: () => undefined },
    signOns: { proofs: async () => [] },
    webhooks: { exists: async () => true },
    http: { send: async () => ({ status: 200, body: '{"admin":true}' }) },
    persistentCookies: { nameFor: (name) => name, write: () => '', read: () => undefined },
    federation: {
      offered: async () => [
        { id: 'google', uiConfig: {} },
        { id: 'peer', uiConfig: { buttonDisplayName: 'Peer' } },
      ],
      begin: async (_realm, provider) => ({ redirectUrl: 'https://peer.example/', attempt: { ...ATTEMPT, provider } }),
      beginNative: async (_realm, provider) => ({
        attempt: { ...ATTEMPT, provider },
        clientId: 'c',
        scopes: [],
        acrValues: [],
        nonce: 'n',
      }),
      // Nothing that anybody makes up is what the provider said.
      finish: async () => ({ status: 'refused', reason: 'state', detail: 'It belongs to another sign-on.' }),
      finishNative: async () => ({ status: 'refused', reason: 'idToken', detail: 'The ID token is not good.' }),
      checkIdToken: async () => undefined,
    },
  };
}

const PINGID = { adminMessage: '', smsBackup: true, phoneBackup: true, emailBackup: true, useCode: true, otpFallback: true, mandatory: [] };

const SHARED: fc.Arbitrary<Record<string, Json>> = fc.record(
  {
    username: WORD,
    selectedIdp: fc.constantFrom('peer', 'google', ''),
    pushMessageId: fc.constantFrom('AUTHENTICATE:1', ''),
    pushMechanismUid: fc.constant('m'),
    pushNumberChallengeKey: fc.constantFrom('43', '493027', ''),
    t: fc.constant(120_000),
    pingIdInput: fc.constantFrom<Json>(
      { customAuth: {}, sub: 'demo' },
      { customAuth: {}, sub: 'demo', passwordlessContext: 'x' },
      'no input',
    ),
    objectAttributes: fc.constantFrom<Json>({}, { userName: 'demo' }, 'not an object'),
    'forgeRock.device.profile': fc.constantFrom<Json>(
      {},
      { location: 'here' },
      { location: { latitude: 1 } },
      { identifier: 'demo', metadata: { a: 1, platform: { jailBreakScore: 'none' } }, location: { latitude: 52.52, longitude: 13.405 } },
      { identifier: 'demo', metadata: { platform: null } },
    ),
  },
  { requiredKeys: [] },
);
const GUARDED: fc.Arbitrary<Record<string, Json>> = fc.record(
  {
    pingIdSettings: fc.constantFrom<Json>({ ...PINGID, mandatory: ['PINGID_MOBILE', 'TOTP'] }, { ...PINGID, adminMessage: 'Hello' }),
    pingIdVerdict: fc.constantFrom<Json>(
      { personId: 'id', methods: ['TOTP', 'SMS'], phones: { d: ['PINGID_MOBILE'] } },
      { personId: 'other', methods: [], phones: {} },
      'made up',
    ),
    passwordlessRecord: fc.constantFrom<Json>({ hash: 'x', openedAt: 0, expiresAt: 1_800_000_000_000 }, 'made up'),
  },
  { requiredKeys: [] },
);
const TRANSIENT: fc.Arbitrary<Record<string, Json>> = fc.record(
  {
    password: SECRET,
    oneTimePassword: fc.constant('48315926'),
    oneTimePasswordTimestamp: fc.constantFrom(1_790_000_000, 0),
    oneTimePasswordNote: fc.constant('made up'),
    recoveryCodes: fc.constantFrom<Json>([], ['iZmEtxvQ00']),
    recoveryCodeDeviceName: fc.constantFrom('Phone', '<em>x</em>'),
  },
  { requiredKeys: [] },
);
const HEADERS: fc.Arbitrary<Record<string, string | string[]>> = fc.record(
  {
    'x-openam-username': fc.oneof(WORD, fc.array(WORD, { maxLength: 2 })),
    'x-openam-password': fc.oneof(SECRET, fc.array(SECRET, { maxLength: 2 })),
    referer: WORD,
    'user-agent': WORD,
  },
  { requiredKeys: [] },
);
const SUBJECT: Subject = { id: 'id', username: 'demo' };
const PROOF: Evidence = { factor: 'knowledge:password', subjectId: 'id', nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 };

const plain = nodeTypes.filter(({ kind, configure }) => kind === 'plain' && configure === undefined);

describe.each(plain.map((type) => [type.displayName, type] as const))('%s', (_, type) => {
  it('proves nothing and breaks in words of its own, whatever it is answered', async () => {
    const visits = fc.array(fc.record({ answers: answersFor(type), seconds: fc.nat({ max: 400 }), world: WORLD }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(
        configFor(type),
        SHARED,
        TRANSIENT,
        GUARDED,
        HEADERS,
        fc.boolean(),
        visits,
        async (config, shared, transient, guarded, headers, known, all) => {
          const enrolled: string[] = [];
          let before: Partial<NodeRunResult> = { shared, transient, guarded };
          let now = 1_790_000_000_000;
          for (const { answers, seconds, world } of all) {
            now += seconds * 1_000;
            const run: NodeRun = {
              config,
              ...(before.shared === undefined ? {} : { shared: before.shared }),
              ...(before.transient === undefined ? {} : { transient: before.transient }),
              ...(before.guarded === undefined ? {} : { guarded: before.guarded }),
              ...(before.local === undefined ? {} : { local: before.local }),
              ...(before.memory === undefined ? {} : { memory: before.memory }),
              answers,
              headers,
              now,
              ...(known ? { subject: SUBJECT, evidence: [PROOF] } : {}),
              ports: portsOf(world, enrolled, known),
            };
            const result = await orWaygateError(runNode(type, run));
            if (result === undefined) return;
            before = { ...result, transient: {} };
            const { outcome } = result;
            if (outcome === undefined) continue;
            // The verifier alone may believe the one approval there is, and then it must say whom it was about and whose phone it was.
            if (type.type === 'PushResultVerifierNode' && world.status.status === 'approved') {
              expect(result.action).toMatchObject({ outcome: 'TRUE', identified: { id: 'other' }, shownBy: 'd' });
            } else if (type.type === 'IdentifyExistingUserNode') {
              // To know a name proves nothing, but says whom it is about.
              expect([type.provides, result.action]).toMatchObject([{}, outcome === 'true' ? { identified: { id: 'id' } } : {}]);
            } else {
              expect(type.provides[outcome] ?? []).toEqual([]);
              expect(result.action).not.toHaveProperty('identified');
            }
            if (type.type === 'PushRegistrationNode')
              expect([outcome === 'successOutcome', known]).toEqual([world.hasPhone && outcome === 'successOutcome', true]);
          }
          expect(enrolled).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** What a run left behind, or undefined when it broke as a node may: with an error of ours. Everything else is thrown on. */
async function orWaygateError(run: Promise<NodeRunResult>): Promise<NodeRunResult | undefined> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof WaygateError) return undefined;
    throw error;
  }
}
