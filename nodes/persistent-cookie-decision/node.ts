import {
  defineNode,
  flagField,
  type PersistentCookie,
  type PersistentCookiePort,
  type RequestFacts,
  requestCookie,
  username,
} from '@waygate/node-kit';
import { z } from 'zod';
import { issueCookie } from '../persistent-cookie/issue-cookie.ts';
import { hoursField, persistentCookieFields } from '../persistent-cookie/persistent-cookie-fields.ts';

const HOUR_MS = 3_600_000;
/** A cookie that is younger is not issued again, milliseconds (AM). */
const FRESH_MS = 60_000;

export default defineNode({
  type: 'PersistentCookieDecisionNode',
  displayName: 'Persistent Cookie Decision',
  category: 'contextual',
  tags: ['contextual'],
  icon: 'cookie',
  summary: 'Tells whether the browser brings a cookie of an earlier sign-on, and identifies the person by it.',
  config: z.object({
    idleTimeout: hoursField('Idle timeout', 'How long the cookie may lie unused after it is issued again at success.'),
    enforceClientIp: flagField('Enforce client IP', 'Takes the cookie only from the address that it was given to.'),
    ...persistentCookieFields,
  }),
  outcomes: { true: 'True', false: 'False' },
  writes: [username],
  provides: { true: ['remembered:persistent-cookie'] },
  run: async ({ config, realm, request, now, state, ports, goTo }) => {
    const cookie = readCookie(config, request, ports.persistentCookies);
    if (cookie === undefined) return goTo('false');
    if (cookie.realm !== realm) return goTo('false');
    if (now >= cookie.idleUntil || now >= cookie.expiresAt) return goTo('false');
    if (config.enforceClientIp && (cookie.clientIp === undefined || cookie.clientIp !== request.clientIp)) return goTo('false');
    const person = await ports.identities.find(realm, cookie.username);
    // Somebody else may have got the name since.
    if (person === undefined || !person.active || person.id !== cookie.userId) return goTo('false');
    if (isBefore(cookie, person.passwordChangedAt)) return goTo('false');
    state.setShared(username, person.username);
    return goTo('true', { identified: person, sessionProperties: { persistentCookieName: config.persistentCookieName } });
  },
  onSuccess: ({ config, outcome, subject, request, now, ports }) => {
    const cookie = outcome === 'true' ? readCookie(config, request, ports.persistentCookies) : undefined;
    if (cookie === undefined || cookie.userId !== subject.id || now >= cookie.expiresAt || now - cookie.issuedAt < FRESH_MS) return [];
    const again = { ...cookie, issuedAt: now, idleUntil: now + config.idleTimeout * HOUR_MS };
    const issued = issueCookie(again, config, ports.persistentCookies);
    return issued.name === cookie.cookieName ? [issued] : [issued, { ...issued, name: cookie.cookieName, value: '', maxAge: 0 }];
  },
});

/** Whoever changes a password shuts out those who had the old one. A cookie knows whole seconds: one of the same second came with the new password. */
function isBefore({ issuedAt }: PersistentCookie, passwordChangedAt: number | undefined): boolean {
  return passwordChangedAt !== undefined && Math.floor(issuedAt / 1_000) < Math.floor(passwordChangedAt / 1_000);
}

/**
 * The cookie by its name with the prefix, or by the one that its author gave it, as it was before there were prefixes. Each must say that it was given under the name that it
 * comes by: what was given under the one with the prefix, which nobody can plant, counts for nothing under the other.
 */
function readCookie(
  { persistentCookieName, hmacSigningKey }: { readonly persistentCookieName: string; readonly hmacSigningKey: string },
  request: RequestFacts,
  cookies: PersistentCookiePort,
): PersistentCookie | undefined {
  for (const name of new Set([cookies.nameFor(persistentCookieName, true), persistentCookieName])) {
    const text = requestCookie(request, name);
    const cookie = text === undefined || text === '' ? undefined : cookies.read(text, hmacSigningKey);
    if (cookie?.cookieName === name) return cookie;
  }
  return undefined;
}
