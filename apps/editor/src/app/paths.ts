/** Addresses of the console. Realms come in slash form. */
const segment = (realm: string) => encodeURIComponent(realm === '/' ? 'root' : realm.slice(1));

export const paths = {
  journeys: (realm: string) => `/admin/realms/${segment(realm)}/journeys`,
  journey: (realm: string, name: string) => `/admin/realms/${segment(realm)}/journeys/${encodeURIComponent(name)}`,
  traces: (realm: string) => `/admin/realms/${segment(realm)}/sign-ons`,
  people: (realm: string) => `/admin/realms/${segment(realm)}/people`,
  person: (realm: string, name: string) => `/admin/realms/${segment(realm)}/people/${encodeURIComponent(name)}`,
  trace: (realm: string, code: string) => `/admin/realms/${segment(realm)}/sign-ons/${encodeURIComponent(code)}`,
  continuity: (realm: string) => `/admin/realms/${segment(realm)}/continuity`,
  messages: (realm: string) => `/admin/realms/${segment(realm)}/messages`,
  /** @param wish what is looked for, by the names that the page's address has */
  audit: (realm: string, wish: Readonly<Record<string, string>> = {}) => {
    const query = new URLSearchParams(wish).toString();
    return `/admin/realms/${segment(realm)}/audit${query === '' ? '' : `?${query}`}`;
  },
};

/** The realm that a route's parameter names, in slash form. */
export function realmOfSegment(parameter: string | undefined): string {
  return parameter === undefined || parameter === 'root' ? '/' : `/${parameter}`;
}

/** The journey that the address of its page names. A route's parameter would not do: it takes a name with %2F in it for one with a slash. */
export function journeyOfAddress(pathname: string): string {
  const last = pathname.replace(/\/+$/, '').split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    // Somebody typed a sign that is no part of an address.
    return last;
  }
}

/** Where an administrator signs on, coming back to where they were. */
export function signOnAddress(): string {
  return `/sign-on/root?goto=${encodeURIComponent(`${location.pathname}${location.search}`)}`;
}
