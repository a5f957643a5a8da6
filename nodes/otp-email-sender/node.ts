import {
  defineNode,
  emailAddress,
  localizedField,
  objectAttributes,
  oneTimePassword,
  oneTimePasswordNote,
  username,
} from '@waygate/node-kit';
import { z } from 'zod';
import { addressOf } from '../identity/address-of.ts';
import { isChangedInRun } from '../identity/factor-addresses.ts';
import { contentCautions, contentField } from '../one-time-code/code-fields.ts';
import { codeInForce } from '../one-time-code/code-in-force.ts';
import { mailServerFields, mailServerOf } from '../one-time-code/mail-server-fields.ts';
import { noCode } from '../one-time-code/no-code.ts';
import { accountAddress, receiverOf } from '../one-time-code/receiver-of.ts';
import { dependsOn } from '../outage/depends-on.ts';
import { outageFields } from '../outage/outage-fields.ts';
import { reportsOutage } from '../outage/reports-outage.ts';

const SERVER =
  'Used when an operator allows this server (WAYGATE_NODE_MAIL_SERVERS); else the mail goes by the server of the installation.';

const node = defineNode({
  type: 'OneTimePasswordSmtpSenderNode',
  displayName: 'OTP Email Sender',
  category: 'mfa',
  tags: ['otp', 'mfa', 'multi-factor authentication'],
  icon: 'mail',
  summary: 'Mails the one-time code.',
  config: z.object({
    emailAttribute: z
      .string()
      .min(1)
      .max(256)
      .default('mail')
      .meta({ title: 'Email attribute name', help: 'Attribute of the account with the address, and of what was typed in the journey.' }),
    emailSubject: localizedField('The subject of the email', 'Text of the subject; {{OTP}} is not replaced there.'),
    emailContent: contentField('The content of the email'),
    fromEmailAddress: z
      .string()
      .max(320)
      .default('')
      .meta({ title: 'Email from address', help: 'Sender; empty means that of the server.' }),
    ...mailServerFields(SERVER),
    ...outageFields,
  }),
  cautions: ({ emailContent }) => contentCautions('emailContent', emailContent),
  outcomes: { outcome: 'Outcome' },
  reads: [username, emailAddress, objectAttributes, oneTimePassword, oneTimePasswordNote],
  writes: [oneTimePasswordNote],
  texts: {
    subject: { en: 'Your code', de: 'Ihr Code' },
    content: {
      en: 'Your code is {{OTP}}. Nobody of us will ever ask you for it. If you are not signing in, ignore this mail.',
      de: 'Ihr Code ist {{OTP}}. Niemand von uns wird Sie je danach fragen. Wenn Sie sich nicht gerade anmelden, ignorieren Sie diese Mail.',
    },
    noAddress: {
      en: 'We cannot send you a code, because your account has no e-mail address. Ask whoever looks after your account.',
      de: 'Wir können Ihnen keinen Code senden, weil in Ihrem Konto keine E-Mail-Adresse steht. Fragen Sie, wer Ihr Konto betreut.',
    },
  },
  run: async ({
    config,
    realm,
    state,
    ports,
    subject,
    evidence,
    isIdentityProved,
    runId,
    idempotencyKey,
    now,
    text,
    localized,
    goTo,
    refuse,
  }) => {
    const channel = 'email';
    const place = { realm, runId };
    const inForce = codeInForce(ports, place, state.get(oneTimePassword), state.get(oneTimePasswordNote));
    // Before it is looked whom the code is for: a journey that is broken is so for everybody.
    if (inForce === undefined) throw noCode();
    const { code, own } = inForce;
    const server = mailServerOf(config);
    // The same for everybody, so that neither the outcome nor the time tells who has an account.
    if (config.outageOutcome === true && !isIdentityProved) await ports.messages.reachMail(server);
    const receiver = await receiverOf(realm, ports, subject, state.get(username));
    const known = receiver === undefined ? undefined : accountAddress(receiver, config.emailAttribute);
    const typed = state.get(emailAddress)?.trim() || addressOf(state.get(objectAttributes) ?? {}, config.emailAttribute);
    const isKnown = known !== undefined && (typed === undefined || typed.toLowerCase() === known.toLowerCase());
    // In the spelling that the account has: what counts as the same here may be another mailbox elsewhere.
    const to = isKnown ? known : typed;
    if (to === undefined) {
      // Only whoever has proved that it is their account is told what is in it.
      if (evidence.length > 0) return refuse('otp.no_address', text('noAddress'));
      return goTo('outcome', { audit: { channel, sent: false } });
    }
    let said = localized(config.emailContent, 'content', { OTP: code });
    if (own !== undefined && said.includes(code)) {
      const holder =
        isKnown && receiver !== undefined && !isChangedInRun(receiver.meta, config.emailAttribute, runId)
          ? { id: receiver.identity.id, username: receiver.identity.username, attribute: config.emailAttribute, address: known }
          : undefined;
      const delivery = { channel, ...(holder === undefined ? {} : { holder }), sentAt: now } as const;
      const out = await ports.oneTimeCodes.sent(place, own.note, delivery, to, idempotencyKey);
      if (out === undefined) return goTo('outcome', { audit: { channel, sent: false, reason: 'sentOtherwise' } });
      state.setTransient(oneTimePasswordNote, out.note);
      said = localized(config.emailContent, 'content', { OTP: out.code });
    }
    const message = {
      realm,
      channel,
      to,
      ...(config.fromEmailAddress === '' ? {} : { from: config.fromEmailAddress }),
      subject: localized(config.emailSubject, 'subject'),
      text: said,
      ...(server === undefined ? {} : { mailServer: server }),
      ...(isKnown && receiver !== undefined ? { personId: receiver.identity.id } : {}),
      runId,
      idempotencyKey,
      ...dependsOn(config),
    } as const;
    if (config.outageOutcome === true && isIdentityProved) await ports.messages.deliver(message);
    else ports.messages.send(message);
    return goTo('outcome', { audit: { channel, sent: true } });
  },
});

export default reportsOutage(node);
