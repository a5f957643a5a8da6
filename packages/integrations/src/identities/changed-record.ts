import { fromDirectory, type Json, type JsonObject, type ManagedUser, toDirectoryValues } from '@waygate/schema';
import type { IdentityRecord } from '@waygate/storage';
import { isMember } from './check-members.ts';

/** Members that have a place of their own in a record. */
const ELSEWHERE = new Set(['userName', 'password', 'accountStatus']);

type Values = Readonly<Record<string, readonly string[]>>;

/** A person to be made, of members that keep the rules. */
export function newRecord(
  person: {
    readonly realm: string;
    readonly id: string;
    readonly members: JsonObject;
    readonly meta: JsonObject;
    readonly passwordHash: string | undefined;
    /** Epoch milliseconds. */
    readonly createdAt: number;
    readonly createdBy: string;
  },
  user: ManagedUser,
): IdentityRecord {
  const { members, ...record } = person;
  return {
    ...record,
    username: String(members['userName']),
    active: members['accountStatus'] !== 'inactive',
    ...withMembers({}, {}, members, user),
  };
}

/** A person with other members; null takes one away, and an object is merged with the one that is there. */
export function changedRecord(
  record: IdentityRecord,
  change: {
    readonly members: JsonObject;
    readonly meta: JsonObject;
    readonly passwordHash: string | undefined;
    /** Epoch milliseconds. */
    readonly at: number;
    /** Key of the step that sets the password. */
    readonly by?: string | undefined;
  },
  user: ManagedUser,
): IdentityRecord {
  const { members, passwordHash, by } = change;
  const at = passwordTime(record, change.at);
  const { mustChangePassword: _, passwordEndsAt: __, passwordSetBy: own, ...kept } = record;
  // Of a password that the same step has set already, the one before is still the one before that.
  const before = own?.idempotencyKey === by && own?.at === record.passwordChangedAt ? own?.before : record.passwordChangedAt;
  const setBy = by === undefined ? {} : { passwordSetBy: { idempotencyKey: by, at, ...(before === undefined ? {} : { before }) } };
  const changed = merged(fromDirectory(record.attributes, user), members);
  return {
    ...(passwordHash === undefined ? record : { ...kept, passwordHash, passwordChangedAt: at, ...setBy }),
    username: typeof members['userName'] === 'string' ? members['userName'] : record.username,
    active: members['accountStatus'] === undefined ? record.active : members['accountStatus'] !== 'inactive',
    ...withMembers(record.attributes, record.privateAttributes ?? {}, changed, user),
    ...(Object.keys(change.meta).length === 0 ? {} : { meta: { ...record.meta, ...change.meta } }),
  };
}

/**
 * When a new password is said to be set: now, and later than the one before whatever the clock says, since the time tells passwords apart.
 * @param now epoch milliseconds
 */
export function passwordTime({ passwordChangedAt = 0 }: Pick<IdentityRecord, 'passwordChangedAt'>, now: number): number {
  return Math.max(now, passwordChangedAt + 1);
}

/** Attributes with other members, those that are private apart from those that are shown. */
function withMembers(
  shown: Values,
  hidden: Values,
  members: JsonObject,
  user: ManagedUser,
): Pick<IdentityRecord, 'attributes'> & Required<Pick<IdentityRecord, 'privateAttributes'>> {
  const entries = Object.entries(members).filter(([name]) => !ELSEWHERE.has(name) && isMember(name));
  const isPrivate = (name: string) => Object.hasOwn(user.properties, name) && user.properties[name]?.scope === 'private';
  const replaced = (before: Values, which: boolean) =>
    Object.fromEntries(
      [
        ...Object.entries(before),
        ...entries.filter(([name]) => isPrivate(name) === which).map(([name, value]) => [name, toDirectoryValues(value)] as const),
      ].filter(([, values]) => values.length > 0),
    );
  const gone = new Set(entries.filter(([, value]) => toDirectoryValues(value).length === 0).map(([name]) => name));
  const without = (values: Values) => Object.fromEntries(Object.entries(values).filter(([name]) => !gone.has(name)));
  return { attributes: replaced(without(shown), false), privateAttributes: replaced(without(hidden), true) };
}

function merged(before: JsonObject, members: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]): [string, Json] => {
      const there = Object.hasOwn(before, name) ? before[name] : undefined;
      return [name, isObject(there) && isObject(value) ? { ...there, ...value } : value];
    }),
  );
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
