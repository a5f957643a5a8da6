/** Everything below is the gate's own at every application. */
export const GATE_PATH = '/.waygate/';
/** Where a browser brings its code. */
export const CALLBACK_PATH = `${GATE_PATH}callback`;

/** Longest path that is gone back to, characters: it travels through the sign-on inside of addresses, which have their own end. */
const LONGEST = 1_000;
/** Parameter by which testers ask for a rehearsal. */
const REHEARSAL = /(^|&)offline=simulate(?=&|$)/;

/**
 * Where in the application somebody goes on once they are signed on: what they asked for, without asking for a rehearsal again, made anew of its parsed parts. What does not lie in the
 * application, or is the gate's own, leads to its first page.
 * @param origin of the application
 */
export function pathInApplication(uri: string, origin: string): string {
  // Browsers drop or turn round such characters before they read an address, so a check of the text would check something else.
  if (!uri.startsWith('/') || /[\\\p{C}\s]/u.test(uri) || !URL.canParse(`${origin}${uri}`)) return '/';
  const url = new URL(`${origin}${uri}`);
  if (url.origin !== origin || url.pathname.startsWith('//') || url.pathname.startsWith(GATE_PATH)) return '/';
  const search = withoutRehearsal(url.search);
  const path = `${url.pathname}${search}`;
  if (path.length <= LONGEST) return path;
  return url.pathname.length <= LONGEST ? url.pathname : '/';
}

/** Whether an address asks for a rehearsal. */
export function asksForRehearsal(uri: string): boolean {
  const at = uri.indexOf('?');
  return at >= 0 && REHEARSAL.test(uri.slice(at + 1));
}

function withoutRehearsal(search: string): string {
  const rest = search
    .slice(1)
    .split('&')
    .filter((part) => part !== 'offline=simulate')
    .join('&');
  return rest === '' ? '' : `?${rest}`;
}
