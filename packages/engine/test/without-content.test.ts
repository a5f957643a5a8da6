import { type Callback, callback, decodeAnswers, encodeCallbacks } from '@waygate/schema';
import { expect, it } from 'vitest';
import { withoutContent } from '../src/without-content.ts';

const secret = 'pushauth://push/secret';
const sent: Callback[] = [
  { type: 'TextOutputCallback' as const, messageType: 'script' as const, message: secret },
  { type: 'TextOutputCallback' as const, messageType: 'information' as const, message: 'Scan the code.' },
  { type: 'HiddenValueCallback' as const, id: 'mfaDeviceRegistration', value: secret },
  { type: 'MetadataCallback' as const, data: { secret } },
  {
    type: 'RedirectCallback' as const,
    redirectUrl: secret,
    redirectMethod: 'POST' as const,
    trackingCookie: true,
    redirectData: { secret },
  },
  { type: 'NameCallback' as const, prompt: 'User Name', value: 'mia' },
  { type: 'ConfirmationCallback' as const, options: ['Next', 'Cancel'], selected: 100 },
].map((one) => callback.parse(one));

it('keeps nothing of what scripts and hidden values said', () => {
  expect(JSON.stringify(sent.map(withoutContent))).not.toContain(secret);
});

it('keeps what an answer is read against, and what a page shows again', () => {
  const posted = encodeCallbacks(sent, false);
  expect(decodeAnswers(sent.map(withoutContent), posted)).toEqual(decodeAnswers(sent, posted));
  expect(sent.map(withoutContent)[1]).toEqual(sent[1]);
  expect(sent.map(withoutContent)[5]).toEqual(sent[5]);
});
