import { toRealmPath } from '@waygate/schema';
import { OFFLINE_API } from '../offline-api/openapi-document.ts';
import { AM_RESOURCES, type AmPath, CONFIGURATION, OAUTH_RESOURCES, readAmPath } from '../request/am-path.ts';

/** The two faces of an installation that has an address of its own for administration. */
export type FaceName = 'people' | 'administration';

/** At which face an address is something. */
export type BelongsTo = FaceName | 'both' | 'neither';

/** Where pages and resources of a realm are: administrators are the people of the root realm. */
const ofRealm = (realm: string | undefined): BelongsTo => (realm === undefined ? 'neither' : realm === '/' ? 'administration' : 'people');

const PHONE: BelongsTo = 'people';

/** Every family of addresses, by what it begins with, and where it is: the first that fits counts. What is in none is nowhere. */
const FAMILIES: readonly (readonly [begins: RegExp, where: BelongsTo | ((match: RegExpExecArray, query: URLSearchParams) => BelongsTo)])[] =
  [
    // For operators, and what leads on to where it belongs.
    [/^\/(?:healthz|readyz|metrics)\/?$/i, 'both'],
    [/^\/(?:am(?:\/|\/console|\/UI\/Login|\/XUI|\/XUI\/|\/XUI\/index\.html)?)?$/, 'both'],
    // The console and its API. The offline API is for programs.
    [new RegExp(`^${OFFLINE_API}/`), 'people'],
    [/^\/api\//, 'administration'],
    [/^\/admin(\/|$)/, 'administration'],
    [/^\/assets\/editor\//, 'administration'],
    [/^\/previews\//, 'administration'],
    // Hosted pages. Everybody has an account page where they sign on.
    [/^\/account\/?$/, 'both'],
    [/^\/assets\/login\//, 'both'],
    [/^\/(?:sign-on|return|consent)\/([^/]+)(?:\/|$)/, ([, realm]) => ofRealm(realmIn(realm))],
    // The phones of administrators, too. Links of pages to the web authenticator are led on.
    [/^\/authenticator\/?$/, 'both'],
    [/^\/authenticator\//, PHONE],
    // What proxies ask, they ask at any name of the server; browsers are led to where they sign on.
    [/^\/forward-auth\/([^/]*)\/(?:sign-on|signed-off)(?:\/|$)/, ([, realm]) => ofRealm(realmIn(realm))],
    [/^\/forward-auth\//, 'people'],
    // AM's and IDM's.
    [/^\/(?:openidm|environment)\//, 'administration'],
    [/^\/am\/json\/(.*)$/, ([, path = ''], query) => ofAm(readAmPath(path, AM_RESOURCES), query)],
    [/^\/am\/oauth2\/(.*)$/, ([, path = ''], query) => ofRealm(realmAsked(readAmPath(path, OAUTH_RESOURCES), query))],
  ];

/** At which face an address is something. @param url path and query, as a request line has them */
export function belongsTo(url: string): BelongsTo {
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  for (const [begins, where] of FAMILIES) {
    const match = begins.exec(path);
    if (match !== null) return typeof where === 'string' ? where : where(match, new URLSearchParams(at < 0 ? '' : url.slice(at + 1)));
  }
  return 'neither';
}

/** An address of the same kind at which nothing is: whoever asks for what is elsewhere is answered like whoever asks for that. */
export function nothingLike(url: string): string {
  return /^\/(am\/json|am\/oauth2|forward-auth)\//.exec(url)?.[0] ?? '/nothing';
}

function ofAm(am: AmPath | undefined, query: URLSearchParams): BelongsTo {
  const [first = '', , , ...family] = am?.resource ?? [];
  const realm = realmAsked(am, query);
  if (realm === undefined) return 'neither';
  if (CONFIGURATION.has(first)) return 'administration';
  if (first === 'push') return PHONE;
  // Tells clients how to speak, and nothing of who is here.
  if (first === 'serverinfo' && realm === '/') return 'both';
  // Administrators manage what belongs to the accounts of people by AM's addresses of it.
  if (first === 'users' && family.length > 0 && realm !== '/') return 'both';
  return ofRealm(realm);
}

/** The realm that an address names: in the query before the path (AM). */
function realmAsked(am: AmPath | undefined, query: URLSearchParams): string | undefined {
  const named = query.get('realm');
  return am === undefined || named === null ? am?.realm : toRealmPath(named);
}

function realmIn(segment = ''): string | undefined {
  try {
    return toRealmPath(decodeURIComponent(segment));
  } catch {
    return undefined;
  }
}
