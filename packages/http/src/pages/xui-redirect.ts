import { toRealmPath } from '@waygate/schema';

/**
 * Where one of AM's sign-on links (`/am/XUI/?realm=/alpha&authIndexType=service&authIndexValue=Login`, also `service=Login`) leads: the hosted page of the journey, with
 * what else the link carried. What stands behind `#` stays with the browser, and the page reads it.
 */
export function xuiRedirect(query: URLSearchParams): string {
  const rest = new URLSearchParams(query);
  const realm = toRealmPath(query.get('realm') ?? '') ?? '/';
  const type = query.get('authIndexType')?.toLowerCase();
  const journey = query.get('service') ?? (type === 'service' ? query.get('authIndexValue') : null);
  for (const name of ['realm', 'service']) rest.delete(name);
  if (type === 'service') for (const name of ['authIndexType', 'authIndexValue']) rest.delete(name);
  const search = rest.size === 0 ? '' : `?${rest}`;
  return `${signOnPath(realm, journey ?? undefined)}${search}`;
}

/** Path of the hosted sign-on page. */
export function signOnPath(realm: string, journey?: string): string {
  const name = realm === '/' ? 'root' : encodeURIComponent(realm.slice(1));
  return `/sign-on/${name}${journey === undefined ? '' : `/${encodeURIComponent(journey)}`}`;
}

/**
 * Address in a mail by which a suspended journey is gone on with: the hosted page of the journey, with the parameters that AM's clients look for. A page that is only
 * fetched, as scanners of mails do, uses nothing up.
 * @param publicUrl of this server, without a slash at the end
 */
export function resumeLink(publicUrl: string, realm: string, journey: string, suspendedId: string): string {
  const query = new URLSearchParams({ realm, authIndexType: 'service', authIndexValue: journey, suspendedId });
  return `${publicUrl}${signOnPath(realm, journey)}?${query}`;
}

/** Path that a provider leads back to when somebody has signed on there: a hosted page that goes on with the sign-on that was begun. */
export function returnPath(realm: string, provider: string): string {
  return `/return/${realm === '/' ? 'root' : encodeURIComponent(realm.slice(1))}/${encodeURIComponent(provider)}`;
}

/** Path that a provider posts its answer to (AM). */
export function formPostPath(realm: string, provider: string): string {
  const below = realm
    .split('/')
    .filter((part) => part !== '')
    .map((part) => `/realms/${encodeURIComponent(part)}`)
    .join('');
  return `/am/oauth2/realms/root${below}/client/form_post/${encodeURIComponent(provider)}`;
}
