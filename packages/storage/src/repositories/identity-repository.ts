import { jsonObject, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { IdentityRecord, IdentityStore } from '../ports/identity-store.ts';
import { TypedCollection } from '../typed-collection.ts';

const identity = z.object({
  id: z.string(),
  realm: z.string(),
  username: z.string(),
  active: z.boolean(),
  attributes: z.record(z.string(), z.array(z.string()).readonly()),
  passwordHash: z.string().exactOptional(),
  createdAt: z.number(),
  passwordChangedAt: z.number().exactOptional(),
  passwordSetBy: z.object({ idempotencyKey: z.string(), at: z.number(), before: z.number().exactOptional() }).exactOptional(),
  mustChangePassword: z.boolean().exactOptional(),
  passwordEndsAt: z.number().exactOptional(),
  privateAttributes: z.record(z.string(), z.array(z.string()).readonly()).exactOptional(),
  meta: jsonObject.exactOptional(),
  createdBy: z.string().exactOptional(),
});
type Stored = z.infer<typeof identity>;

/** How many people are looked at for an attribute that no key is kept of. */
const MOST_SCANNED = 10_000;

/** What people are called elsewhere: whoever signs on there is found by it, so it is kept to the letter. */
const ALIASES = 'aliasList';
/** How many aliases of a person are keys. A document has one value for a key, so each place has a key of its own. */
const KEPT_ALIASES = 6;

/** People by realm and name. The name's document is the person, so that a name cannot be given twice; ids, mail addresses and aliases are keys to it. */
export class IdentityRepository implements IdentityStore {
  readonly #store: DocumentStore;
  readonly #people: TypedCollection<Stored>;
  readonly #now: () => number;
  /** Realms whose people all have the keys that this version keeps. */
  readonly #prepared = new Set<string>();

  constructor(store: DocumentStore, now: () => number) {
    this.#store = store;
    this.#people = new TypedCollection(store, COLLECTIONS.identities, identity, now, { keep: true });
    this.#now = now;
  }

  async create(record: IdentityRecord): Promise<void> {
    const { realm, username } = record;
    if (await this.#people.write(nameId(realm, username), 'absent', toStored(record), { keys: keysOf(record) })) return;
    throw taken(record);
  }

  async findByName(realm: string, username: string): Promise<IdentityRecord | undefined> {
    const read = await this.#people.read(nameId(realm, username));
    return read === undefined ? undefined : toRecord(read.value);
  }

  async findById(realm: string, id: string): Promise<IdentityRecord | undefined> {
    const [found] = await this.#people.find('id', compositeId(realm, id));
    return found === undefined ? undefined : toRecord(found);
  }

  async findByAttribute(realm: string, attribute: string, value: string): Promise<readonly IdentityRecord[]> {
    if (attribute === ALIASES) {
      return (await this.#withAlias(realm, value)).filter(({ attributes }) => valuesOf(attributes, ALIASES).includes(value)).map(toRecord);
    }
    const wanted = folded(value);
    const candidates = attribute === 'mail' ? await this.#withMail(realm, wanted) : await this.#everybody(realm, attribute);
    return candidates.filter(({ attributes }) => valuesOf(attributes, attribute).some((one) => folded(one) === wanted)).map(toRecord);
  }

  async list(realm: string): Promise<readonly IdentityRecord[]> {
    return (await this.#people.find('realm', realm)).map(toRecord);
  }

  async update(realm: string, id: string, change: (record: IdentityRecord) => IdentityRecord): Promise<IdentityRecord | undefined> {
    for (;;) {
      const found = await this.findById(realm, id);
      if (found === undefined) return undefined;
      const name = nameId(realm, found.username);
      const read = await this.#people.read(name);
      // Renamed since it was found.
      if (read?.value.id !== id) continue;
      const next = change(toRecord(read.value));
      if (next.id !== id || next.realm !== realm) throw new Error('The id and realm of a person do not change here.');
      if (await this.#replace(name, read.revision, next)) return next;
    }
  }

  /** @returns false when another writer came between */
  async #replace(name: string, revision: number, next: IdentityRecord): Promise<boolean> {
    const to = nameId(next.realm, next.username);
    const options = { keys: keysOf(next) };
    if (to === name) return this.#people.write(name, revision, toStored(next), options);
    const writes = [this.#people.prepared(name, revision, undefined), this.#people.prepared(to, 'absent', toStored(next), options)];
    if (await this.#store.write(writes, this.#now())) return true;
    if ((await this.#people.read(to)) !== undefined) throw taken(next);
    return false;
  }

  async #withMail(realm: string, address: string): Promise<readonly Stored[]> {
    await this.#prepare(realm);
    const one = await this.#people.find('mail', compositeId(realm, address));
    // A document has one value for a key: of people with several addresses every one is looked at.
    const several = await this.#people.find('severalMails', realm);
    const known = new Set(one.map(({ id }) => id));
    return [...one, ...several.filter(({ id }) => !known.has(id))];
  }

  async #withAlias(realm: string, alias: string): Promise<readonly Stored[]> {
    await this.#prepare(realm);
    const lists = await Promise.all([
      ...aliasKeys().map((key) => this.#people.find(key, compositeId(realm, alias))),
      this.#people.find('manyAliases', realm),
    ]);
    return [...new Map(lists.flat().map((person) => [person.id, person])).values()];
  }

  async #everybody(realm: string, attribute: string): Promise<readonly Stored[]> {
    const found = await this.#people.find('realm', realm, this.#now(), MOST_SCANNED + 1);
    if (found.length <= MOST_SCANNED) return found;
    throw new WaygateError(
      'authoring',
      'identity.search_too_wide',
      `Nobody can be looked for by ${attribute} in a realm of more than ${MOST_SCANNED} people. Use the user name or mail.`,
    );
  }

  /** Gives people that an older version wrote the keys that they lack, once for each realm. */
  async #prepare(realm: string): Promise<void> {
    if (this.#prepared.has(realm)) return;
    const mark = compositeId('identities.mail+aliases', realm);
    if ((await this.#store.get(COLLECTIONS.preparedIndexes, mark, this.#now())) === undefined) {
      for (const { id } of await this.list(realm)) await this.update(realm, id, (record) => record);
      await this.#store.write([{ collection: COLLECTIONS.preparedIndexes, id: mark, expect: 'any', body: '{}' }], this.#now());
    }
    this.#prepared.add(realm);
  }
}

function keysOf({ realm, id, attributes }: IdentityRecord): Record<string, string> {
  const [mail, ...more] = valuesOf(attributes, 'mail');
  const aliases = valuesOf(attributes, ALIASES);
  return {
    realm,
    id: compositeId(realm, id),
    ...(mail === undefined ? {} : { mail: compositeId(realm, folded(mail)) }),
    ...(more.length === 0 ? {} : { severalMails: realm }),
    ...Object.fromEntries(aliasKeys().flatMap((key, at) => (aliases[at] === undefined ? [] : [[key, compositeId(realm, aliases[at])]]))),
    ...(aliases.length > KEPT_ALIASES ? { manyAliases: realm } : {}),
  };
}

function aliasKeys(): string[] {
  return Array.from({ length: KEPT_ALIASES }, (_, at) => `alias${at}`);
}

function valuesOf(attributes: IdentityRecord['attributes'], name: string): readonly string[] {
  return Object.hasOwn(attributes, name) ? (attributes[name] ?? []) : [];
}

/** Only ASCII letters lose their case: other folding would take one mailbox for another. */
function folded(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * One spelling for all spellings that count as the same name: compatible characters folded, case ignored. Folded again at the end, because
 * lower case letters can compose where their capitals cannot.
 */
function nameId(realm: string, username: string): string {
  return compositeId(realm, username.normalize('NFKC').toLowerCase().normalize('NFKC'));
}

function taken({ realm, username }: IdentityRecord): WaygateError {
  return new WaygateError('state', 'identity.exists', `There is a user ${username} in realm ${realm} already.`);
}

/** JSON has no undefined: a person without a password has no such member at rest. */
function toRecord({ passwordHash, ...stored }: Stored): IdentityRecord {
  return { ...stored, passwordHash };
}

function toStored({ passwordHash, ...record }: IdentityRecord): Stored {
  return { ...record, ...(passwordHash === undefined ? {} : { passwordHash }) };
}
