import { defineNode, localizedField } from '@waygate/node-kit';
import type { CallbackInput } from '@waygate/schema';
import { z } from 'zod';
import { qrScript } from '../enrolment/qr-script.ts';

export default defineNode({
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
  /** What is on the page. The QR code is sealed for the phone; the code itself stands nowhere. */
  local: z.object({
    person: z.object({ id: z.string(), username: z.string() }),
    challengeId: z.string(),
    qr: z.string(),
    expiresAt: z.number(),
  }),
  texts: {
    needsProof: {
      en: 'Sign on first: a phone is only asked for a code when somebody has proved who they are.',
      de: 'Melden Sie sich zuerst an: Nach einem Code des Telefons wird nur gefragt, wer schon nachgewiesen hat, wer er ist.',
    },
    scan: {
      en: 'Scan the QR code with your authenticator app. The app needs no network. Enter the code that it shows.',
      de: 'Scannen Sie den QR-Code mit Ihrer Authenticator-App. Die App braucht kein Netz. Geben Sie den Code ein, den sie zeigt.',
    },
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
    const show = (qr: string, isWrong: boolean) => {
      const problem: CallbackInput[] = isWrong ? [{ type: 'TextOutputCallback', messageType: 'error', message: text('wrong') }] : [];
      return send([
        ...problem,
        { type: 'TextOutputCallback', messageType: 'information', message: localized(config.message, 'scan') },
        { type: 'TextOutputCallback', messageType: 'script', message: qrScript(qr) },
        { type: 'HiddenValueCallback', id: 'offlineDeviceChallenge', value: qr },
        { type: 'NameCallback', prompt: text('prompt') },
        { type: 'ConfirmationCallback', options: [text('submit')], selected: 0 },
      ]);
    };

    const open = local.get();
    if (!answers.submitted || open === undefined) {
      // A name alone must neither use up the tries of a person nor tell who has a phone.
      if (subject === undefined || !isIdentityProved) return refuse('offline.challenge_needs_proof', text('needsProof'));
      const who = { id: subject.id, username: subject.username };
      const begun = await ports.offlineDevices.begin({
        realm,
        subject: who,
        runId,
        application,
        profile: 'qr',
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
          local.set({ person: who, challengeId: begun.challengeId, qr: begun.text, expiresAt: begun.expiresAt });
          return show(begun.text, false);
      }
    }

    if (open.expiresAt <= now) return goTo('failure', { audit: { reason: 'expired' } });
    const code = (answers.first('NameCallback')?.value ?? '').replaceAll(/\s/g, '');
    if (code === '') return show(open.qr, false);
    const { person } = open;
    // Two codes that are sent at once in the same step are two tries.
    const key = `${idempotencyKey} ${code}`;
    const target = { realm, subject: person, authenticator: 'offline-device' };
    const permit = await ports.attempts.begin(target, key);
    // It looks like a wrong code, until the time of this one is over.
    if (!permit.allowed) return show(open.qr, true);
    const { challengeId } = open;
    const result = await ports.offlineDevices.check({ realm, subject: person, runId, application, challengeId, code, idempotencyKey: key });
    switch (result.status) {
      case 'wrong':
        return show(open.qr, true);
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
          offline: { provider: '', sessionMinutes: config.offlineSessionMinutes },
          audit: { device: result.device, application },
        });
    }
  },
});
