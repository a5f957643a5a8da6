import { type BoundDevice, defineNode, flagField, username } from '@waygate/node-kit';
import { deviceAuthenticationType, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { clientErrorOutcomesField } from '../bound-device/client-error-outcomes.ts';
import { PROMPT_TEXTS, promptFields } from '../bound-device/prompt-fields.ts';
import { bindingChallenge, postponedDevice } from '../bound-device/state-keys.ts';
import { userIdOf } from '../bound-device/user-id.ts';
import { enrolDevice } from '../enrolment/enrol-device.ts';
import { enrolmentStanding } from '../enrolment/enrolment-standing.ts';
import { needsFactorText } from '../enrolment/needs-factor-text.ts';

const LONGEST_NAME = 256;
/** Outcomes that the node takes by itself; further ones are the author's to name. */
const OWN = { success: 'Success', failure: 'Failure', exceedDeviceLimit: 'Exceed Device Limit' } as const;
const OUTCOMES: Readonly<Record<string, string>> = OWN;

export default defineNode({
  type: 'DeviceBindingNode',
  displayName: 'Device Binding',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'device-mobile-check',
  summary: 'Lets an app make a key on its device and binds it to the person.',
  config: z.object({
    authenticationType: deviceAuthenticationType.default('BIOMETRIC_ALLOW_FALLBACK').meta({
      title: 'Authentication type',
      help: 'What unlocks the key on the device. The app sees to it; the server cannot check it.',
      options: {
        BIOMETRIC_ONLY: 'Finger or face',
        BIOMETRIC_ALLOW_FALLBACK: 'Finger or face, else the PIN of the device',
        APPLICATION_PIN: 'A PIN of the app',
        NONE: 'Nothing',
      },
    }),
    ...promptFields(),
    maxSavedDevices: z
      .int()
      .min(0)
      .max(100)
      .default(0)
      .meta({ title: 'Maximum saved devices', help: 'How many devices a person may have bound. 0 means any number.' }),
    attestation: flagField(
      'Android key attestation',
      'Asks for a certificate of the hardware. This server cannot check one, so it binds nothing where it is switched on.',
    ),
    postponeDeviceProfileStorage: flagField(
      'Store device data in transient state',
      'Keeps the device for a Device Binding Storage node instead of storing it here.',
    ),
    clientErrorOutcomes: clientErrorOutcomesField(['Unsupported', 'Abort', 'Timeout'], Object.keys(OWN)),
  }),
  cautions: ({ attestation }) =>
    attestation
      ? [
          {
            path: 'attestation',
            code: 'attestation_unavailable',
            text: 'This server cannot check it. A person who gets there fails to sign on.',
          },
        ]
      : [],
  outcomes: OUTCOMES,
  openOutcomes: true,
  activeOutcomes: ({ clientErrorOutcomes, maxSavedDevices }) => [
    ...new Set(['success', 'failure', ...(maxSavedDevices > 0 ? ['exceedDeviceLimit'] : []), ...clientErrorOutcomes]),
  ],
  callbacks: ['DeviceBindingCallback'],
  reads: [username],
  writes: [bindingChallenge, postponedDevice],
  /** What counts is what stands here: shared state can be written by a script. */
  local: z.object({ challenge: z.string(), sentAt: z.number() }),
  texts: {
    ...PROMPT_TEXTS,
    unnamed: { en: 'Device', de: 'Gerät' },
    needsProof: {
      en: 'Sign on first: a device can only be bound by somebody who has proved who they are.',
      de: 'Melden Sie sich zuerst an: Ein Gerät kann nur binden, wer seine Identität bewiesen hat.',
    },
    needsFactor: needsFactorText,
  },
  run: async ({
    config,
    realm,
    runId,
    idempotencyKey,
    request,
    node,
    state,
    local,
    answers,
    subject,
    evidence,
    ports,
    now,
    text,
    localized,
    send,
    goTo,
    refuse,
  }) => {
    if ((state.get(username) ?? '') === '') {
      throw new WaygateError(
        'authoring',
        'node.username_missing',
        'Nobody is named yet. Put a node that asks for the user name before this one.',
      );
    }
    if (config.attestation) {
      const message = `${node.displayName} asks for Android key attestation, which this server cannot check. Switch it off, or bind no devices here.`;
      throw new WaygateError('authoring', 'binding.attestation_unavailable', message);
    }
    // A cookie that was stolen must not be worth a device.
    const standing = await enrolmentStanding({ realm, subject, evidence, runId, ports });
    const person = subject === undefined || standing === 'needsProof' ? undefined : await ports.identities.find(realm, subject.username);
    if (subject === undefined || person === undefined || person.id !== subject.id || !person.active) {
      return refuse('binding.enrolment_needs_proof', text('needsProof'));
    }
    const withoutFactor = () => goTo('failure', { failureMessage: text('needsFactor'), audit: { reason: 'needsFactor' } });
    if (standing === 'needsFactor') return withoutFactor();
    const most = config.maxSavedDevices === 0 ? {} : { most: config.maxSavedDevices };
    const done = (outcome: string, audit: Readonly<Record<string, string>>) => {
      state.remove(bindingChallenge);
      return goTo(outcome, { audit, ...(outcome === 'success' ? { nodeTypes: ['Binding'] } : {}) });
    };
    const sent = local.get();
    const answer = answers.first('DeviceBindingCallback');
    if (answer === undefined || sent === undefined) {
      const had = await ports.devices.binding.list(realm, subject);
      if (most.most !== undefined && had.length >= most.most) return done('exceedDeviceLimit', { reason: 'limit' });
      const challenge = ports.deviceKeys.newChallenge();
      local.set({ challenge, sentAt: now });
      state.setShared(bindingChallenge, challenge);
      return send([
        {
          type: 'DeviceBindingCallback',
          userId: userIdOf(subject.id, realm),
          username: person.username,
          authenticationType: config.authenticationType,
          challenge,
          title: localized(config.title, 'title'),
          subtitle: localized(config.subtitle, 'subtitle'),
          description: localized(config.description, 'description'),
          timeout: config.timeout,
          attestation: false,
        },
      ]);
    }
    if (answer.clientError !== '') {
      const isKnown = config.clientErrorOutcomes.includes(answer.clientError);
      return done(isKnown ? answer.clientError : 'failure', { reason: isKnown ? answer.clientError : 'unknownClientError' });
    }
    const checked = await ports.deviceKeys.checkBinding({
      ...sent,
      jws: answer.jws,
      subject: userIdOf(subject.id, realm),
      applicationIds: config.applicationIds,
      timeout: config.timeout,
      now,
    });
    if ('fault' in checked) return done('failure', { reason: checked.fault });
    const { kid, key, platform } = checked.shown;
    const named = answer.deviceName.trim().slice(0, LONGEST_NAME);
    const device: BoundDevice = {
      uuid: kid,
      kid,
      key,
      platform,
      deviceName: named === '' ? text('unnamed') : named,
      deviceId: answer.deviceId.slice(0, LONGEST_NAME),
      createdDate: now,
      lastAccessDate: now,
      authenticationType: config.authenticationType,
    };
    const before = (await ports.devices.binding.list(realm, subject)).find(({ uuid }) => uuid === kid);
    if (before !== undefined && JSON.stringify(before.key) !== JSON.stringify(key)) return done('failure', { reason: 'keyIdTaken' });
    const audit = { device: kid, platform };
    if (config.postponeDeviceProfileStorage) {
      const sealed = ports.postponedDevices.seal({ kind: 'binding', realm, runId, personId: subject.id }, { device, ...most });
      state.setTransient(postponedDevice, { ...device, sealed });
      return done('success', { ...audit, postponed: 'true' });
    }
    const { status } = await enrolDevice(ports.devices.binding, { realm, subject, evidence, runId }, device, {
      recoveryCodes: false,
      ...most,
    });
    if (status === 'notFirst') return withoutFactor();
    if (status !== 'enrolled') return done('exceedDeviceLimit', { reason: status });
    const { locales } = request;
    ports.notices.tell({ realm, subject, event: 'deviceAdded', facts: { deviceName: device.deviceName }, locales, runId, idempotencyKey });
    return done('success', audit);
  },
});
