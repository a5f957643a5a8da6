import { type JourneyDocument, type JourneyVersionView, journeyDocument } from '@waygate/schema';
import type { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore, DocumentWrite } from '../document-store.ts';
import type { JourneySummary } from '../ports/journey-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { type Draft, draft, type Entry, entry, entryOf, historyId, type Pointer, pointer } from './journey-records.ts';
import { realmSettings } from './realm-repository.ts';

/** Where the parts of journeys stand, and what reading alone tells of them. */
export class JourneyCollections {
  readonly #store: DocumentStore;
  readonly #now: () => number;
  readonly pointers: TypedCollection<Pointer>;
  readonly drafts: TypedCollection<Draft>;
  readonly versions: TypedCollection<JourneyDocument>;
  /** Versions that were tried and never published: they go with their time. */
  readonly tried: TypedCollection<JourneyDocument>;
  readonly history: TypedCollection<Entry>;
  readonly realms: TypedCollection<z.infer<typeof realmSettings>>;

  constructor(store: DocumentStore, now: () => number) {
    this.#store = store;
    this.#now = now;
    this.pointers = new TypedCollection(store, COLLECTIONS.journeys, pointer, now, { keep: true });
    this.drafts = new TypedCollection<Draft>(store, COLLECTIONS.authorDrafts, draft, now);
    this.versions = new TypedCollection(store, COLLECTIONS.journeyVersions, journeyDocument, now);
    this.tried = new TypedCollection(store, COLLECTIONS.triedVersions, journeyDocument, now);
    this.history = new TypedCollection(store, COLLECTIONS.journeyHistory, entry, now);
    this.realms = new TypedCollection(store, COLLECTIONS.realms, realmSettings, now);
  }

  /** Writes all or nothing. @returns false when something that was read for it is another by now */
  write(writes: readonly DocumentWrite[]): Promise<boolean> {
    return this.#store.write(writes, this.#now());
  }

  async publishedVersion(realm: string, name: string): Promise<string | undefined> {
    return (await this.pointers.read(compositeId(realm, name)))?.value.publishedVersion;
  }

  async version(realm: string, name: string, versionId: string): Promise<JourneyDocument | undefined> {
    const id = compositeId(realm, name, versionId);
    return ((await this.versions.read(id)) ?? (await this.tried.read(id)))?.value;
  }

  async published(realm: string, name: string): Promise<JourneyDocument | undefined> {
    const versionId = await this.publishedVersion(realm, name);
    return versionId === undefined ? undefined : this.version(realm, name, versionId);
  }

  async list(realm: string): Promise<readonly JourneySummary[]> {
    const pointers = await this.pointers.find('realm', realm);
    const found = new Map<string, JourneySummary>();
    for (const one of pointers) {
      found.set(one.name, { name: one.name, enabled: one.enabled, description: one.description, published: entryOf(one) });
    }
    const latestFirst = [...(await this.drafts.find('realm', realm))].sort((a, b) => b.updatedAt - a.updatedAt);
    for (const { document } of latestFirst) {
      const { name, enabled, description } = document;
      if (!found.has(name)) found.set(name, { name, enabled, description, published: undefined });
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  /** Everything that was live, latest first. */
  async versionsOf(realm: string, name: string): Promise<readonly JourneyVersionView[]> {
    const found = await this.history.find('journey', compositeId(realm, name));
    if (found.length > 0) return [...found].sort((a, b) => b.number - a.number);
    const read = await this.pointers.read(compositeId(realm, name));
    const live = read === undefined ? undefined : entryOf(read.value);
    return live === undefined ? [] : [live];
  }

  /** Notes in the history that a version became live. */
  noted(realm: string, name: string, value: Entry): DocumentWrite {
    return this.history.prepared(historyId(realm, name, value.number), 'any', value, { keys: { journey: compositeId(realm, name) } });
  }
}
