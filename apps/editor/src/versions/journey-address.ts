import { type Addresses, addressOf } from '@waygate/schema';

/** Address of the hosted page that runs what is published of a journey. @param realm slash form */
export function journeyAddress(addresses: Addresses, realm: string, name: string): string {
  const segment = realm === '/' ? 'root' : encodeURIComponent(realm.slice(1));
  return `${addressOf(addresses, realm)}/sign-on/${segment}/${encodeURIComponent(name)}`;
}
