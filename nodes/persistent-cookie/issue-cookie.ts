import type { PersistentCookie, PersistentCookiePort, ResponseCookie } from '@waygate/node-kit';
import { SAME_SITE } from '../cookie/same-site.ts';

/** The cookie for the client. It lives in the browser as long as it may be believed at most. */
export function issueCookie(
  cookie: PersistentCookie,
  config: {
    readonly useSecureCookie: boolean;
    readonly useHttpOnlyCookie: boolean;
    readonly hmacSigningKey: string;
    readonly sameSite: keyof typeof SAME_SITE;
  },
  cookies: PersistentCookiePort,
): ResponseCookie {
  return {
    name: cookie.cookieName,
    value: cookies.write(cookie, config.hmacSigningKey),
    maxAge: Math.floor((cookie.expiresAt - cookie.issuedAt) / 1000),
    // Browsers refuse a cookie that goes everywhere without it.
    secure: config.useSecureCookie || config.sameSite === 'NONE',
    httpOnly: config.useHttpOnlyCookie,
    sameSite: SAME_SITE[config.sameSite],
  };
}
