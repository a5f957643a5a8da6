/** Carries the sign-on session of one request to the library. It is set by us and never sent to anybody. */
export const BRIDGE_COOKIE = 'waygate-oauth-session';
/** Of the library's, which it sets for a page that does not need it; never sent either. */
export const INTERACTION_COOKIE = 'waygate-oauth-interaction';
/** Binds an authorization request to the browser that began it. */
export const RESUME_COOKIE = 'waygate-authorize';

const INNER = new RegExp(`^(${BRIDGE_COOKIE}|${INTERACTION_COOKIE})=`);

/** The cookies of an answer that a browser may get. */
export function outerCookies(cookies: readonly string[]): string[] {
  return cookies.filter((cookie) => !INNER.test(cookie));
}
