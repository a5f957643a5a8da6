import { toBase64Url, utf8 } from '@waygate/mfa';
import {
  choicesField,
  defineNode,
  flagField,
  type RegistrationResult,
  recoveryCodeDeviceName,
  recoveryCodes,
  secretLabelField,
  stateKey,
  username,
  type WebAuthnDevice,
} from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { enrolDevice } from '../enrolment/enrol-device.ts';
import { enrolmentStanding } from '../enrolment/enrolment-standing.ts';
import { needsFactorText } from '../enrolment/needs-factor-text.ts';
import { askForCreation } from '../webauthn/ask-browser.ts';
import { passkeyUuid } from '../webauthn/passkey-uuid.ts';
import { readRegistration } from '../webauthn/read-outcome.ts';
import { attestationInfo, domException, pendingDevice } from '../webauthn/state-keys.ts';
import { timeForAnswer } from '../webauthn/time-for-answer.ts';
import { maxSavedDevices, webAuthnFields } from '../webauthn/webauthn-fields.ts';

const ALGORITHM = { ES256: -7, ES384: -35, ES512: -36, RS1: -65_535, RS256: -257, RS384: -258, RS512: -259, EDDSA: -8 } as const;
const ATTACHMENT = { UNSPECIFIED: undefined, PLATFORM: 'platform', CROSS_PLATFORM: 'cross-platform' } as const;

const LONGEST_NAME = 64;

const webAuthnData = stateKey('webauthnData', z.json());
const attestationType = stateKey('webauthnAttestationType', z.string());
const deviceAaguid = stateKey('webauthnDeviceAaguid', z.string());

