import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { IdentityRecord, IdentityStore } from '../stores.ts';
import { TypedCollection } from '../typed-collection.ts';

const identity = z.object({
  id: z.string(),
  realm: z.string(),
  username: z.string(),
  active: z.boolean(),
  attributes: z.record(z.string(), z.array(z.string()).readonly()),
  passwordHash: z.string().exactOptional(),
  createdAt: z.number(),
});
type Stored = z.infer<typeof identity>;

/** People by realm and name. The name's document is the person, so that a name cannot be given twice; ids are a key to it. */
export class IdentityRepository implements IdentityStore {
  readonly #people: TypedCollection<Stored>;

  constructor(store: DocumentStore, now: () => number) {
    this.#people = new TypedCollection(store, COLLECTIONS.identities, identity, now, { keep: true });
  }

  async create(record: IdentityRecord): Promise<void> {
    const { realm, id, username } = record;
    const keys = { realm, id: compositeId(realm, id) };
    if (await this.#people.write(nameId(realm, username), 'absent', toStored(record), { keys })) return;
    throw new WaygateError('state', 'identity.exists', `There is a user ${username} in realm ${realm} already.`);
  }

  async findByName(realm: string, username: string): Promise<IdentityRecord | undefined> {
    const read = await this.#people.read(nameId(realm, username));
    return read === undefined ? undefined : toRecord(read.value);
  }

  async findById(realm: string, id: string): Promise<IdentityRecord | undefined> {
    const [found] = await this.#people.find('id', compositeId(realm, id));
    return found === undefined ? undefined : toRecord(found);
  }

  async list(realm: string): Promise<readonly IdentityRecord[]> {
    return (await this.#people.find('realm', realm)).map(toRecord);
  }

  async update(realm: string, id: string, change: (record: IdentityRecord) => IdentityRecord): Promise<IdentityRecord | undefined> {
    const found = await this.findById(realm, id);
    if (found === undefined) return undefined;
    const name = nameId(realm, found.username);
    const changed = await this.#people.update(name, (stored) => {
      const next = change(toRecord(stored));
      if (next.id !== id || nameId(next.realm, next.username) !== name) {
        throw new Error('The id, realm and name of a person do not change here.');
      }
      return toStored(next);
    });
    return changed === undefined ? undefined : toRecord(changed);
  }
}

/**
 * One spelling for all spellings that count as the same name: compatible characters folded, case ignored. Folded again at the end, because
 * lower case letters can compose where their capitals cannot.
 */
function nameId(realm: string, username: string): string {
  return compositeId(realm, username.normalize('NFKC').toLowerCase().normalize('NFKC'));
}

/** JSON has no undefined: a person without a password has no such member at rest. */
function toRecord({ passwordHash, ...stored }: Stored): IdentityRecord {
  return { ...stored, passwordHash };
}

function toStored({ passwordHash, ...record }: IdentityRecord): Stored {
  return { ...record, ...(passwordHash === undefined ? {} : { passwordHash }) };
}
