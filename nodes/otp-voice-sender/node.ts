import { z } from 'zod';
import { contentCautions, contentField, numberField } from '../one-time-code/code-fields.ts';
import { defineTelephoneSender } from '../one-time-code/define-telephone-sender.ts';
import { outageFields } from '../outage/outage-fields.ts';

export default defineTelephoneSender({
  type: 'OneTimePasswordVoiceSenderNode',
  displayName: 'OTP Voice Sender',
  icon: 'phone',
  summary: 'Calls the number of the account and says the one-time code.',
  channel: 'voice',
  config: z.object({ phoneAttributeName: numberField(), voiceContent: contentField('What is said'), ...outageFields }),
  cautions: ({ voiceContent }) => contentCautions('voiceContent', voiceContent),
  settings: ({ phoneAttributeName, voiceContent }) => ({ attribute: phoneAttributeName, content: voiceContent }),
  content: {
    en: 'Your code is {{OTP}}. Once more: {{OTP}}.',
    de: 'Ihr Code ist {{OTP}}. Noch einmal: {{OTP}}.',
  },
  // A number of eight digits is said as tens of millions.
  written: (code) => [...code].join(', '),
});
