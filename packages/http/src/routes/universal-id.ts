/** AM's name for a person across realms. */
export function universalId(username: string, realm: string): string {
  const parts = realm
    .split('/')
    .filter((part) => part !== '')
    .reverse();
  const place = parts.length === 0 ? 'ou=am-config' : `${parts.map((part) => `o=${part}`).join(',')},ou=services,ou=am-config`;
  return `id=${username},ou=user,${place}`;
}
