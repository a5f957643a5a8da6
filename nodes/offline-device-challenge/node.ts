import { defineNode, localizedField } from '@waygate/node-kit';
import type { CallbackInput } from '@waygate/schema';
import { z } from 'zod';
import { qrScript } from '../enrolment/qr-script.ts';
import { heedsBlock } from '../outage/heeds-block.ts';

/** What is on the page: a QR code, which is sealed for the phone, or twelve digits. The code itself stands nowhere. */
const page = z.object({
  person: z.object({ id: z.string(), username: z.string() }),
  challengeId: z.string(),
  profile: z.enum(['qr', 'manual12']),
  shown: z.string(),
  expiresAt: z.number(),
});

const node = defineNode({
  type: 'OfflineDeviceChallengeNode',
  displayName: 'Offline Device Challenge',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication', 'offline'],
  icon: 'qr-code',
  summary: "Shows a QR code that only the person's phone can read, and asks for the code that the phone shows. Neither needs a network.",
  config: z.object({
    issuer: z.string().min(1).max(128).default('Waygate').meta({ title: 'Issuer', help: 'Who asks, as the phone shows it.' }),
    application: z.string().max(128).default('').meta({
      title: 'Application',
      help: 'What the person signs on to, as the phone shows it. Without it the journey is named.',
    }),
    message: localizedField('Message', 'Text above the QR code.'),
    challenge: z
      .enum(['QR', 'MANUAL', 'QR_OR_MANUAL'])
      .default('QR')
      .meta({
        title: 'Challenge',
        help: 'What the phone is shown. Twelve digits are for terminals and phones without a camera: nothing in them tells the phone who asks, so that any page can pass them on.',
        options: { QR: 'A QR code', MANUAL: 'Twelve digits', QR_OR_MANUAL: 'A QR code, or twelve digits when the person wants them' },
      }),
    identityProvider: z.string().max(64).default('').meta({
      title: 'Identity provider',
      help: 'What cannot be reached, for the session and the log, where no Offline Fallback stands before this node. Nobody is let in while it is blocked.',
    }),
    offlineSessionMinutes: z
      .int()
      .min(1)
      .max(1_440)
      .default(240)
      .meta({ title: 'Offline session', help: 'How long a session may last that is made with such a code.', unit: 'minutes' }),
  }),
  outcomes: { success: 'Success', failure: 'Failure', noDevice: 'No Device', locked: 'Locked' },
  callbacks: ['TextOutputCallback', 'HiddenValueCallback', 'NameCallback', 'ConfirmationCallback'],
  provides: { success: ['possession:offline-device'] },
  local: page,
  texts: {
    needsProof: {
      en: 'Sign on first: a phone is only asked for a code when somebody has proved who they are.',
      de: 'Melden Sie sich zuerst an: Nach einem Code des Telefons wird nur gefragt, wer schon nachgewiesen hat, wer er ist.',
    },
    scan: {
      en: 'Scan the QR code with your authenticator app. The app needs no network. Enter the code that it shows.',
      de: 'Scannen Sie den QR-Code mit Ihrer Authenticator-App. Die App braucht kein Netz. Geben Sie den Code ein, den sie zeigt.',
    },
    type: {
      en: 'Open your authenticator app, choose “Answer twelve digits” and type these digits into it. The app needs no network. Enter the code that it shows.',
      de: 'Öffnen Sie Ihre Authenticator-App, wählen Sie „Zwölf Ziffern beantworten“, und tippen Sie diese Ziffern ein. Die App braucht kein Netz. Geben Sie den Code ein, den sie zeigt.',
    },
    digits: { en: 'Digits: {{digits}}', de: 'Ziffern: {{digits}}' },
    withoutCamera: { en: 'Twelve digits instead of the QR code', de: 'Zwölf Ziffern statt des QR-Codes' },
    prompt: { en: 'One-time code of the app', de: 'Einmalcode der App' },
    wrong: { en: 'This is not the code that the app shows.', de: 'Das ist nicht der Code, den die App zeigt.' },
    submit: { en: 'Submit', de: 'Absenden' },
  },
  run: async ({
    config,
    realm,
    journey,
    local,
    answers,
    subject,
    isIdentityProved,
    ports,
    request,
    runId,
    idempotencyKey,
    now,
    text,
    localized,
    send,
    refuse,
    goTo,
  }) => {
    const application = config.application === '' ? journey : config.application;
    const show = ({ profile, shown }: Pick<z.infer<typeof page>, 'profile' | 'shown'>, isWrong: boolean) => {
      const problem: CallbackInput[] = isWrong ? [{ type: 'TextOutputCallback', messageType: 'error', message: text('wrong') }] : [];
      const options = profile === 'qr' && config.challenge === 'QR_OR_MANUAL' ? [text('submit'), text('withoutCamera')] : [text('submit')];
      const challenge: CallbackInput[] =
        profile === 'qr'
          ? [
              { type: 'TextOutputCallback', messageType: 'information', message: localized(config.message, 'scan') },
              { type: 'TextOutputCallback', messageType: 'script', message: qrScript(shown) },
              { type: 'HiddenValueCallback', id: 'offlineDeviceChallenge', value: shown },
            ]
          : [
              { type: 'TextOutputCallback', messageType: 'information', message: text('type') },
              { type: 'TextOutputCallback', messageType: 'information', message: text('digits', { digits: inGroups(shown) }) },
              { type: 'HiddenValueCallback', id: 'offlineDeviceDigits', value: inGroups(shown) },
            ];
      return send([
        ...problem,
        ...challenge,
        { type: 'NameCallback', prompt: text('prompt') },
        { type: 'ConfirmationCallback', options, selected: 0 },
      ]);
    };

    const open = local.get();
    const wantsDigits = open?.profile === 'qr' && config.challenge === 'QR_OR_MANUAL' && answers.first('ConfirmationCallback')?.index === 1;
    if (!answers.submitted || open === undefined || wantsDigits) {
      // A name alone must neither use up the tries of a person nor tell who has a phone.
      if (subject === undefined || !isIdentityProved) return refuse('offline.challenge_needs_proof', text('needsProof'));
      const who = { id: subject.id, username: subject.username };
      const profile = wantsDigits || config.challenge === 'MANUAL' ? 'manual12' : 'qr';
      const begun = await ports.offlineDevices.begin({
        realm,
        subject: who,
        runId,
        application,
        profile,
        issuer: config.issuer,
        clientIp: request.clientIp,
        idempotencyKey,
      });
      switch (begun.status) {
        case 'none':
          return goTo('noDevice', { audit: { reason: 'none' } });
        case 'locked':
          return goTo('locked', { audit: { retryAfter: begun.retryAfter } });
        case 'limited':
          return goTo('failure', { audit: { reason: 'limited', retryAfter: begun.retryAfter } });
        case 'shown':
          local.set({ person: who, challengeId: begun.challengeId, profile, shown: begun.text, expiresAt: begun.expiresAt });
          return show({ profile, shown: begun.text }, false);
      }
    }

    if (open.expiresAt <= now) return goTo('failure', { audit: { reason: 'expired' } });
    const code = (answers.first('NameCallback')?.value ?? '').replaceAll(/\s/g, '');
    if (code === '') return show(open, false);
    const { person } = open;
    // Two codes that are sent at once in the same step are two tries.
    const key = `${idempotencyKey} ${code}`;
    const target = { realm, subject: person, authenticator: 'offline-device' };
    const permit = await ports.attempts.begin(target, key);
    // It looks like a wrong code, until the time of this one is over.
    if (!permit.allowed) return show(open, true);
    const { challengeId } = open;
    const result = await ports.offlineDevices.check({ realm, subject: person, runId, application, challengeId, code, idempotencyKey: key });
    switch (result.status) {
      case 'wrong':
        return show(open, true);
      case 'over':
        return goTo('failure', { audit: { reason: 'over' } });
      case 'locked':
        return goTo('locked', { audit: { retryAfter: result.retryAfter } });
      case 'right':
        await ports.attempts.succeeded(target, key);
        return goTo('success', {
          identified: person,
          shownBy: result.device,
          nodeTypes: ['AuthenticatorPush'],
          // Nothing was asked but what is kept here, whether or not something could have been.
          offline: { provider: config.identityProvider, sessionMinutes: config.offlineSessionMinutes },
          audit: { device: result.device, application, profile: open.profile },
        });
    }
  },
});

export default heedsBlock(node);

/** Twelve digits as they are read out: four at a time. */
function inGroups(digits: string): string {
  return digits.replaceAll(/(\d{4})(?=\d)/g, '$1 ');
}
