import { localizedField } from '@waygate/node-kit';
import { z } from 'zod';
import { contentCautions, contentField, numberField } from '../one-time-code/code-fields.ts';
import { defineTelephoneSender } from '../one-time-code/define-telephone-sender.ts';
import { mailServerFields } from '../one-time-code/mail-server-fields.ts';
import { outageFields } from '../outage/outage-fields.ts';

const KEPT =
  'For the gateway of AM, which sends a mail to the carrier. Kept for exports; here text messages go by the gateway of the realm.';

export default defineTelephoneSender({
  type: 'OneTimePasswordSmsSenderNode',
  displayName: 'OTP SMS Sender',
  icon: 'message-square',
  summary: 'Sends the one-time code in a text message to the number of the account.',
  channel: 'sms',
  config: z.object({
    mobilePhoneAttributeName: numberField(),
    smsContent: contentField('The content of the message'),
    smsSubject: localizedField('The subject of the message', 'Text messages have no subject. Kept for exports.'),
    mobileCarrierAttributeName: z.string().max(256).default('').meta({ title: 'Mobile carrier attribute name', help: KEPT }),
    fromEmailAddress: z.string().max(320).default('').meta({ title: 'Email from address', help: KEPT }),
    ...mailServerFields(KEPT),
    ...outageFields,
  }),
  cautions: ({ smsContent }) => contentCautions('smsContent', smsContent),
  settings: ({ mobilePhoneAttributeName, smsContent }) => ({ attribute: mobilePhoneAttributeName, content: smsContent }),
  content: {
    en: 'Your code is {{OTP}}. Nobody of us will ever ask you for it.',
    de: 'Ihr Code ist {{OTP}}. Niemand von uns wird Sie je danach fragen.',
  },
  written: (code) => code,
});
