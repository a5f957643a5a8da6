import { flagField, secretLabelField } from '@waygate/node-kit';
import { z } from 'zod';
import { cookieName } from '../cookie/cookie-name.ts';
import { sameSiteField } from '../cookie/same-site.ts';

/** Longest time that a cookie may live, hours: what browsers keep at most, 400 days. */
const LONGEST_HOURS = 400 * 24;

/** A time in hours. */
export function hoursField(title: string, help: string) {
  return z.int().min(1).max(LONGEST_HOURS).default(5).meta({ title, help, unit: 'hours' });
}

/** What both nodes know of the cookie; AM's keys. */
export const persistentCookieFields = {
  useSecureCookie: flagField('Use secure cookie', 'The cookie is sent over https alone.', true),
  useHttpOnlyCookie: flagField('Use HTTP only cookie', 'No script of a page can read the cookie.', true),
  hmacSigningKey: z.string().max(8_192).refine(isSigningKey, 'A signing key is 32 bytes or more in base64.').meta({
    title: 'HMAC signing key',
    help: 'Signs the cookie: 32 bytes or more in base64, the same in the node that sets it and the node that reads it.',
    field: 'secret',
  }),
  hmacSigningKeySecretLabelIdentifier: secretLabelField(
    'HMAC signing key secret label identifier',
    'Where AM keeps the key; this server has no store of labels and uses the key above.',
  ),
  persistentCookieName: cookieName
    .default('session-jwt')
    .meta({ title: 'Persistent cookie name', help: 'Name of the cookie, the same in both nodes.' }),
  sameSite: sameSiteField(),
};

function isSigningKey(text: string): boolean {
  const digits = text.replace(/={1,2}$/, '');
  return /^[A-Za-z0-9+/_-]+$/.test(digits) && digits.length % 4 !== 1 && Math.floor((digits.length * 3) / 4) >= 32;
}
