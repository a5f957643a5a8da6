import { defineNode, flagField } from '@waygate/node-kit';
import { z } from 'zod';
import { askPasscode, openPasscode, PASSCODE_TEXTS } from '../pingid/ask-passcode.ts';
import { addressFor, isTrustedAddress, maskedAddress, PROVED_ADDRESSES, pairedDevices } from '../pingid/paired-devices.ts';
import { provedSubject } from '../pingid/proved-subject.ts';

const FACTOR = { SMS: 'possession:sms', VOICE: 'possession:voice', EMAIL: 'mailbox:code' } as const;

export default defineNode({
  type: 'WaygatePingIdPasscodeNode',
  displayName: 'PingID Passcode',
  category: 'mfa',
  tags: ['mfa', 'pingid', 'otp'],
  icon: 'message-square',
  summary:
    'Sends a one-time passcode to the number or mail address of the account, asks for it, and can keep that as a method of the person.',
  config: z.object({
    method: z
      .enum(['SMS', 'VOICE', 'EMAIL'])
      .default('SMS')
      .meta({
        title: 'Method',
        help: 'How the passcode reaches the person.',
        options: { SMS: 'Text message', VOICE: 'Phone call', EMAIL: 'E-mail' },
      }),
    pair: flagField('Pair the method', 'Keeps the number or address as a method of the person once the passcode has come back.'),
    wayBack: flagField('Way back', 'Offers another device beside the passcode, with an outcome of its own.'),
    minutes: z
      .int()
      .min(1)
      .max(10)
      .default(5)
      .meta({ title: 'Passcode lifetime', help: 'How long a passcode is good for.', unit: 'minutes' }),
  }),
  outcomes: { true: 'True', false: 'False', unavailable: 'No Address', back: 'Another Device' },
  activeOutcomes: ({ wayBack }) => ['true', 'false', 'unavailable', ...(wayBack ? (['back'] as const) : [])],
  callbacks: ['TextOutputCallback', 'NameCallback', 'ConfirmationCallback'],
  mayProvide: { true: ['possession:sms', 'possession:voice', 'mailbox:code'] },
  local: openPasscode,
  texts: PASSCODE_TEXTS,
  run: async ({
    config,
    realm,
    subject: identified,
    evidence,
    answers,
    local,
    ports,
    request,
    now,
    runId,
    idempotencyKey,
    text,
    send,
    goTo,
  }) => {
    const subject = provedSubject(identified, evidence);
    const { method, minutes, wayBack } = config;
    const audit = { method };
    const to = await addressFor(method, realm, subject, ports.identities);
    if (to === undefined) return goTo('unavailable', { audit });
    // In the place of a device only an address will do that was proved, or that the person cannot edit, and that each time: it may change while a code is under way.
    if (!config.pair && (await pairedDevices(realm, subject, ports)).length > 0) {
      const isTrusted = await isTrustedAddress(method, to, realm, subject, ports.identities);
      if (!isTrusted) return goTo('unavailable', { audit: { ...audit, reason: 'notTrusted' } });
    }
    const step = await askPasscode({
      realm,
      subject,
      method,
      to,
      minutes,
      wayBack,
      answers,
      local,
      ports,
      now,
      runId,
      idempotencyKey,
      text,
    });
    if (step.kind === 'page') return send(step.callbacks);
    if (step.kind === 'left') return goTo('back', { audit });
    if (step.kind === 'wrong') return goTo('false', { audit });
    if (step.kind === 'moved') return goTo('unavailable', { audit: { ...audit, reason: 'changed' } });
    if (config.pair) {
      await ports.identities.updateMeta(realm, subject.id, (meta) => {
        const before = meta[PROVED_ADDRESSES];
        const kept = typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {};
        return { ...meta, [PROVED_ADDRESSES]: { ...kept, [method]: to } };
      });
      const facts = { deviceName: maskedAddress(to) };
      ports.notices.tell({ realm, subject, event: 'deviceAdded', facts, locales: request.locales, runId, idempotencyKey });
    }
    return goTo('true', { proves: [FACTOR[method]], audit: { ...audit, paired: config.pair } });
  },
});
