/** Longest address that is looked at (AM). */
const LONGEST = 2_000;

/**
 * Checks where a request wants to be led, once, for every such parameter. The answer is made anew from the parsed parts: what was checked is
 * what is sent.
 * @param publicUrl this server's own origin is always allowed
 * @param targets of the realm: an origin, an exact address, or an address that ends in `*` and allows what begins like it
 * @returns the address to use, or undefined when it is not allowed
 */
export function validRedirect(wanted: string | null | undefined, publicUrl: string, targets: readonly string[]): string | undefined {
  if (wanted === null || wanted === undefined || wanted === '' || wanted.length > LONGEST) return undefined;
  // Browsers drop or turn round such characters before they read an address, so a check of the text would check something else.
  if (/[\\\p{C}\s]/u.test(wanted)) return undefined;
  const own = new URL(publicUrl).origin;
  const isPath = wanted.startsWith('/');
  if (isPath ? wanted.startsWith('//') : !/^https?:\/\/[^/]/i.test(wanted)) return undefined;
  if (!URL.canParse(wanted, own)) return undefined;
  const url = new URL(wanted, own);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') return undefined;
  if (url.origin === own) {
    const path = `${url.pathname}${url.search}${url.hash}`;
    if (!isPath) return url.href;
    // Dot segments are resolved away, and what is left of `/.//host` begins with two slashes: another host to a browser.
    return path.startsWith('//') ? undefined : path;
  }
  return targets.some((target) => matches(url, target)) ? url.href : undefined;
}

function matches(url: URL, target: string): boolean {
  const open = target.endsWith('*');
  const text = open ? target.slice(0, -1) : target;
  if (!URL.canParse(text)) return false;
  const allowed = new URL(text);
  if (allowed.origin !== url.origin) return false;
  if (open) return url.href.startsWith(allowed.href);
  return (allowed.pathname === '/' && allowed.search === '') || url.href === allowed.href;
}
