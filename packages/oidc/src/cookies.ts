import { hostCookieName } from '@waygate/node-kit';

/** Carries the sign-on session of one request to the library. It is set by us and never sent to anybody. */
export const BRIDGE_COOKIE = 'waygate-oauth-session';
/** Of the library's, which it sets for a page that does not need it; never sent either. */
export const INTERACTION_COOKIE = 'waygate-oauth-interaction';
/** What the library calls the cookie that binds an authorization request to the browser that began it. The browser has one for each request, with its uid in the name. */
export const RESUME_COOKIE = 'waygate-authorize';

const INNER = new RegExp(`^(${BRIDGE_COOKIE}|${INTERACTION_COOKIE})=`);
/** How the library sets and clears it: for the one address where the request goes on, whose end is its uid. */
const RESUME = new RegExp(`^${RESUME_COOKIE}=([^;]*)(;.*)$`);
const PATH = /; path=[^;]*\/([\w-]+)(?=;|$)/i;

/** How many requests under way a browser keeps: what it left behind must not make its requests longer and longer. */
const KEPT = 8;
const OVER = 'expires=Thu, 01 Jan 1970 00:00:00 GMT';

/** Cookies of authorization requests under way, for browsers that come by https or not. */
export interface RequestCookies {
  /** Whether the browser that sends these cookies began a request. */
  began(header: string | undefined, uid: string): boolean;
  /**
   * The cookies of an answer that a browser may get, as it gets them: bound to this host alone over https. Of requests that it left behind the oldest go when there are too many.
   * @param header cookies that the browser sent
   * @param now epoch milliseconds
   */
  outer(cookies: readonly string[], header: string | undefined, now: number): string[];
}

export function requestCookies(secure: boolean): RequestCookies {
  const prefix = `${secure ? hostCookieName(RESUME_COOKIE) : RESUME_COOKIE}.`;
  const sent = (header: string | undefined) =>
    (header ?? '')
      .split(';')
      .map((pair) => pair.trim().split('='))
      .flatMap(([name = '', at = '']) =>
        name.startsWith(prefix) && at !== '' ? [{ uid: name.slice(prefix.length), at: Number(at) || 0 }] : [],
      );
  return {
    began: (header, uid) => sent(header).some((one) => one.uid === uid),
    outer(cookies, header, now) {
      return cookies.flatMap((cookie) => {
        if (INNER.test(cookie)) return [];
        const [, value, attributes = ''] = RESUME.exec(cookie) ?? [];
        const [, uid] = PATH.exec(attributes) ?? [];
        if (value === undefined || uid === undefined) return [cookie];
        const everywhere = attributes.replace(PATH, '; path=/');
        if (value === '') return [`${prefix}${uid}=${everywhere}`];
        const left = sent(header)
          .filter((one) => one.uid !== uid)
          .sort((a, b) => b.at - a.at)
          .slice(KEPT - 1);
        return [
          `${prefix}${uid}=${now}${everywhere}`,
          ...left.map((one) => `${prefix}${one.uid}=; path=/; ${OVER}${secure ? '; secure' : ''}; httponly; samesite=lax`),
        ];
      });
    },
  };
}
