import { type JsonObject, jsonObject, type Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore, DocumentWrite } from '../document-store.ts';
import type { RealmObject, RealmObjectKind, RealmObjectStore } from '../ports/realm-object-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, type SealedDocument, sealDocument, sealedDocument } from './sealed-document.ts';

const listed = sealedDocument.extend({ id: z.string() });
type Listed = SealedDocument & { readonly id: string };

/** What a realm keeps beside its journeys, sealed whole: scripts, clients and providers hold credentials. */
export class RealmObjectRepository implements RealmObjectStore {
  readonly #store: DocumentStore;
  readonly #objects: TypedCollection<Listed>;
  readonly #sealer: Sealer;
  readonly #now: () => number;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#store = store;
    this.#objects = new TypedCollection(store, COLLECTIONS.realmObjects, listed, now, { keep: true });
    this.#sealer = sealer;
    this.#now = now;
  }

  async get(realm: string, kind: RealmObjectKind, id: string): Promise<JsonObject | undefined> {
    const read = await this.#objects.read(compositeId(realm, kind, id));
    return read === undefined ? undefined : this.#opened(realm, kind, read.value).value;
  }

  async list(realm: string, kind: RealmObjectKind): Promise<readonly RealmObject[]> {
    const found = await this.#objects.find('kind', compositeId(realm, kind));
    return found.map((stored) => this.#opened(realm, kind, stored));
  }

  create(realm: string, kind: RealmObjectKind, { id, value }: RealmObject): Promise<boolean> {
    const keys = { kind: compositeId(realm, kind) };
    return this.#objects.write(compositeId(realm, kind, id), 'absent', this.#sealed(realm, kind, { id, value }), { keys });
  }

  async put(realm: string, objects: readonly (RealmObject & { readonly kind: RealmObjectKind })[]): Promise<void> {
    const writes = this.prepared(realm, objects);
    if (writes.length > 0) await this.#store.write(writes, this.#now());
  }

  /** The writes of `put`, for an atomic group. */
  prepared(realm: string, objects: readonly (RealmObject & { readonly kind: RealmObjectKind })[]): DocumentWrite[] {
    // An atomic group names a document once: of two with one id the later counts.
    const byId = new Map(objects.map((object) => [compositeId(realm, object.kind, object.id), object]));
    return [...byId].map(([place, { kind, id, value }]) =>
      this.#objects.prepared(place, 'any', this.#sealed(realm, kind, { id, value }), { keys: { kind: compositeId(realm, kind) } }),
    );
  }

  async update(
    realm: string,
    kind: RealmObjectKind,
    id: string,
    change: (value: JsonObject) => JsonObject | undefined,
  ): Promise<JsonObject | undefined> {
    const changed = await this.#objects.update(compositeId(realm, kind, id), (stored) => {
      const value = change(this.#opened(realm, kind, stored).value);
      return value === undefined ? undefined : this.#sealed(realm, kind, { id, value });
    });
    return changed === undefined ? undefined : this.#opened(realm, kind, changed).value;
  }

  remove(realm: string, kind: RealmObjectKind, id: string): Promise<boolean> {
    return this.#objects.remove(compositeId(realm, kind, id));
  }

  generation(): number {
    return this.#store.generation(COLLECTIONS.realmObjects);
  }

  #sealed(realm: string, kind: RealmObjectKind, { id, value }: RealmObject): Listed {
    return { id, ...sealDocument(this.#sealer, ['realmObject', realm, kind, id], value) };
  }

  #opened(realm: string, kind: RealmObjectKind, stored: Listed): RealmObject {
    return { id: stored.id, value: openDocument(this.#sealer, ['realmObject', realm, kind, stored.id], stored, jsonObject) };
  }
}