export default defineNode({
  type: 'WebAuthnRegistrationNode',
  displayName: 'WebAuthn Registration Node',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'fingerprint',
  summary: 'Makes a passkey or a security key a factor of the person.',
  config: z
    .object({
      relyingPartyName: z
        .string()
        .min(1)
        .max(128)
        .default('ForgeRock')
        .meta({ title: 'Relying party', help: 'Name that browsers show when they ask for the passkey.' }),
      ...webAuthnFields,
      attestationPreference: z
        .enum(['NONE', 'INDIRECT', 'DIRECT'])
        .default('NONE')
        .meta({
          title: 'Preferred mode of attestation',
          help: 'What must be known of the authenticator. Indirect takes what it says of itself or what its maker says; direct only a maker in the trust store.',
          options: { NONE: 'None', INDIRECT: 'Indirect', DIRECT: 'Direct' },
        }),
      acceptedSigningAlgorithms: choicesField(
        'Accepted signing algorithms',
        'Kinds of keys, best first. The server takes no other.',
        {
          ES256: 'ES256',
          ES384: 'ES384',
          ES512: 'ES512',
          RS1: 'RS1 (SHA-1, not offered)',
          RS256: 'RS256',
          RS384: 'RS384',
          RS512: 'RS512',
          EDDSA: 'EdDSA',
        },
        ['ES256', 'RS256'],
      )
        .refine((chosen) => chosen.length > 0, 'Choose at least one.')
        .refine((chosen) => !chosen.includes('RS1'), 'RS1 signs with SHA-1, which is not offered here. Take it out.'),
      authenticatorAttachment: z
        .enum(['UNSPECIFIED', 'PLATFORM', 'CROSS_PLATFORM'])
        .default('UNSPECIFIED')
        .meta({
          title: 'Authentication attachment',
          help: 'Whether it is part of the device. Only the browser knows: the server refuses what it says otherwise, and what it does not say.',
          options: { UNSPECIFIED: 'Either', PLATFORM: 'Part of the device', CROSS_PLATFORM: 'Separate from it' },
        }),
      trustStoreAlias: secretLabelField(
        'Trust store alias',
        'Name of the certificates of makers, in the WebAuthn metadata service of the realm. With a certification level it may be one that the realm does not have.',
      ).default('trustalias'),
      enforceRevocationCheck: flagField(
        'Enforce certificate revocation check',
        'Takes an attestation only when the revocation lists that its certificates name say that none was revoked. Certificates that name no list are refused, and so is an attestation without a certificate.',
      ),
      excludeCredentials: flagField(
        'Limit registrations',
        'Lets nobody register the same authenticator twice. The same passkey is refused anyhow.',
      ),
      generateRecoveryCodes: flagField('Generate recovery codes', 'Makes ten codes for the day when the device is lost.', true),
      storeAttestationDataInTransientState: flagField(
        'Store data in transient state',
        'Lets the next nodes read what the authenticator said of itself.',
      ),
      postponeDeviceProfileStorage: flagField(
        'Store device data in transient state',
        'Keeps nothing yet: WebAuthn Device Storage does, later in this journey.',
      ),
      requiresResidentKey: flagField('Username to device', 'The passkey knows whose it is, so that nobody has to type a name.'),
      displayNameSharedState: z.string().max(256).default('').meta({
        title: 'Shared state attribute for display name',
        help: 'State key of the name that is shown when a passkey is chosen; the user name when there is none.',
      }),
      maxSavedDevices,
      validateFidoU2fAaguid: flagField(
        'Validate FIDO-U2F attestation AAGUID',
        'Kept for exports: what old security keys say of their model is always checked.',
        true,
      ),
      fidoCertificationLevel: z
        .enum([
          'OFF',
          'SELF_ASSERTION_SUBMITTED',
          'FIDO_CERTIFIED_L1',
          'FIDO_CERTIFIED_L1plus',
          'FIDO_CERTIFIED_L2',
          'FIDO_CERTIFIED_L2plus',
          'FIDO_CERTIFIED_L3',
          'FIDO_CERTIFIED_L3plus',
        ])
        .default('OFF')
        .meta({
          title: 'FIDO certification level',
          help: 'What the model must be certified to at least, by the FIDO metadata of the realm. Models that were found to be broken are refused. Off asks no metadata.',
          options: {
            OFF: 'Off',
            SELF_ASSERTION_SUBMITTED: 'Self assertion submitted',
            FIDO_CERTIFIED_L1: 'FIDO certified L1',
            FIDO_CERTIFIED_L1plus: 'FIDO certified L1+',
            FIDO_CERTIFIED_L2: 'FIDO certified L2',
            FIDO_CERTIFIED_L2plus: 'FIDO certified L2+',
            FIDO_CERTIFIED_L3: 'FIDO certified L3',
            FIDO_CERTIFIED_L3plus: 'FIDO certified L3+',
          },
        }),
    })
    .refine(({ fidoCertificationLevel, attestationPreference }) => fidoCertificationLevel === 'OFF' || attestationPreference !== 'NONE', {
      path: ['attestationPreference'],
      message: 'A certification level needs to know the authenticator. Choose Direct, or switch the level off.',
    })
    .refine(({ enforceRevocationCheck, attestationPreference }) => !enforceRevocationCheck || attestationPreference !== 'NONE', {
      path: ['attestationPreference'],
      message: 'With None there is no certificate that could be checked for revocation. Choose Direct, or switch the check off.',
    }),
  outcomes: {
    unsupported: 'Unsupported',
    success: 'Success',
    failure: 'Failure',
    error: 'Client Error',
    exceedDeviceLimit: 'Exceed Device Limit',
  },
  activeOutcomes: ({ maxSavedDevices: most, postponeDeviceProfileStorage }) =>
    most > 0 && !postponeDeviceProfileStorage
      ? ['unsupported', 'success', 'failure', 'error', 'exceedDeviceLimit']
      : ['unsupported', 'success', 'failure', 'error'],
  callbacks: ['TextOutputCallback', 'MetadataCallback', 'HiddenValueCallback'],
  reads: [username],
  dynamicReads: ({ displayNameSharedState }) => (displayNameSharedState === '' ? [] : [displayNameSharedState]),
  writes: [
    domException,
    webAuthnData,
    attestationType,
    deviceAaguid,
    attestationInfo,
    pendingDevice,
    recoveryCodes,
    recoveryCodeDeviceName,
  ],
  /** In AM the challenge is in shared state and survives a retry. Here each is for one display, and nobody sees it but the client. */
  local: z.object({ challenge: z.string(), until: z.number() }),
  texts: {
    waiting: { en: 'Waiting for your device...', de: 'Warten auf Ihr Gerät ...' },
    needsProof: {
      en: 'Sign on first: a passkey can only be made by somebody who has proved who they are.',
      de: 'Melden Sie sich zuerst an: Einen Passkey kann nur einrichten, wer seine Identität bewiesen hat.',
    },
    needsFactor: needsFactorText,
    /** What it is called when its owner gives it no name; the English one is AM's. */
    nameless: { en: 'New Security Key', de: 'Neuer Sicherheitsschlüssel' },
  },
  run: async ({
    config,
    node,
    realm,
    state,
    local,
    answers,
    request,
    subject,
    evidence,
    ports,
    now,
    runId,
    idempotencyKey,
    text,
    send,
    goTo,
    refuse,
  }) => {
    if ((state.get(username) ?? '') === '') {
      const message = 'Nobody is named yet. Put a node that asks for the user name before this one.';
      throw new WaygateError('authoring', 'node.username_missing', message);
    }
    // A cookie that was stolen must not be worth a passkey.
    const standing = await enrolmentStanding({ realm, subject, evidence, runId, ports });
    if (subject === undefined || standing === 'needsProof') return refuse('webauthn.enrolment_needs_proof', text('needsProof'));
    const withoutFactor = () => goTo('failure', { failureMessage: text('needsFactor'), audit: { reason: 'needsFactor' } });
    if (standing === 'needsFactor') return withoutFactor();
    const most = config.postponeDeviceProfileStorage ? 0 : config.maxSavedDevices;
    const devices = await ports.devices.webauthn.list(realm, subject);
    const algorithms = config.acceptedSigningAlgorithms.map((name) => ALGORITHM[name]);
    const level = config.fidoCertificationLevel;
    const isLevelled = level !== 'OFF';
    const relyingParty = ports.webauthn.relyingParty(realm, config.relyingPartyDomain, config.origins);
    const show = () => {
      const challenge = ports.webauthn.newChallenge();
      local.set({ challenge, until: timeForAnswer(now, config.timeout) });
      const shown = config.displayNameSharedState === '' ? undefined : state.getNamed(config.displayNameSharedState);
      const ceremony = {
        challenge,
        timeout: config.timeout,
        rpId: relyingParty.id,
        rpName: config.relyingPartyName,
        verification: config.userVerificationRequirement.toLowerCase(),
        attestation: config.attestationPreference.toLowerCase(),
        credentials: config.excludeCredentials ? devices.map(({ credentialId }) => credentialId) : [],
        userId: toBase64Url(utf8(subject.id)),
        userName: subject.username,
        displayName: typeof shown === 'string' && shown !== '' ? shown : subject.username,
        algorithms,
        isDiscoverable: config.requiresResidentKey,
        attachment: ATTACHMENT[config.authenticatorAttachment],
      };
      return send(askForCreation(ceremony, { asScript: config.asScript, waiting: text('waiting') }));
    };
    const open = local.get();
    if (!answers.submitted || open === undefined) {
      if (most > 0 && devices.length >= most) return goTo('exceedDeviceLimit');
      if (isLevelled && !(await ports.webauthn.hasMetadata(realm))) {
        const message = `${node.displayName} takes only authenticators of a certification level, and the realm names no FIDO metadata. Set fidoMetadataServiceUris in the WebAuthn metadata service.`;
        throw new WaygateError('authoring', 'node.fido_metadata_missing', message);
      }
      if (
        config.attestationPreference === 'DIRECT' &&
        !isLevelled &&
        !(await ports.webauthn.hasTrustStore(realm, config.trustStoreAlias ?? ''))
      ) {
        const message = `${node.displayName} takes only authenticators of makers in the trust store ${config.trustStoreAlias}, which the realm does not have. Set it in the WebAuthn metadata service.`;
        throw new WaygateError('authoring', 'node.trust_store_missing', message);
      }
      return show();
    }
    const answer = readRegistration(answers.first('HiddenValueCallback')?.value);
    if (answer.kind === 'unsupported') return goTo('unsupported');
    if (answer.kind === 'error') {
      state.setShared(domException, answer.message);
      return goTo('error');
    }
    if (answer.kind === 'malformed') return goTo('failure', { audit: { reason: 'malformed' } });
    // What comes too late proves nothing any more; the person can try once more.
    if (answer.kind === 'none' || now > open.until) return show();
    const wanted = ATTACHMENT[config.authenticatorAttachment];
    // Nothing else than the answer tells it: an authenticator of which nobody says how it is attached is not what was demanded.
    if (wanted !== undefined && answer.attachment !== wanted) return goTo('failure', { audit: { reason: 'attachment' } });
    const made = await ports.webauthn.verifyRegistration({
      realm,
      relyingParty,
      challenge: open.challenge,
      requireVerification: config.userVerificationRequirement === 'REQUIRED',
      algorithms,
      attestation: config.attestationPreference,
      trustStore: config.trustStoreAlias ?? '',
      ...(level === 'OFF' ? {} : { certification: level }),
      revocation: config.enforceRevocationCheck,
      response: answer,
    });
    if (!made.verified) return goTo('failure', { audit: { reason: made.reason } });
    const device = {
      ...deviceOf(made, now),
      uuid: await passkeyUuid(answer.credentialId),
      deviceName: nameOf(answer.deviceName) || text('nameless'),
    };
    const named: WebAuthnDevice = {
      ...device,
      credentialId: answer.credentialId,
      transports: answer.attachment === 'platform' ? ['internal'] : [],
    };
    const audit = {
      registeredDeviceUuid: named.uuid,
      registeredAaguid: named.aaguid,
      attestationType: made.attestationType,
      credentialId: named.credentialId,
      deviceName: named.deviceName,
    };
    // A step that runs again after a crash finds its own, and that is none the worse.
    const same = devices.find(({ credentialId }) => credentialId === named.credentialId);
    if (same !== undefined && same.publicKey !== named.publicKey) return goTo('failure', { audit: { reason: 'registered' } });
    if (config.storeAttestationDataInTransientState) {
      const { flags } = made;
      const attachment = answer.attachment === undefined ? {} : { authenticatorAttachment: answer.attachment };
      state.setTransient(webAuthnData, { clientDataJSON: answer.clientData, attestationObject: toBase64Url(answer.attestationObject) });
      state.setTransient(attestationType, made.attestationType);
      state.setTransient(deviceAaguid, made.aaguid);
      state.setTransient(attestationInfo, { flags: { ...flags }, ...attachment });
    }
    if (config.postponeDeviceProfileStorage) {
      const sealed = ports.postponedDevices.seal({ kind: 'webauthn', realm, runId, personId: subject.id }, { device: named });
      state.setTransient(pendingDevice, { userId: subject.id, device: { ...named, transports: [...named.transports] }, sealed });
      return goTo('success', { nodeTypes: ['WebAuthnAuthentication'], audit });
    }
    const enrolment = await enrolDevice(ports.devices.webauthn, { realm, subject, evidence, runId }, named, {
      recoveryCodes: config.generateRecoveryCodes,
      ...(most > 0 ? { most } : {}),
    });
    // An id that somebody else has would make two people one.
    if (enrolment.status === 'taken') return goTo('failure', { audit: { reason: 'registered' } });
    if (enrolment.status === 'notFirst') return withoutFactor();
    if (enrolment.status === 'limit') return goTo(most > 0 ? 'exceedDeviceLimit' : 'failure');
    const { locales } = request;
    ports.notices.tell({ realm, subject, event: 'deviceAdded', facts: { deviceName: named.deviceName }, locales, runId, idempotencyKey });
    if (enrolment.recoveryCodes.length > 0) {
      state.setTransient(recoveryCodes, [...enrolment.recoveryCodes]);
      state.setTransient(recoveryCodeDeviceName, named.deviceName);
    }
    return goTo('success', { nodeTypes: ['WebAuthnAuthentication'], audit });
  },
});

function deviceOf(made: Extract<RegistrationResult, { verified: true }>, now: number) {
  return {
    createdDate: now,
    lastAccessDate: now,
    publicKey: made.publicKey,
    algorithm: made.algorithm,
    signCount: made.signCount,
    aaguid: made.aaguid,
    backupEligible: made.flags.BE,
    backedUp: made.flags.BS,
    userVerified: made.flags.UV,
  };
}

/** What the person calls it, on one line; empty when they call it nothing. */
function nameOf(typed: string): string {
  const name = typed.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ').trim();
  return [...name].slice(0, LONGEST_NAME).join('');
}
