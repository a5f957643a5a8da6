import { type Json, type JsonObject, jsonEquals, type ManagedUser } from '@waygate/schema';

/** By what people sign on and get back into their account. */
const KEYS_OF_AN_ACCOUNT: ReadonlySet<string> = new Set(['userName', 'mail', 'telephoneNumber', 'accountStatus', 'password', 'aliasList']);

/** What a patch would change. */
interface Changes {
  readonly changes: JsonObject;
  /** Names of what somebody could take the account over with. */
  readonly sensitive: string[];
  /** Names of what people may not change of themselves. */
  readonly forbidden: string[];
}

/** Compares what the journey knows with what is stored; what is the same is no change. @param ignored names that stay as they are */
export function changesOf(attributes: JsonObject, stored: JsonObject, user: ManagedUser, ignored: readonly string[]): Changes {
  const changed = Object.entries(attributes).filter(
    ([name, value]) => !name.startsWith('_') && !ignored.includes(name) && differs(stored, name, value),
  );
  const names = changed.map(([name]) => name);
  const propertyOf = (name: string) => (Object.hasOwn(user.properties, name) ? user.properties[name] : undefined);
  return {
    changes: Object.fromEntries(changed),
    sensitive: names.filter((name) => KEYS_OF_AN_ACCOUNT.has(name) || propertyOf(name)?.scope === 'private'),
    forbidden: names.filter((name) => propertyOf(name)?.userEditable !== true),
  };
}

function differs(stored: JsonObject, name: string, value: Json): boolean {
  const there = Object.hasOwn(stored, name) ? stored[name] : undefined;
  if (there === undefined) return value !== null && !(Array.isArray(value) && value.length === 0);
  return !jsonEquals(there, value);
}
