import type { PushDelivery } from '@waygate/mfa';

/** Longest subject that SNS takes; ASCII only. */
const LONGEST_SUBJECT = 100;

const CATEGORY = {
  default: 'authentication',
  challenge: 'authentication_challenge',
  biometric: 'authentication_biometric',
  code_entry: 'authentication_challenge',
} as const;

/** The message of a publish in the form that AM's authenticator apps take: JSON texts for each platform inside a JSON text. */
export function snsMessage({ jwt, messageId, subjectLine, type }: PushDelivery): { readonly Subject: string; readonly Message: string } {
  const apns = JSON.stringify({
    aps: {
      alert: subjectLine,
      sound: 'default',
      category: CATEGORY[type],
      'interruption-level': 'time-sensitive',
      messageId,
      data: jwt,
      'content-available': 1,
      'mutable-content': 1,
    },
  });
  return {
    Subject: asciiSubject(subjectLine),
    Message: JSON.stringify({
      default: subjectLine,
      GCM: JSON.stringify({ priority: 'high', data: { message: jwt, messageId } }),
      APNS: apns,
      APNS_SANDBOX: apns,
    }),
  };
}

/** SNS takes a subject of ASCII on one line; phones are shown the whole text, which stands in the message. */
function asciiSubject(text: string): string {
  const ascii = text
    .normalize('NFKD')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, LONGEST_SUBJECT)
    .trim();
  return ascii === '' ? 'Sign-on request' : ascii;
}
