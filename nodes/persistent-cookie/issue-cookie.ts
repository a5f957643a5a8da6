import type { PersistentCookie, PersistentCookiePort, ResponseCookie } from '@waygate/node-kit';
import { SAME_SITE } from '../cookie/same-site.ts';

/** The cookie for the client, under the name that it has there. It lives in the browser as long as it may be believed at most. */
export function issueCookie(
  cookie: Omit<PersistentCookie, 'cookieName'>,
  config: {
    readonly persistentCookieName: string;
    readonly useSecureCookie: boolean;
    readonly useHttpOnlyCookie: boolean;
    readonly hmacSigningKey: string;
    readonly sameSite: keyof typeof SAME_SITE;
  },
  cookies: PersistentCookiePort,
): ResponseCookie {
  // Browsers refuse a cookie that goes everywhere without it.
  const secure = config.useSecureCookie || config.sameSite === 'NONE';
  const name = cookies.nameFor(config.persistentCookieName, secure);
  return {
    name,
    value: cookies.write({ ...cookie, cookieName: name }, config.hmacSigningKey),
    maxAge: Math.floor((cookie.expiresAt - cookie.issuedAt) / 1000),
    secure,
    httpOnly: config.useHttpOnlyCookie,
    sameSite: SAME_SITE[config.sameSite],
  };
}
