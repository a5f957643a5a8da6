import { fromDirectory, type JsonObject, type ManagedUser } from '@waygate/schema';
import type { IdentityRecord } from '@waygate/storage';

/** A person's record as a managed object; without what is private. */
export function managedObjectOf({ id, username, active, attributes }: IdentityRecord, user: ManagedUser): JsonObject {
  return { ...fromDirectory(attributes, user), _id: id, userName: username, accountStatus: active ? 'active' : 'inactive' };
}
