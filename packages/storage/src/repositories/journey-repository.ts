import { createHash } from 'node:crypto';
import { type JourneyDocument, journeyDocument, sortKeys } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore, DocumentWrite } from '../document-store.ts';
import type { JourneyStore, JourneySummary } from '../stores.ts';
import { TypedCollection } from '../typed-collection.ts';

const journey = z.object({
  name: z.string(),
  draft: journeyDocument.optional(),
  publishedVersion: z.string().optional(),
  publishedAt: z.number().optional(),
  enabled: z.boolean(),
  description: z.string().optional(),
});
type Stored = z.infer<typeof journey>;

/** Journeys by realm and name: a draft, and a pointer to an immutable version that is named by its content. */
export class JourneyRepository implements JourneyStore {
  readonly #store: DocumentStore;
  readonly #journeys: TypedCollection<Stored>;
  readonly #versions: TypedCollection<JourneyDocument>;
  readonly #now: () => number;

  constructor(store: DocumentStore, now: () => number) {
    this.#store = store;
    this.#journeys = new TypedCollection(store, COLLECTIONS.journeys, journey, now);
    this.#versions = new TypedCollection(store, COLLECTIONS.journeyVersions, journeyDocument as z.ZodType<JourneyDocument>, now);
    this.#now = now;
  }

  async publishedVersion(realm: string, name: string): Promise<string | undefined> {
    return (await this.#journeys.read(idOf(realm, name)))?.value.publishedVersion;
  }

  async version(realm: string, name: string, versionId: string): Promise<JourneyDocument | undefined> {
    return (await this.#versions.read(versionKey(realm, name, versionId)))?.value;
  }

  async published(realm: string, name: string): Promise<JourneyDocument | undefined> {
    const versionId = await this.publishedVersion(realm, name);
    return versionId === undefined ? undefined : this.version(realm, name, versionId);
  }

  async draft(realm: string, name: string): Promise<JourneyDocument | undefined> {
    return (await this.#journeys.read(idOf(realm, name)))?.value.draft;
  }

  async list(realm: string): Promise<readonly JourneySummary[]> {
    const found = await this.#journeys.find('realm', realm);
    return found.map((stored) => ({
      name: stored.name,
      enabled: stored.enabled,
      publishedVersion: stored.publishedVersion,
      publishedAt: stored.publishedAt,
      hasDraft: stored.draft !== undefined,
      description: stored.description,
    }));
  }

  async saveDrafts(realm: string, documents: readonly JourneyDocument[]): Promise<void> {
    await this.#writeAll(realm, documents, (document, before) => ({
      value: { ...(before ?? facts(document)), draft: document },
      more: [],
    }));
  }

  async publish(realm: string, documents: readonly JourneyDocument[], at: number): Promise<readonly string[]> {
    await this.#writeAll(realm, documents, (document, before) => {
      const versionId = versionOf(document);
      if (before?.publishedVersion === versionId && before.draft === undefined) return undefined;
      const publishedAt = before?.publishedVersion === versionId ? (before.publishedAt ?? at) : at;
      return {
        value: { ...facts(document), publishedVersion: versionId, publishedAt },
        more: [this.#versions.prepared(versionKey(realm, document.name, versionId), 'any', document)],
      };
    });
    return documents.map(versionOf);
  }

  async remove(realm: string, name: string): Promise<boolean> {
    const read = await this.#journeys.read(idOf(realm, name));
    // Versions stay: a sign-on that runs on one must be able to end.
    return read !== undefined && this.#journeys.write(idOf(realm, name), read.revision, undefined);
  }

  /** Writes several journeys in one atomic group, again from the start when another writer came between. */
  async #writeAll(
    realm: string,
    documents: readonly JourneyDocument[],
    change: (document: JourneyDocument, before: Stored | undefined) => { value: Stored; more: DocumentWrite[] } | undefined,
  ): Promise<void> {
    for (;;) {
      const writes: DocumentWrite[] = [];
      for (const document of documents) {
        const read = await this.#journeys.read(idOf(realm, document.name));
        const next = change(document, read?.value);
        if (next === undefined) continue;
        writes.push(
          this.#journeys.prepared(idOf(realm, document.name), read?.revision ?? 'absent', next.value, { keys: { realm } }),
          ...next.more,
        );
      }
      if (writes.length === 0 || (await this.#store.write(writes, this.#now()))) return;
    }
  }
}

function facts({ name, enabled, description }: JourneyDocument): Stored {
  return { name, enabled, ...(description === undefined ? {} : { description }) };
}

/** A version is named by what it says, so that publishing the same thing again is the same version. */
function versionOf(document: JourneyDocument): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(document)))
    .digest('base64url')
    .slice(0, 22);
}

function idOf(realm: string, name: string): string {
  return `${realm}\n${name}`;
}

function versionKey(realm: string, name: string, versionId: string): string {
  return `${realm}\n${name}\n${versionId}`;
}
