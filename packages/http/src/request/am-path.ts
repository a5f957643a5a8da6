import { type RealmPath, toRealmPath } from '@waygate/schema';

/** Resources of administrators: a realm that is switched off can be set up, too. */
export const CONFIGURATION: ReadonlySet<string> = new Set([
  'realm-config',
  'global-config',
  'scripts',
  'libraries',
  'openidm',
  'environment',
]);

/** First segments of the resources below a realm; anything before them is a realm in the old form. */
export const AM_RESOURCES: ReadonlySet<string> = new Set(['authenticate', 'sessions', 'serverinfo', 'users', 'push', ...CONFIGURATION]);

/** First segments of what an authorization server has below a realm. */
export const OAUTH_RESOURCES: ReadonlySet<string> = new Set([
  '.well-known',
  'authorize',
  'access_token',
  'userinfo',
  'introspect',
  'tokeninfo',
  'token',
  'connect',
  'client',
]);

/** Where an AM address points: the realm, and the resource with what follows it. */
export interface AmPath {
  readonly realm: RealmPath;
  readonly resource: readonly string[];
}

/**
 * Reads the path behind `/am/json`: `/realms/root/realms/alpha/…`, `/realms/alpha/…`, `/alpha/…` or `/…`, a realm of several parts also as one escaped
 * segment, with or without a slash at the end. The same forms stand behind `/am/oauth2`.
 * @param resources first segments of what there is below a realm
 * @returns undefined when it is no such address
 */
export function readAmPath(path: string, resources: ReadonlySet<string> = AM_RESOURCES): AmPath | undefined {
  const segments: string[] = [];
  for (const raw of path.split('/')) {
    if (raw === '') continue;
    const segment = decoded(raw);
    if (segment === undefined) return undefined;
    segments.push(segment);
  }
  const realm: string[] = [];
  while (segments[0] === 'realms' && segments.length > 1) {
    realm.push(...(segments[1] ?? '').split('/').filter((part) => part !== 'realms' && part !== ''));
    segments.splice(0, 2);
  }
  while (segments.length > 1 && realm.length === 0 && !resources.has(segments[0] ?? '')) realm.push(segments.shift() ?? '');
  if (realm[0] === 'root') realm.shift();
  const canonical = toRealmPath(realm.join('/'));
  return canonical === undefined || segments.length === 0 ? undefined : { realm: canonical, resource: segments };
}

/** The resource by a name of ours, for the log and the metrics: what a client made up may be a token, and there is no end of it. */
export function resourceName(path: AmPath | undefined): string {
  const [first = ''] = path?.resource ?? [];
  return AM_RESOURCES.has(first) ? first : 'unknown';
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
