/**
 * Name of a cookie with the prefix by which browsers take it over https alone, from this very host, for all of it (RFC 6265bis). No neighbouring domain can plant or shadow
 * one. A name that has such a prefix already stays.
 */
export function hostCookieName(name: string): string {
  return /^__(host|secure)-/i.test(name) ? name : `__Host-${name}`;
}
