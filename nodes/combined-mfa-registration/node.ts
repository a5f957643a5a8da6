import { makeCombinedUri, makeOathDevice } from '@waygate/mfa';
import { defineNode, recoveryCodeDeviceName, recoveryCodes, username } from '@waygate/node-kit';
import { type JsonObject, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { accountName, appAccountFields } from '../enrolment/app-account.ts';
import { enrolDevice } from '../enrolment/enrol-device.ts';
import { enrolmentStanding } from '../enrolment/enrolment-standing.ts';
import { needsFactorText } from '../enrolment/needs-factor-text.ts';
import { qrScript } from '../enrolment/qr-script.ts';
import { oathFields, oathWish } from '../oath/oath-fields.ts';
import { postponeOath } from '../oath/postponed-oath.ts';
import { oathEnableRecoveryCode, pendingOathDevice, shownOathDevice } from '../oath/state-keys.ts';

/** How often the page asks whether the phone has registered, milliseconds (AM). */
const POLL_MS = 2_000;

export default defineNode({
  type: 'CombinedMultiFactorRegistrationNode',
  displayName: 'Combined MFA Registration',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'qr-code',
  summary: 'Shows one QR code that makes a phone a factor by push and by one-time passwords.',
  config: z.object({
    ...appAccountFields,
    timeout: z.int().min(10).max(600).default(60).meta({
      title: 'Registration response timeout',
      help: 'How long the QR code can be used.',
      unit: 'seconds',
    }),
    ...oathFields,
    policiesJson: z
      .string()
      .max(1_024)
      .default('')
      .refine((text) => text.trim() === '' || policiesOf(text) !== undefined, 'Write a JSON object, such as {"biometricAvailable":{}}.')
      .meta({
        title: 'JSON authenticator policies',
        help: 'Rules that the app enforces on the phone, such as {"biometricAvailable":{}}. The server cannot see whether it does.',
      }),
  }),
  outcomes: { successOutcome: 'Success', failureOutcome: 'Failure', timeoutOutcome: 'Time Out' },
  callbacks: ['TextOutputCallback', 'HiddenValueCallback', 'PollingWaitCallback'],
  reads: [username],
  writes: [pendingOathDevice, oathEnableRecoveryCode, recoveryCodes, recoveryCodeDeviceName],
  /** Link and device hold the secrets that the phone and the server will share: sealed, and never in shared state. */
  local: z.object({ messageId: z.string(), uri: z.string(), oath: shownOathDevice }),
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
  run: async (context) => {
    const { config, realm, state, local, answers, request, subject, evidence, ports, runId, idempotencyKey, now } = context;
    const { text, localized, send, goTo, refuse } = context;
    if ((state.get(username) ?? '') === '') {
      const message = 'Nobody is named yet. Put a node that asks for the user name before this one.';
      throw new WaygateError('authoring', 'node.username_missing', message);
    }
    const standing = await enrolmentStanding(context);
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
      const { push, oath } = ports.devices;
      if ((await push.list(realm, subject)).length > 0 || (await oath.list(realm, subject)).length > 0) return goTo('successOutcome');
      if (standing === 'needsFactor') return withoutFactor();
      const person = await ports.identities.find(realm, subject.username);
      const device = makeOathDevice(oathWish(config), now);
      const registration = await ports.push.register({
        realm,
        subject,
        issuer: config.issuer,
        accountName: accountName(config.accountName, subject.username, person),
        backgroundColor: config.bgColor.replace(/^#/, ''),
        imageUrl: '',
        timeout: config.timeout,
        runId,
        idempotencyKey,
      });
      const policies = policiesOf(config.policiesJson);
      const uri = makeCombinedUri({ pushUri: registration.uri, device, imageUrl: config.imgUrl, policies });
      local.set({ messageId: registration.messageId, uri, oath: { userId: subject.id, device } });
      return show(uri);
    }
    const result = await ports.push.status(realm, open.messageId, runId);
    if (result.status === 'waiting') return show(open.uri);
    const push = result.status === 'approved' && result.subject.id === subject.id ? result.device : undefined;
    if (push === undefined || open.oath.userId !== subject.id) {
      // The phone may show codes all the same. Once a code proves it, OATH Device Storage can keep that half.
      const { userId: personId, device } = open.oath;
      state.setTransient(pendingOathDevice, postponeOath(ports, { realm, runId, personId }, { device, needsCode: true }));
      state.setShared(oathEnableRecoveryCode, config.generateRecoveryCodes);
      return goTo(result.status === 'expired' ? 'timeoutOutcome' : 'failureOutcome');
    }
    const wants = { recoveryCodes: config.generateRecoveryCodes };
    const first = await enrolDevice(ports.devices.push, { realm, subject, evidence, runId }, push, wants);
    if (first.status === 'notFirst') return withoutFactor();
    if (first.status !== 'enrolled') return goTo('failureOutcome');
    const oath = { ...open.oath.device, deviceName: push.deviceName };
    const second = await enrolDevice(ports.devices.oath, { realm, subject, evidence, runId }, oath, wants);
    const codes = [...first.recoveryCodes, ...(second.status === 'enrolled' ? second.recoveryCodes : [])];
    const { deviceName } = push;
    ports.notices.tell({ realm, subject, event: 'deviceAdded', facts: { deviceName }, locales: request.locales, runId, idempotencyKey });
    if (codes.length > 0) {
      state.setTransient(recoveryCodes, codes);
      state.setTransient(recoveryCodeDeviceName, deviceName);
    }
    return goTo('successOutcome', { audit: { device: push.uuid, deviceType: push.deviceType, oathDevice: oath.uuid } });
  },
});

function policiesOf(text: string): JsonObject | undefined {
  try {
    return z.record(z.string(), z.json()).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
