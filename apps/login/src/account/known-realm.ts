const NAME = 'waygate.realm';

/** The realm that this browser signed on to last: the account page must know where to ask. */
export function rememberRealm(realm: string): void {
  localStorage.setItem(NAME, realm);
}

/** Realms to ask in, best first. */
export function knownRealms(search: string): string[] {
  const asked = new URLSearchParams(search).get('realm');
  const kept = localStorage.getItem(NAME);
  return [...new Set([asked, kept, '/'].filter((realm) => realm !== null))].map((realm) => (realm.startsWith('/') ? realm : `/${realm}`));
}
