import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import type { IdentityRecord, IdentityStore } from '../stores.ts';
import { TypedCollection } from '../typed-collection.ts';

const identity = z.object({
  id: z.string(),
  realm: z.string(),
  username: z.string(),
  active: z.boolean(),
  attributes: z.record(z.string(), z.array(z.string())),
  passwordHash: z.string().optional(),
  createdAt: z.number(),
});
type Stored = z.infer<typeof identity>;

/** People by realm and name. The name's document is the person, so that a name cannot be given twice; ids are a key to it. */
export class IdentityRepository implements IdentityStore {
  readonly #people: TypedCollection<Stored>;

  constructor(store: DocumentStore, now: () => number) {
    this.#people = new TypedCollection(store, COLLECTIONS.identities, identity, now);
  }

  async create(record: IdentityRecord): Promise<void> {
    if (await this.#people.write(nameId(record.realm, record.username), 'absent', toStored(record), { keys: keysOf(record) })) return;
    throw new WaygateError('state', 'identity.exists', `There is a user ${record.username} in realm ${record.realm} already.`);
  }

  async findByName(realm: string, username: string): Promise<IdentityRecord | undefined> {
    const read = await this.#people.read(nameId(realm, username));
    return read === undefined ? undefined : toRecord(read.value);
  }

  async findById(realm: string, id: string): Promise<IdentityRecord | undefined> {
    const [found] = await this.#people.find('id', `${realm}\n${id}`);
    return found === undefined ? undefined : toRecord(found);
  }

  async list(realm: string): Promise<readonly IdentityRecord[]> {
    return (await this.#people.find('realm', realm)).map(toRecord);
  }

  async update(realm: string, id: string, change: (record: IdentityRecord) => IdentityRecord): Promise<IdentityRecord | undefined> {
    const found = await this.findById(realm, id);
    if (found === undefined) return undefined;
    const changed = await this.#people.update(
      nameId(realm, found.username),
      (stored) => {
        const next = change(toRecord(stored));
        if (next.id !== stored.id || next.realm !== stored.realm || nameId(next.realm, next.username) !== nameId(realm, stored.username)) {
          throw new Error('The id, realm and name of a person do not change here.');
        }
        return toStored(next);
      },
      (stored) => ({ keys: keysOf(stored) }),
    );
    return changed === undefined ? undefined : toRecord(changed);
  }
}

/** One spelling for all spellings that count as the same name: compatible characters folded, case ignored. */
function nameId(realm: string, username: string): string {
  return `${realm}\n${username.normalize('NFKC').toLowerCase()}`;
}

function keysOf({ realm, id }: { readonly realm: string; readonly id: string }): Record<string, string> {
  return { realm, id: `${realm}\n${id}` };
}

function toRecord({ passwordHash, ...stored }: Stored): IdentityRecord {
  return { ...stored, passwordHash };
}

function toStored({ passwordHash, attributes, ...record }: IdentityRecord): Stored {
  const copied = Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values]]));
  return { ...record, attributes: copied, ...(passwordHash === undefined ? {} : { passwordHash }) };
}
