/** AM's name for a person across realms, which apps keep beside the key and sign as the subject. It is made of the id, so that a new user name changes nothing. */
export function userIdOf(personId: string, realm: string): string {
  return `${before(personId)}${placeOf(realm)}`;
}

/** The id in such a name; undefined when it is none of this realm. */
export function personIdIn(userId: string, realm: string): string | undefined {
  const found = /^id=([^,=]{1,256}),ou=user,/.exec(userId)?.[1];
  return found !== undefined && userIdOf(found, realm) === userId ? found : undefined;
}

function before(personId: string): string {
  return `id=${personId},ou=user,`;
}

function placeOf(realm: string): string {
  const parts = realm.split('/').filter((part) => part !== '');
  return [...parts.toReversed().map((part) => `o=${part}`), ...(parts.length === 0 ? [] : ['ou=services']), 'ou=am-config'].join(',');
}
