/** Address of the hosted page that runs what is published of a journey. @param realm slash form */
export function journeyAddress(publicUrl: string, realm: string, name: string): string {
  return `${publicUrl}/sign-on/${realm === '/' ? 'root' : encodeURIComponent(realm.slice(1))}/${encodeURIComponent(name)}`;
}
