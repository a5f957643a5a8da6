import {
  colorField,
  defineNode,
  flagField,
  type Identity,
  localizedField,
  recoveryCodeDeviceName,
  recoveryCodes,
  urlField,
  username,
} from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

/** Attribute of the user that labels the account in the app. */
const ACCOUNT_ATTRIBUTE = {
  USERNAME: undefined,
  COMMON_NAME: 'cn',
  EMAIL_ADDRESS: 'mail',
  EMPLOYEE_NUMBER: 'employeeNumber',
  GIVEN_NAME: 'givenName',
  LAST_NAME: 'sn',
} as const;

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
    issuer: z.string().min(1).max(128).default('ForgeRock').meta({ title: 'Issuer', help: 'Name of the account in the app.' }),
    accountName: z
      .enum(['USERNAME', 'COMMON_NAME', 'EMAIL_ADDRESS', 'EMPLOYEE_NUMBER', 'GIVEN_NAME', 'LAST_NAME'])
      .default('USERNAME')
      .meta({
        title: 'Account name',
        help: 'What labels the account in the app; the user name when the person has none of it.',
        options: {
          USERNAME: 'User name',
          COMMON_NAME: 'Common name',
          EMAIL_ADDRESS: 'E-mail address',
          EMPLOYEE_NUMBER: 'Employee number',
          GIVEN_NAME: 'Given name',
          LAST_NAME: 'Last name',
        },
      }),
    bgColor: colorField('Background color', 'Colour of the account in the app.', '032b75'),
    imgUrl: urlField('Logo image URL', 'Logo of the account in the app.'),
    generateRecoveryCodes: flagField('Generate recovery codes', 'Makes ten codes for the day when the phone is lost.', true),
    scanQRCodeMessage: localizedField('QR code message', 'Text above the QR code.'),
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
    // A cookie that was stolen must not be worth a phone.
    const isProved = evidence.some(({ factor }) => !factor.startsWith('remembered:'));
    if (subject === undefined || !isProved) return refuse('push.enrolment_needs_proof', text('needsProof'));
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
      const person = await ports.identities.find(realm, subject.username);
      const registration = await ports.push.register({
        realm,
        subject,
        issuer: config.issuer,
        accountName: accountName(config.accountName, person) || subject.username,
        backgroundColor: config.bgColor.replace(/^#/, ''),
        imageUrl: config.imgUrl,
        timeout: config.timeout,
        idempotencyKey,
      });
      local.set(registration);
      return show(registration.uri);
    }
    const result = await ports.push.status(realm, open.messageId);
    if (result.status === 'waiting') return show(open.uri);
    if (result.status === 'expired') return goTo('timeoutOutcome');
    if (result.status === 'denied' || result.device === undefined || result.subject.id !== subject.id) return goTo('failureOutcome');
    const enrolment = await ports.devices.push.enrol(realm, subject, result.device, { recoveryCodes: config.generateRecoveryCodes });
    if (enrolment.status === 'limit') return goTo('failureOutcome');
    const { deviceName } = result.device;
    ports.notices.tell({ realm, subject, event: 'deviceAdded', facts: { deviceName }, locales: request.locales, runId, idempotencyKey });
    if (enrolment.recoveryCodes.length > 0) {
      state.setTransient(recoveryCodes, [...enrolment.recoveryCodes]);
      state.setTransient(recoveryCodeDeviceName, deviceName);
    }
    return goTo('successOutcome', { audit: { device: result.device.uuid, deviceType: result.device.deviceType } });
  },
});

function accountName(kind: keyof typeof ACCOUNT_ATTRIBUTE, person: Identity | undefined): string {
  const attribute = ACCOUNT_ATTRIBUTE[kind];
  return attribute === undefined ? '' : (person?.attributes[attribute]?.[0] ?? '');
}

/** The script that AM's pages run to draw the code; every character but letters and digits is escaped (AM). */
function qrScript(uri: string): string {
  const text = uri.replaceAll(/[^A-Za-z0-9]/g, (char) => `\\x${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
  return `window.QRCodeReader.createCode({ id: 'callback_0', text: '${text}', version: '20', code: 'L' });`;
}
