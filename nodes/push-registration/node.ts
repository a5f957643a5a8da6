import { defineNode, recoveryCodeDeviceName, recoveryCodes, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { accountName, appAccountFields } from '../enrolment/app-account.ts';
import { enrolDevice } from '../enrolment/enrol-device.ts';
import { enrolmentStanding } from '../enrolment/enrolment-standing.ts';
import { needsFactorText } from '../enrolment/needs-factor-text.ts';
import { qrScript } from '../enrolment/qr-script.ts';

/** How often the page asks whether the phone has registered, milliseconds (AM). */
const POLL_MS = 2_000;

export default defineNode({
  type: 'PushRegistrationNode',
  displayName: 'Push Registration',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'qr-code',
  summary: 'Shows a QR code that makes a phone a factor of the person.',
  config: z.object({
    ...appAccountFields,
    timeout: z
      .int()
      .min(10)
      .max(600)
      .default(60)
      .meta({ title: 'Registration response timeout', help: 'How long the QR code can be used.', unit: 'seconds' }),
  }),
  outcomes: { successOutcome: 'Success', failureOutcome: 'Failure', timeoutOutcome: 'Time Out' },
  callbacks: ['TextOutputCallback', 'HiddenValueCallback', 'PollingWaitCallback'],
  reads: [username],
  writes: [recoveryCodes, recoveryCodeDeviceName],
  /** The link holds the secret that the phone and the server will share, so it is kept where it is sealed and never in shared state. */
  local: z.object({ messageId: z.string(), uri: z.string() }),
  texts: {
    scan: {
      en: 'Scan the QR code with your authenticator app to register this account.',
      de: 'Scannen Sie den QR-Code mit Ihrer Authenticator-App, um dieses Konto zu registrieren.',
    },
    waiting: { en: 'Waiting for response...', de: 'Warten auf Antwort ...' },
    needsProof: {
      en: 'Sign on first: a phone can only be registered by somebody who has proved who they are.',
      de: 'Melden Sie sich zuerst an: Ein Telefon kann nur registrieren, wer seine Identität bewiesen hat.',
    },
    needsFactor: needsFactorText,
  },
  run: async ({
    config,
    realm,
    state,
    local,
    answers,
    subject,
    evidence,
    ports,
    request,
    runId,
    idempotencyKey,
    text,
    localized,
    send,
    goTo,
    refuse,
  }) => {
    if ((state.get(username) ?? '') === '') {
      const message = 'Nobody is named yet. Put a node that asks for the user name before this one.';
      throw new WaygateError('authoring', 'node.username_missing', message);
    }
    const standing = await enrolmentStanding({ realm, subject, evidence, runId, ports });
    if (subject === undefined || standing === 'needsProof') return refuse('push.enrolment_needs_proof', text('needsProof'));
    const withoutFactor = () => goTo('failureOutcome', { failureMessage: text('needsFactor'), audit: { reason: 'needsFactor' } });
    const show = (uri: string) =>
      send([
        { type: 'TextOutputCallback', messageType: 'information', message: localized(config.scanQRCodeMessage, 'scan') },
        { type: 'TextOutputCallback', messageType: 'script', message: qrScript(uri) },
        { type: 'HiddenValueCallback', id: 'mfaDeviceRegistration', value: uri },
        { type: 'PollingWaitCallback', waitTime: POLL_MS, message: text('waiting') },
      ]);
    const open = local.get();
    if (!answers.submitted || open === undefined) {
      if ((await ports.devices.push.list(realm, subject)).length > 0) return goTo('successOutcome');
      if (standing === 'needsFactor') return withoutFactor();
      const person = await ports.identities.find(realm, subject.username);
      const registration = await ports.push.register({
        realm,
        subject,
        issuer: config.issuer,
        accountName: accountName(config.accountName, subject.username, person),
        backgroundColor: config.bgColor.replace(/^#/, ''),
        imageUrl: config.imgUrl,
        timeout: config.timeout,
        runId,
        idempotencyKey,
      });
      local.set(registration);
      return show(registration.uri);
    }
    const result = await ports.push.status(realm, open.messageId, runId);
    if (result.status === 'waiting') return show(open.uri);
    if (result.status === 'expired') return goTo('timeoutOutcome');
    if (result.status === 'denied' || result.device === undefined || result.subject.id !== subject.id) return goTo('failureOutcome');
    const wants = { recoveryCodes: config.generateRecoveryCodes };
    const enrolment = await enrolDevice(ports.devices.push, { realm, subject, evidence, runId }, result.device, wants);
    if (enrolment.status === 'notFirst') return withoutFactor();
    if (enrolment.status !== 'enrolled') return goTo('failureOutcome');
    const { deviceName } = result.device;
    ports.notices.tell({ realm, subject, event: 'deviceAdded', facts: { deviceName }, locales: request.locales, runId, idempotencyKey });
    if (enrolment.recoveryCodes.length > 0) {
      state.setTransient(recoveryCodes, [...enrolment.recoveryCodes]);
      state.setTransient(recoveryCodeDeviceName, deviceName);
    }
    return goTo('successOutcome', { audit: { device: result.device.uuid, deviceType: result.device.deviceType } });
  },
});
