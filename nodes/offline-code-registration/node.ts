import { makeOathDevice, makeOathUri } from '@waygate/mfa';
import { defineNode, flagField, isSecondFactor, localizedField } from '@waygate/node-kit';
import type { CallbackInput } from '@waygate/schema';
import { z } from 'zod';
import { accountName, appAccountFields } from '../enrolment/app-account.ts';
import { enrolmentStanding } from '../enrolment/enrolment-standing.ts';
import { needsFactorText } from '../enrolment/needs-factor-text.ts';
import { qrScript } from '../enrolment/qr-script.ts';
import { oathDevice } from '../oath/state-keys.ts';

const { accountName: accountField, bgColor, imgUrl } = appAccountFields;
/** What every app knows. */
const WISH = {
  algorithm: 'TOTP',
  digits: 6,
  hash: 'HMAC_SHA1',
  period: 30,
  checksumDigit: false,
  truncationOffset: -1,
  minSharedSecretLength: 40,
} as const;

export default defineNode({
  type: 'OfflineCodeRegistrationNode',
  displayName: 'Offline Code Registration',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication', 'offline'],
  icon: 'qr-code',
  summary: 'Sets up an app of the person for codes that are asked for during an outage, and shows a backup code, once.',
  config: z.object({
    issuer: z.string().min(1).max(128).default('Waygate offline').meta({
      title: 'Issuer',
      help: 'Name of the account in the app. Let it say that its codes are for outages.',
    }),
    accountName: accountField,
    bgColor,
    imgUrl,
    scanQRCodeMessage: localizedField('QR code message', 'Text above the QR code.'),
    allowWithoutSecondFactor: flagField(
      'Allow without a second factor',
      'Lets people who have no second factor set an app up by what else they proved, such as a password alone. Whoever learns that password can then do the same.',
    ),
  }),
  outcomes: { success: 'Success', cancelled: 'Cancelled', failure: 'Failure' },
  callbacks: ['TextOutputCallback', 'HiddenValueCallback', 'NameCallback', 'ConfirmationCallback'],
  /** The app that is shown, with its secret: sealed, and kept nowhere else until one of its codes was typed. */
  local: z.object({ userId: z.string(), device: oathDevice, uri: z.string(), isKept: z.boolean() }),
  texts: {
    scan: {
      en: 'Scan the QR code with an authenticator app, then enter the code that it shows. Codes of this account are for signing in when something cannot be reached, and for nothing else.',
      de: 'Scannen Sie den QR-Code mit einer Authenticator-App, und geben Sie dann den Code ein, den sie zeigt. Codes dieses Kontos sind für die Anmeldung da, wenn etwas nicht erreichbar ist, und für nichts anderes.',
    },
    prompt: { en: 'One-time code of the app', de: 'Einmalcode der App' },
    wrong: {
      en: 'This is not the code that the app shows. If it goes on, look whether the clock of the phone is right.',
      de: 'Das ist nicht der Code, den die App zeigt. Wenn es dabei bleibt, sehen Sie nach, ob die Uhr des Telefons richtig geht.',
    },
    confirm: { en: 'Confirm', de: 'Bestätigen' },
    cancel: { en: 'Cancel', de: 'Abbrechen' },
    backupCode: {
      en: 'This is your backup code. It signs you in offline once when you do not have the app; then the app must be set up anew. Keep it where you find it without this device: it is not shown again.',
      de: 'Das ist Ihr Ersatzcode. Mit ihm melden Sie sich einmal ohne Netz an, wenn Sie die App nicht haben; danach muss die App neu eingerichtet werden. Bewahren Sie ihn so auf, dass Sie ihn ohne dieses Gerät finden: Er wird nicht wieder angezeigt.',
    },
    done: { en: 'Done', de: 'Fertig' },
    needsProof: {
      en: 'Sign on first, while everything can be reached: an offline code can only be set up by somebody who has proved who they are.',
      de: 'Melden Sie sich zuerst an, solange alles erreichbar ist: Einen Offline-Code kann nur einrichten, wer seine Identität bewiesen hat.',
    },
    needsFactor: needsFactorText,
    needsSecondFactor: {
      en: 'An offline code stands in for a second factor, and this account has none yet. Add one first, such as a passkey, a phone or an app that shows codes.',
      de: 'Ein Offline-Code steht für einen zweiten Faktor ein, und dieses Konto hat noch keinen. Fügen Sie zuerst einen hinzu, etwa einen Passkey, ein Telefon oder eine App, die Codes zeigt.',
    },
    notAllowed: { en: 'Offline codes are not used here.', de: 'Offline-Codes werden hier nicht benutzt.' },
  },
  run: async (context) => {
    const { config, realm, local, evidence, answers, request, subject, ports, runId, idempotencyKey, now } = context;
    const { text, localized, send, goTo, refuse } = context;
    const show = (uri: string, isWrong: boolean) => {
      const problem: CallbackInput[] = isWrong ? [{ type: 'TextOutputCallback', messageType: 'error', message: text('wrong') }] : [];
      return send([
        ...problem,
        { type: 'TextOutputCallback', messageType: 'information', message: localized(config.scanQRCodeMessage, 'scan') },
        { type: 'TextOutputCallback', messageType: 'script', message: qrScript(uri) },
        { type: 'HiddenValueCallback', id: 'mfaDeviceRegistration', value: uri },
        { type: 'NameCallback', prompt: text('prompt') },
        { type: 'ConfirmationCallback', options: [text('confirm'), text('cancel')], selected: 0 },
      ]);
    };

    const standing = await enrolmentStanding(context);
    if (subject === undefined || standing === 'needsProof') return refuse('offline.enrolment_needs_proof', text('needsProof'));
    const open = local.get();
    if (open?.isKept === true) return goTo('success', { audit: { device: open.device.uuid } });
    if (standing === 'needsFactor') return goTo('failure', { failureMessage: text('needsFactor'), audit: { reason: 'needsFactor' } });
    if (!(await ports.offlineCodes.isAllowed(realm))) {
      return goTo('failure', { failureMessage: text('notAllowed'), audit: { reason: 'notAllowed' } });
    }
    if (!config.allowWithoutSecondFactor && !evidence.some(({ factor }) => isSecondFactor(factor))) {
      return goTo('failure', { failureMessage: text('needsSecondFactor'), audit: { reason: 'needsSecondFactor' } });
    }
    if (!answers.submitted || open === undefined || open.userId !== subject.id) {
      const device = { ...makeOathDevice({ ...WISH, issuer: config.issuer }, now), deviceName: 'Offline Code' };
      const person = await ports.identities.find(realm, subject.username);
      const uri = makeOathUri({
        device,
        account: accountName(config.accountName, subject.username, person),
        userId: subject.id,
        backgroundColor: config.bgColor,
        imageUrl: config.imgUrl,
      });
      local.set({ userId: subject.id, device, uri, isKept: false });
      return show(uri, false);
    }
    if (answers.first('ConfirmationCallback')?.index === 1) return goTo('cancelled');
    const code = (answers.first('NameCallback')?.value ?? '').replaceAll(/\s/g, '');
    if (code === '') return show(open.uri, false);
    const { device } = open;
    const enrolment = await ports.offlineCodes.enrol(realm, subject, device, code);
    if (enrolment.status === 'wrong') return show(open.uri, true);
    const facts = { deviceName: device.deviceName };
    ports.notices.tell({ realm, subject, event: 'deviceAdded', facts, locales: request.locales, runId, idempotencyKey });
    local.set({ ...open, isKept: true });
    return send([
      { type: 'TextOutputCallback', messageType: 'information', message: text('backupCode') },
      { type: 'TextOutputCallback', messageType: 'information', message: enrolment.backupCode },
      { type: 'HiddenValueCallback', id: 'offlineBackupCode', value: enrolment.backupCode },
      { type: 'ConfirmationCallback', options: [text('done')], selected: 0 },
    ]);
  },
});
