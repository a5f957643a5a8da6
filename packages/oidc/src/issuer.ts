/** Path of a realm's authorization server, in AM's long form. */
export function issuerPath(realm: string): string {
  const parts = realm.split('/').filter((part) => part !== '');
  return `/am/oauth2/realms/root${parts.map((part) => `/realms/${part}`).join('')}`;
}
