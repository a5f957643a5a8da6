import type { ManagedPerson, NodePorts, Subject } from '@waygate/node-kit';
import { addressOf } from '../identity/address-of.ts';

/** Whom a code is for: who is identified, else whom the journey names. */
export async function receiverOf(
  realm: string,
  ports: Pick<NodePorts, 'identities'>,
  subject: Subject | undefined,
  username: string | undefined,
): Promise<ManagedPerson | undefined> {
  const id = subject?.id ?? (username === undefined || username === '' ? undefined : (await ports.identities.find(realm, username))?.id);
  return id === undefined ? undefined : ports.identities.read(realm, id);
}

/** The address that an account has in an attribute, as a managed object or as a directory calls it. */
export function accountAddress({ object, identity }: ManagedPerson, attribute: string): string | undefined {
  const stored = Object.hasOwn(identity.attributes, attribute) ? identity.attributes[attribute]?.[0]?.trim() : undefined;
  return addressOf(object, attribute) ?? (stored === '' ? undefined : stored);
}
