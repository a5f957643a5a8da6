import { randomUUID } from 'node:crypto';
import type { AttemptPermit, Identity, IdentityPort, PasswordCheck } from '@waygate/node-kit';
import { type JsonObject, kbaService, type ManagedUser, managedUserOf, readFieldPath, valuesAt, WaygateError } from '@waygate/schema';
import type { IdentityRecord, IdentityStore, PasswordSetBy, ServiceStore, Stores } from '@waygate/storage';
import type { AttemptService } from '../attempts/attempt-service.ts';
import type { PasswordHasher } from '../hashing/password-hasher.ts';
import { changedRecord, newRecord } from './changed-record.ts';
import { checkedProperty, checkMembers, type UniqueValues } from './check-members.ts';
import { hashKbaAnswers, normalizedAnswer, readKbaEntries } from './hash-kba-answers.ts';
import { managedObjectOf } from './managed-object-of.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What people are kept in, and what watches over them. */
export interface IdentityServiceDeps {
  readonly identities: IdentityStore;
  readonly services: Pick<ServiceStore, 'get'>;
  readonly signOnSessions: Pick<Stores['signOnSessions'], 'listByUser' | 'end'>;
  readonly attempts: Pick<AttemptService, 'begin' | 'succeeded' | 'failed' | 'isLocked' | 'reset' | 'unlock'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** People as nodes and the engine see them, on the identity store. */
export function createIdentityService(deps: IdentityServiceDeps, hasher: PasswordHasher): IdentityPort {
  const { identities: store, services, signOnSessions, attempts, now } = deps;

  const schema = async (realm: string): Promise<ManagedUser> => managedUserOf(await services.get(realm, 'managedUser'));
  const kba = async (realm: string) => (await services.get(realm, 'kba')) ?? kbaService.parse({});
  const unique = (realm: string, id?: string): UniqueValues => ({
    isTaken: async (attribute, value) => {
      const others =
        attribute === 'userName' ? [await store.findByName(realm, value)] : await store.findByAttribute(realm, attribute, value);
      return others.some((other) => other !== undefined && other.id !== id);
    },
  });
  /** All that is hashed of an object is one turn; who has nothing to hash waits for none. */
  const hashing = <T>(object: JsonObject, user: ManagedUser, work: () => Promise<T>): Promise<T> =>
    typeof object['password'] === 'string' || bindsAnswers(object, user) ? hasher.turn(work) : work();
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
  const signOffEverywhere = async (realm: string, id: string) => {
    for (const session of await signOnSessions.listByUser(realm, id, now())) await signOnSessions.end(session.id, 'DESTROY');
  };
  /** As nodes see somebody: who is locked may not sign on. */
  const seen = async (record: IdentityRecord | undefined): Promise<Identity | undefined> => {
    if (record === undefined) return undefined;
    const identity = toIdentity(record);
    return identity.active && (await attempts.isLocked(record.realm, record.id)) ? { ...identity, active: false } : identity;
  };
  const replaced = {
    status: 'refused',
    failed: [{ property: 'password', policyRequirements: [{ policyRequirement: 'REPLACED' }] }],
  } as const;
  const taken = { status: 'refused', failed: [{ property: 'userName', policyRequirements: [{ policyRequirement: 'UNIQUE' }] }] } as const;

  return {
    schema,
    async find(realm, username) {
      return seen(await store.findByName(realm, username));
    },
    async findBy(realm, attribute, value) {
      if (attribute === 'userName') return seen(await store.findByName(realm, value));
      if (attribute === '_id') return seen(await store.findById(realm, value));
      const [only, ...others] = value === '' ? [] : await store.findByAttribute(realm, attribute, value);
      return others.length > 0 ? undefined : seen(only);
    },
    async findByAlias(realm, alias) {
      return alias === '' ? [] : (await store.findByAttribute(realm, 'aliasList', alias)).map(toIdentity);
    },
    verifyPassword(realm, username, password, use) {
      const name = username.normalize('NFKC').toLowerCase().normalize('NFKC');
      const verify = async (): Promise<PasswordCheck> => {
        const record = await store.findByName(realm, username);
        const target = { realm, subject: record ?? { nobody: name }, authenticator: 'password' };
        // Another password is another try, also when a step is answered in two processes at once.
        const key = JSON.stringify([use, password]);
        // Side by side, so that it costs the same whether the try is allowed or not. The result counts for nothing before the try is counted.
        // Both are waited for whatever becomes of them: a comparison that is left running would wait for a core without a place.
        const [begun, compared] = await Promise.allSettled([attempts.begin(target, key), hasher.verify(record?.passwordHash, password)]);
        if (begun.status === 'rejected') throw begun.reason;
        if (compared.status === 'rejected') throw compared.reason;
        const [permit, matches] = [begun.value, compared.value];
        if (!permit.allowed) return refusedAs(permit);
        // An empty password costs the same as any other and never matches.
        if (!matches || password === '' || record?.passwordHash === undefined) {
          const isLocked = await attempts.failed(target, key);
          return { status: isLocked ? 'locked' : 'wrong' };
        }
        await attempts.succeeded(target, key);
        if (hasher.isOutdated(record.passwordHash)) await rehash(record, password);
        return { status: 'right', identity: toIdentity(record) };
      };
      // Who is turned away has tried nothing, whether or not anybody has the name.
      return hasher.admit(verify, JSON.stringify([realm, name]));
    },
    async passwordStanding(realm, id, at) {
      const record = await store.findById(realm, id);
      if (record === undefined || (record.passwordEndsAt !== undefined && at >= record.passwordEndsAt)) return 'expired';
      const { passwordMaxAgeDays } = await schema(realm);
      const age = at - (record.passwordChangedAt ?? record.createdAt);
      if (passwordMaxAgeDays > 0 && age > passwordMaxAgeDays * DAY_MS) return 'expired';
      return record.mustChangePassword === true ? 'mustChange' : 'valid';
    },
    async updateAttributes(realm, id, change) {
      return (await store.update(realm, id, (record) => ({ ...record, attributes: change(record.attributes) }))) !== undefined;
    },
    async updateMeta(realm, id, change) {
      return (await store.update(realm, id, (record) => ({ ...record, meta: change(record.meta ?? {}) }))) !== undefined;
    },
    async read(realm, id) {
      const record = await store.findById(realm, id);
      if (record === undefined) return undefined;
      const object = managedObjectOf(record, await schema(realm));
      const identity = (await seen(record)) ?? toIdentity(record);
      return { identity, object, meta: record.meta ?? {}, createdAt: record.createdAt };
    },
    async has(realm, id, attribute) {
      const record = await store.findById(realm, id);
      if (record === undefined) return false;
      if (attribute === 'password') return record.passwordHash !== undefined;
      const user = await schema(realm);
      if (Object.hasOwn(user.properties, attribute) && user.properties[attribute]?.scope === 'private') {
        return privateValues(record, attribute).length > 0;
      }
      const path = readFieldPath(attribute);
      const found = path === undefined ? [] : valuesAt(managedObjectOf(record, user), path);
      return found.some((value) => value !== null && value !== '');
    },
    async check(realm, attribute, value, object, id) {
      return checkedProperty(await schema(realm), attribute, value, object, unique(realm, id));
    },
    async create(realm, object, { idempotencyKey, meta = {} }) {
      const username = object['userName'];
      const own = async () => {
        const there = typeof username === 'string' ? await store.findByName(realm, username) : undefined;
        return there?.createdBy === idempotencyKey ? there : undefined;
      };
      const before = await own();
      if (before !== undefined) return { status: 'done', identity: toIdentity(before) };
      const user = await schema(realm);
      const failed = await checkMembers(user, object, { ...object }, unique(realm), 'whole');
      if (failed.length > 0) return { status: 'refused', failed };
      const password = object['password'];
      const { passwordHash, members } = await hashing(object, user, async () => ({
        passwordHash: typeof password === 'string' ? await hasher.hash(password) : undefined,
        members: await hashKbaAnswers(object, user, hasher),
      }));
      const record = newRecord({ realm, id: randomUUID(), members, meta, passwordHash, createdAt: now(), createdBy: idempotencyKey }, user);
      try {
        await store.create(record);
        return { status: 'done', identity: toIdentity(record) };
      } catch (error) {
        if (!isTaken(error)) throw error;
        const same = await own();
        return same === undefined ? taken : { status: 'done', identity: toIdentity(same) };
      }
    },
    async patch(realm, id, changes, meta = {}, { knows = () => true, idempotencyKey } = {}) {
      const record = await store.findById(realm, id);
      if (record === undefined) return { status: 'gone' };
      const user = await schema(realm);
      const failed = await checkMembers(user, changes, { ...managedObjectOf(record, user), ...changes }, unique(realm, id), 'changes');
      if (failed.length > 0) return { status: 'refused', failed };
      const password = changes['password'];
      const { passwordHash, members } = await hashing(changes, user, async () => {
        // The password that the person has already is no change, and signs nobody off.
        const isNew = typeof password === 'string' && !(await hasher.verify(record.passwordHash, password));
        return { passwordHash: isNew ? await hasher.hash(password) : undefined, members: await hashKbaAnswers(changes, user, hasher) };
      });
      try {
        let isReplaced = false;
        let own: PasswordSetBy | undefined;
        const changed = await store.update(realm, id, (current) => {
          const by = ownChange(current);
          // What the same step did before its answer was lost.
          own = by?.idempotencyKey === idempotencyKey ? by : undefined;
          isReplaced = own === undefined && !knows(current.passwordChangedAt);
          return isReplaced ? current : changedRecord(current, { members, meta, passwordHash, at: now(), by: idempotencyKey }, user);
        });
        if (changed === undefined) return { status: 'gone' };
        if (isReplaced) return replaced;
        // What comes with a new password may have been cut off with the answer.
        const isSet = passwordHash !== undefined || own !== undefined;
        if (isSet || !changed.active) await signOffEverywhere(realm, id);
        // What was bound anew begins anew, and who makes an account active unlocks it.
        if (isSet) await attempts.reset(realm, id, 'password');
        if (bindsAnswers(changes, user)) await attempts.reset(realm, id, 'kba');
        if (changes['accountStatus'] === 'active') await attempts.unlock(realm, id);
        const repeats = own === undefined ? {} : { repeats: own.before === undefined ? {} : { passwordChangedAt: own.before } };
        return { status: 'done', identity: toIdentity(changed), ...repeats };
      } catch (error) {
        if (isTaken(error)) return taken;
        throw error;
      }
    },
    async kbaQuestions(realm, id, attribute) {
      const record = await store.findById(realm, id);
      return readKbaEntries(privateValues(record, attribute)).map(({ index, entry: { answer: _, ...question } }) => ({
        index,
        ...question,
      }));
    },
    async verifyKba(realm, id, attribute, answers, use) {
      const { attemptWindowMinutes, numberOfAttemptsAllowed } = await kba(realm);
      const target = { realm, subject: { id, username: '' }, authenticator: 'kba' };
      const key = JSON.stringify([use, answers]);
      const within = { most: numberOfAttemptsAllowed, windowMs: attemptWindowMinutes * MINUTE_MS };
      return hasher.admit(async () => {
        // They are no factor, so they are asked before anything is proved and lock no account.
        const permit = await attempts.begin(target, key, { within, unproved: true });
        if (!permit.allowed) return refusedAs(permit);
        const record = await store.findById(realm, id);
        const entries = new Map(readKbaEntries(privateValues(record, attribute)).map(({ index, entry }) => [index, entry['answer']]));
        const results = await hasher.turn(async () => {
          const each: boolean[] = [];
          for (const { index, answer } of answers) each.push(await hasher.verify(entries.get(index), normalizedAnswer(answer)));
          return each;
        });
        if (results.length === 0 || results.includes(false)) {
          return (await attempts.failed(target, key)) ? { status: 'locked' } : { status: 'wrong' };
        }
        await attempts.succeeded(target, key);
        return { status: 'right' };
      });
    },
  };
}

function privateValues(record: IdentityRecord | undefined, attribute: string): readonly string[] {
  const values = record?.privateAttributes ?? {};
  return Object.hasOwn(values, attribute) ? (values[attribute] ?? []) : [];
}

function refusedAs({ reason }: Extract<AttemptPermit, { allowed: false }>) {
  return reason === 'locked' ? ({ status: 'locked' } as const) : ({ status: 'wrong', throttled: reason } as const);
}

/** Whether answers to security questions are among the changes. */
function bindsAnswers(changes: JsonObject, user: ManagedUser): boolean {
  return Object.keys(changes).some((name) => {
    const property = Object.hasOwn(user.properties, name) ? user.properties[name] : undefined;
    return property?.scope === 'private' && property.items?.type === 'object';
  });
}

function toIdentity(record: IdentityRecord): Identity {
  const { id, realm, username, active, attributes, passwordChangedAt } = record;
  const by = ownChange(record)?.idempotencyKey;
  return {
    id,
    realm,
    username,
    active,
    attributes,
    ...(passwordChangedAt === undefined ? {} : { passwordChangedAt }),
    ...(by === undefined ? {} : { passwordChangedBy: by }),
  };
}

/** What set the password that counts now, when it was a step of a journey: another way to set one leaves what is noted of the one before. */
function ownChange({ passwordSetBy, passwordChangedAt }: IdentityRecord): PasswordSetBy | undefined {
  return passwordSetBy?.at === passwordChangedAt ? passwordSetBy : undefined;
}

function isTaken(error: unknown): boolean {
  return error instanceof WaygateError && error.code === 'identity.exists';
}
