import { createHash } from 'node:crypto';
import { type JourneyDocument, journeyDocument, sortKeys, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore, DocumentWrite } from '../document-store.ts';
import type { JourneyStore, JourneySummary } from '../stores.ts';
import { TypedCollection } from '../typed-collection.ts';

/** Small on purpose: every sign-on reads it. Drafts and versions stand apart. */
const pointer = z.object({
  name: z.string(),
  enabled: z.boolean(),
  description: z.string().exactOptional(),
  hasDraft: z.boolean(),
  publishedVersion: z.string().exactOptional(),
  publishedAt: z.number().exactOptional(),
});
type Pointer = z.infer<typeof pointer>;

/** Journeys by realm and name: a draft, and a pointer to an immutable version that is named by its content. */
export class JourneyRepository implements JourneyStore {
  readonly #store: DocumentStore;
  readonly #pointers: TypedCollection<Pointer>;
  readonly #drafts: TypedCollection<JourneyDocument>;
  readonly #versions: TypedCollection<JourneyDocument>;
  readonly #now: () => number;

  constructor(store: DocumentStore, now: () => number) {
    this.#store = store;
    this.#pointers = new TypedCollection(store, COLLECTIONS.journeys, pointer, now);
    this.#drafts = new TypedCollection(store, COLLECTIONS.journeyDrafts, journeyDocument, now);
    this.#versions = new TypedCollection(store, COLLECTIONS.journeyVersions, journeyDocument, now);
    this.#now = now;
  }

  async publishedVersion(realm: string, name: string): Promise<string | undefined> {
    return (await this.#pointers.read(compositeId(realm, name)))?.value.publishedVersion;
  }

  async version(realm: string, name: string, versionId: string): Promise<JourneyDocument | undefined> {
    return (await this.#versions.read(compositeId(realm, name, versionId)))?.value;
  }

  async published(realm: string, name: string): Promise<JourneyDocument | undefined> {
    const versionId = await this.publishedVersion(realm, name);
    return versionId === undefined ? undefined : this.version(realm, name, versionId);
  }

  async draft(realm: string, name: string): Promise<JourneyDocument | undefined> {
    return (await this.#drafts.read(compositeId(realm, name)))?.value;
  }

  async list(realm: string): Promise<readonly JourneySummary[]> {
    const found = await this.#pointers.find('realm', realm);
    return found.map(({ name, enabled, hasDraft, description, publishedVersion, publishedAt }) => ({
      name,
      enabled,
      hasDraft,
      description,
      publishedVersion,
      publishedAt,
    }));
  }

  async saveDrafts(realm: string, documents: readonly JourneyDocument[]): Promise<void> {
    await this.#writeAll(realm, checked(documents), async (document, before) => ({
      pointer: { ...(before?.publishedVersion === undefined ? factsOf(document) : before), hasDraft: true },
      more: [this.#drafts.prepared(compositeId(realm, document.name), 'any', document)],
    }));
  }

  async publish(realm: string, documents: readonly JourneyDocument[], at: number): Promise<readonly string[]> {
    const published = checked(documents);
    await this.#writeAll(realm, published, async (document, before) => {
      const versionId = versionOf(document);
      const isPublished = before?.publishedVersion === versionId;
      // A draft that says something else than what is published already is work in hand, and stays.
      if (isPublished && !(await this.#hasDraftOf(realm, document.name, versionId))) return undefined;
      const publishedAt = isPublished ? (before.publishedAt ?? at) : at;
      return {
        pointer: { ...factsOf(document), hasDraft: false, publishedVersion: versionId, publishedAt },
        more: [
          this.#versions.prepared(compositeId(realm, document.name, versionId), 'any', document),
          this.#drafts.prepared(compositeId(realm, document.name), 'any', undefined),
        ],
      };
    });
    return published.map(versionOf);
  }

  async remove(realm: string, name: string): Promise<boolean> {
    const id = compositeId(realm, name);
    for (;;) {
      const read = await this.#pointers.read(id);
      if (read === undefined) return false;
      // Versions stay: a sign-on that runs on one must be able to end.
      const writes = [this.#pointers.prepared(id, read.revision, undefined), this.#drafts.prepared(id, 'any', undefined)];
      if (await this.#store.write(writes, this.#now())) return true;
    }
  }

  async #hasDraftOf(realm: string, name: string, versionId: string): Promise<boolean> {
    const draft = await this.draft(realm, name);
    return draft !== undefined && versionOf(draft) === versionId;
  }

  /**
   * Writes several journeys in one atomic group, again from the start when another writer came between. Every writer replaces the pointer
   * at the revision it read, so that one revision guards the draft, too.
   */
  async #writeAll(
    realm: string,
    documents: readonly JourneyDocument[],
    change: (document: JourneyDocument, before: Pointer | undefined) => Promise<{ pointer: Pointer; more: DocumentWrite[] } | undefined>,
  ): Promise<void> {
    for (;;) {
      const writes: DocumentWrite[] = [];
      for (const document of documents) {
        const id = compositeId(realm, document.name);
        const read = await this.#pointers.read(id);
        const next = await change(document, read?.value);
        if (next === undefined) continue;
        writes.push(this.#pointers.prepared(id, read?.revision ?? 'absent', next.pointer, { keys: { realm } }), ...next.more);
      }
      if (writes.length === 0 || (await this.#store.write(writes, this.#now()))) return;
    }
  }
}

/**
 * What is stored must be readable again, and is named by what will be read.
 * @throws WaygateError `journey.malformed` (authoring), `journey.named_twice` (input)
 */
function checked(documents: readonly JourneyDocument[]): readonly JourneyDocument[] {
  const names = new Set(documents.map(({ name }) => name));
  if (names.size < documents.length) {
    throw new WaygateError('input', 'journey.named_twice', 'Two of the journeys have the same name.');
  }
  return documents.map((document) => {
    const result = journeyDocument.safeParse(document);
    if (result.success) return result.data;
    const details = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    throw new WaygateError('authoring', 'journey.malformed', `Journey ${document.name} does not have the shape of a journey.`, { details });
  });
}

function factsOf({ name, enabled, description }: JourneyDocument): Pick<Pointer, 'name' | 'enabled' | 'description'> {
  return { name, enabled, ...(description === undefined ? {} : { description }) };
}

/** A version is named by what it says, so that publishing the same thing again is the same version. 22 characters are 132 bits. */
function versionOf(document: JourneyDocument): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(document)))
    .digest('base64url')
    .slice(0, 22);
}
