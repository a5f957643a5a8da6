import type { Identity, IdentityPort } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import type { IdentityRecord, IdentityStore } from '@waygate/storage';
import type { PasswordHasher } from '../hashing/password-hasher.ts';

/** People as nodes and the engine see them, on the identity store. */
export function createIdentityService(store: IdentityStore, hasher: PasswordHasher): IdentityPort {
  /** The password was right, so a hash that cannot be made anew now is made at another time. */
  const rehash = async (record: IdentityRecord, password: string) => {
    try {
      const passwordHash = await hasher.hash(password);
      await store.update(record.realm, record.id, (current) =>
        current.passwordHash === record.passwordHash ? { ...current, passwordHash } : current,
      );
    } catch (error) {
      if (!(error instanceof WaygateError && error.kind === 'operational')) throw error;
    }
  };
  return {
    async find(realm, username) {
      const record = await store.findByName(realm, username);
      return record === undefined ? undefined : toIdentity(record);
    },
    async verifyPassword(realm, username, password) {
      const record = await store.findByName(realm, username);
      // An empty password costs the same as any other and never matches.
      const matches = (await hasher.verify(record?.passwordHash, password)) && password !== '';
      if (!matches || record?.passwordHash === undefined) return undefined;
      if (hasher.isOutdated(record.passwordHash)) await rehash(record, password);
      return toIdentity(record);
    },
    async updateAttributes(realm, id, change) {
      return (await store.update(realm, id, (record) => ({ ...record, attributes: change(record.attributes) }))) !== undefined;
    },
  };
}

function toIdentity({ id, realm, username, active, attributes }: IdentityRecord): Identity {
  return { id, realm, username, active, attributes };
}
