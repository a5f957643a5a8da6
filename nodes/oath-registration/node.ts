import { makeOathDevice, makeOathUri } from '@waygate/mfa';
import { defineNode, flagField, recoveryCodeDeviceName, recoveryCodes, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { accountName, appAccountFields } from '../enrolment/app-account.ts';
import { enrolDevice } from '../enrolment/enrol-device.ts';
import { enrolmentStanding } from '../enrolment/enrolment-standing.ts';
import { needsFactorText } from '../enrolment/needs-factor-text.ts';
import { qrScript } from '../enrolment/qr-script.ts';
import { oathFields, oathWish } from '../oath/oath-fields.ts';
import { postponeOath } from '../oath/postponed-oath.ts';
import { oathEnableRecoveryCode, pendingOathDevice, shownOathDevice } from '../oath/state-keys.ts';

export default defineNode({
  type: 'OathRegistrationNode',
  displayName: 'OATH Registration',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'qr-code',
  summary: 'Shows a QR code that makes an app with one-time passwords a factor of the person.',
  config: z.object({
    ...appAccountFields,
    ...oathFields,
    truncationOffset: z.int().min(-1).max(15).default(-1).meta({
      title: 'HOTP truncation offset',
      help: 'Where HOTP cuts the code out; -1 is what the standard says and what every app does.',
    }),
    postponeDeviceProfileStorage: flagField(
      'Store device data in shared state',
      'Keeps nothing yet: OATH Device Storage does, later in this journey. Despite the name the secret stands in transient state, and is sealed.',
    ),
  }),
  cautions: ({ algorithm, addChecksum, truncationOffset }) =>
    algorithm === 'HOTP' && (addChecksum || truncationOffset >= 0)
      ? [
          {
            path: addChecksum ? 'addChecksum' : 'truncationOffset',
            code: 'oath_unknown_to_apps',
            text: 'No app can be told of this by a QR code, so that its codes will be wrong. It is for hardware tokens.',
          },
        ]
      : [],
  outcomes: { successOutcome: 'Success', failureOutcome: 'Failure' },
  callbacks: ['TextOutputCallback', 'HiddenValueCallback', 'ConfirmationCallback'],
  reads: [username],
  writes: [pendingOathDevice, oathEnableRecoveryCode, recoveryCodes, recoveryCodeDeviceName],
  /** The device that is shown, with its secret: sealed, and never in shared state. */
  local: shownOathDevice,
  texts: {
    scan: {
      en: 'Scan the QR code with your authenticator app, then choose Next.',
      de: 'Scannen Sie den QR-Code mit Ihrer Authenticator-App, und wählen Sie dann „Weiter“.',
    },
    next: { en: 'Next', de: 'Weiter' },
    needsProof: {
      en: 'Sign on first: an app can only be registered by somebody who has proved who they are.',
      de: 'Melden Sie sich zuerst an: Eine App kann nur registrieren, wer seine Identität bewiesen hat.',
    },
    needsFactor: needsFactorText,
  },
  run: async (context) => {
    const { config, realm, state, local, answers, request, subject, evidence, ports, runId, idempotencyKey, now } = context;
    const { text, localized, send, goTo, refuse } = context;
    if ((state.get(username) ?? '') === '') {
      const message = 'Nobody is named yet. Put a node that asks for the user name before this one.';
      throw new WaygateError('authoring', 'node.username_missing', message);
    }
    const standing = await enrolmentStanding(context);
    if (subject === undefined || standing === 'needsProof') return refuse('oath.enrolment_needs_proof', text('needsProof'));
    const withoutFactor = () => goTo('failureOutcome', { failureMessage: text('needsFactor'), audit: { reason: 'needsFactor' } });
    if (standing === 'needsFactor') return withoutFactor();
    const isNext = answers.first('ConfirmationCallback')?.index === 0;
    if (!isNext) {
      const person = await ports.identities.find(realm, subject.username);
      const device = makeOathDevice(oathWish(config), now);
      local.set({ userId: subject.id, device });
      const uri = makeOathUri({
        device,
        account: accountName(config.accountName, subject.username, person),
        userId: subject.id,
        backgroundColor: config.bgColor,
        imageUrl: config.imgUrl,
      });
      return send([
        { type: 'TextOutputCallback', messageType: 'information', message: localized(config.scanQRCodeMessage, 'scan') },
        { type: 'TextOutputCallback', messageType: 'script', message: qrScript(uri) },
        { type: 'HiddenValueCallback', id: 'mfaDeviceRegistration', value: uri },
        { type: 'ConfirmationCallback', options: [text('next')], selected: 0 },
      ]);
    }
    const open = local.get();
    if (open === undefined || open.userId !== subject.id) return goTo('failureOutcome', { audit: { reason: 'noDevice' } });
    const audit = { device: open.device.uuid, algorithm: open.device.algorithm };
    if (config.postponeDeviceProfileStorage) {
      const place = { realm, runId, personId: subject.id };
      state.setTransient(pendingOathDevice, postponeOath(ports, place, { device: open.device, needsCode: false }));
      state.setShared(oathEnableRecoveryCode, config.generateRecoveryCodes);
      return goTo('successOutcome', { audit: { ...audit, postponed: true } });
    }
    const enrolment = await enrolDevice(ports.devices.oath, { realm, subject, evidence, runId }, open.device, {
      recoveryCodes: config.generateRecoveryCodes,
    });
    if (enrolment.status === 'notFirst') return withoutFactor();
    if (enrolment.status !== 'enrolled') return goTo('failureOutcome', { audit: { reason: enrolment.status } });
    state.remove(pendingOathDevice);
    state.remove(oathEnableRecoveryCode);
    const { deviceName } = open.device;
    ports.notices.tell({ realm, subject, event: 'deviceAdded', facts: { deviceName }, locales: request.locales, runId, idempotencyKey });
    if (enrolment.recoveryCodes.length > 0) {
      state.setTransient(recoveryCodes, [...enrolment.recoveryCodes]);
      state.setTransient(recoveryCodeDeviceName, deviceName);
    }
    return goTo('successOutcome', { audit });
  },
});
