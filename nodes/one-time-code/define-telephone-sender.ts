import { type Caution, defineNode, type MessageChannel, oneTimePassword, oneTimePasswordNote, username } from '@waygate/node-kit';
import type { LocalizedText } from '@waygate/schema';
import type { z } from 'zod';
import { isChangedInRun } from '../identity/factor-addresses.ts';
import { dependsOn } from '../outage/depends-on.ts';
import { outageConfig } from '../outage/outage-fields.ts';
import { reportsOutage } from '../outage/reports-outage.ts';
import { codeInForce } from './code-in-force.ts';
import { noCode } from './no-code.ts';
import { accountAddress, receiverOf } from './receiver-of.ts';

/** What the two senders to telephones do not share. */
interface TelephoneSender<C extends z.ZodObject> {
  readonly type: string;
  readonly displayName: string;
  readonly icon: string;
  readonly summary: string;
  readonly channel: Extract<MessageChannel, 'sms' | 'voice'>;
  readonly config: C;
  readonly cautions: (config: z.infer<C>) => readonly Caution[];
  /** Attribute with the number, and the author's text. */
  readonly settings: (config: z.infer<C>) => { readonly attribute: string; readonly content: LocalizedText };
  /** The node's own text; {{OTP}} is the code. */
  readonly content: { readonly en: string; readonly de: string };
  /** The code as it is written into the text. */
  readonly written: (code: string) => string;
}

/** Makes a node that sends the code to the telephone of the account. @param sender whose configuration has `outageFields` */
export function defineTelephoneSender<C extends z.ZodObject>(sender: TelephoneSender<C>) {
  const { channel, settings, written } = sender;
  const node = defineNode({
    type: sender.type,
    displayName: sender.displayName,
    category: 'mfa',
    tags: ['otp', 'mfa', 'multi-factor authentication'],
    icon: sender.icon,
    summary: sender.summary,
    config: sender.config,
    cautions: sender.cautions,
    outcomes: { outcome: 'Outcome' },
    reads: [username, oneTimePassword, oneTimePasswordNote],
    writes: [oneTimePasswordNote],
    texts: {
      content: sender.content,
      noNumber: {
        en: 'We cannot send you a code, because your account has no telephone number. Ask whoever looks after your account.',
        de: 'Wir können Ihnen keinen Code senden, weil in Ihrem Konto keine Telefonnummer steht. Fragen Sie, wer Ihr Konto betreut.',
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
      const place = { realm, runId };
      const inForce = codeInForce(ports, place, state.get(oneTimePassword), state.get(oneTimePasswordNote));
      // Before it is looked whom the code is for: a journey that is broken is so for everybody.
      if (inForce === undefined) throw noCode();
      const { code, own } = inForce;
      const { attribute, content } = settings(config);
      const receiver = await receiverOf(realm, ports, subject, state.get(username));
      const number = receiver === undefined ? undefined : accountAddress(receiver, attribute);
      if (receiver === undefined || number === undefined) {
        // Only whoever has proved that it is their account is told what is in it.
        if (evidence.length > 0) return refuse('otp.no_address', text('noNumber'));
        return goTo('outcome', { audit: { channel, sent: false } });
      }
      let said = localized(content, 'content', { OTP: written(code) });
      const { id, username: name } = receiver.identity;
      if (own !== undefined && said.includes(written(code))) {
        const holder = { id, username: name, attribute, address: number };
        // A number that was written in during this run is nobody's from before it.
        const delivery = { channel, ...(isChangedInRun(receiver.meta, attribute, runId) ? {} : { holder }), sentAt: now };
        const out = await ports.oneTimeCodes.sent(place, own.note, delivery, number, idempotencyKey);
        if (out === undefined) return goTo('outcome', { audit: { channel, sent: false, reason: 'sentOtherwise' } });
        state.setTransient(oneTimePasswordNote, out.note);
        said = localized(content, 'content', { OTP: written(out.code) });
      }
      const outage = outageConfig.parse(config);
      const message = { realm, channel, to: number, text: said, personId: id, runId, idempotencyKey, ...dependsOn(outage) };
      // Nobody else may tell by the time it takes who has an account.
      if (outage.outageOutcome === true && isIdentityProved) await ports.messages.deliver(message);
      else ports.messages.send(message);
      return goTo('outcome', { audit: { channel, sent: true } });
    },
  });
  return reportsOutage(node);
}
