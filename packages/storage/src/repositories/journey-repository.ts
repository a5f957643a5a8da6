import type { JourneyDocument, JourneyDraftView, JourneyVersionView } from '@waygate/schema';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore, DocumentWrite } from '../document-store.ts';
import type { DraftExpectations, JourneyDraft, JourneyStore, JourneySummary, PublishOptions } from '../ports/journey-store.ts';
import { checkedJourneys } from './checked-journeys.ts';
import { JourneyCollections } from './journey-collections.ts';
import { preparePublication } from './journey-publication.ts';
import { historyId, versionOf, viewOf } from './journey-records.ts';
import { draftChanged } from './journey-refusals.ts';
import { renameWrites } from './journey-rename.ts';
import type { RealmObjectRepository } from './realm-object-repository.ts';

/** Journeys by realm and name: drafts by author, a pointer to an immutable version that is named by its content, and the history of the pointer. */
export class JourneyRepository implements JourneyStore {
  readonly #journeys: JourneyCollections;
  readonly #objects: Pick<RealmObjectRepository, 'prepared'>;

  /** @param objects what journeys can bring along */
  constructor(store: DocumentStore, objects: Pick<RealmObjectRepository, 'prepared'>, now: () => number) {
    this.#objects = objects;
    this.#journeys = new JourneyCollections(store, now);
  }

  publishedVersion(realm: string, name: string): Promise<string | undefined> {
    return this.#journeys.publishedVersion(realm, name);
  }

  version(realm: string, name: string, versionId: string): Promise<JourneyDocument | undefined> {
    return this.#journeys.version(realm, name, versionId);
  }

  published(realm: string, name: string): Promise<JourneyDocument | undefined> {
    return this.#journeys.published(realm, name);
  }

  list(realm: string): Promise<readonly JourneySummary[]> {
    return this.#journeys.list(realm);
  }

  drafts(realm: string): Promise<readonly JourneyDraft[]> {
    return this.#journeys.drafts.find('realm', realm);
  }

  async draft(realm: string, name: string, author: string): Promise<JourneyDraft | undefined> {
    return (await this.#journeys.drafts.read(compositeId(realm, name, author)))?.value;
  }

  async latestDraft(realm: string, name: string): Promise<JourneyDraft | undefined> {
    const found = await this.#journeys.drafts.find('journey', compositeId(realm, name));
    return [...found].sort((a, b) => b.updatedAt - a.updatedAt)[0];
  }

  async saveDraft(
    realm: string,
    author: string,
    work: { readonly document: JourneyDocument; readonly baseVersion: string | null; readonly revision: number | null },
    at: number,
  ): Promise<JourneyDraftView> {
    const [document] = checkedJourneys([work.document]);
    if (document === undefined) throw new Error('One document is checked as one.');
    const id = compositeId(realm, document.name, author);
    for (;;) {
      const read = await this.#journeys.drafts.read(id);
      if ((read?.value.revision ?? null) !== work.revision) throw draftChanged(read?.value);
      const value = { author, updatedAt: at, revision: (work.revision ?? 0) + 1, baseVersion: work.baseVersion, document };
      const keys = { realm, journey: compositeId(realm, document.name) };
      if (await this.#journeys.drafts.write(id, read?.revision ?? 'absent', value, { keys })) return viewOf(value);
    }
  }

  async saveDrafts(
    realm: string,
    author: string,
    documents: readonly JourneyDocument[],
    at: number,
    { base, revisions, objects = [] }: DraftExpectations = {},
  ): Promise<void> {
    const work = checkedJourneys(documents);
    for (;;) {
      const writes: DocumentWrite[] = this.#objects.prepared(realm, objects);
      for (const document of work) {
        const id = compositeId(realm, document.name, author);
        const read = await this.#journeys.drafts.read(id);
        const expected = revisions?.get(document.name);
        if (expected !== undefined && expected !== (read?.value.revision ?? null)) throw draftChanged(read?.value);
        const baseVersion = base?.get(document.name) ?? (await this.publishedVersion(realm, document.name)) ?? null;
        const value = { author, updatedAt: at, revision: (read?.value.revision ?? 0) + 1, baseVersion, document };
        const keys = { realm, journey: compositeId(realm, document.name) };
        writes.push(this.#journeys.drafts.prepared(id, read?.revision ?? 'absent', value, { keys }));
      }
      if (writes.length === 0 || (await this.#journeys.write(writes))) return;
    }
  }

  async discardDraft(realm: string, name: string, author: string, revision?: number): Promise<boolean> {
    const id = compositeId(realm, name, author);
    for (;;) {
      const read = await this.#journeys.drafts.read(id);
      if (read === undefined) return false;
      if (revision !== undefined && read.value.revision !== revision) throw draftChanged(read.value);
      if (await this.#journeys.write([this.#journeys.drafts.prepared(id, read.revision, undefined)])) return true;
    }
  }

  async publish(realm: string, documents: readonly JourneyDocument[], options: PublishOptions): Promise<readonly JourneyVersionView[]> {
    const work = checkedJourneys(documents);
    for (;;) {
      const writes: DocumentWrite[] = this.#objects.prepared(realm, options.objects ?? []);
      const live: JourneyVersionView[] = [];
      for (const document of work) {
        const prepared = await preparePublication(this.#journeys, realm, document, options);
        writes.push(...prepared.writes);
        live.push(prepared.live);
      }
      if (writes.length === 0 || (await this.#journeys.write(writes))) return live;
    }
  }

  history(realm: string, name: string): Promise<readonly JourneyVersionView[]> {
    return this.#journeys.versionsOf(realm, name);
  }

  async keepVersion(realm: string, document: JourneyDocument, expiresAt: number): Promise<string> {
    const [checkedDocument] = checkedJourneys([document]);
    if (checkedDocument === undefined) throw new Error('One document is checked as one.');
    const versionId = versionOf(checkedDocument);
    await this.#journeys.tried.write(compositeId(realm, document.name, versionId), 'any', checkedDocument, { expiresAt });
    return versionId;
  }

  async rename(realm: string, from: string, to: string, by: { readonly at: number; readonly author: string }): Promise<void> {
    for (;;) {
      if (await this.#journeys.write(await renameWrites(this.#journeys, realm, from, to, by))) return;
    }
  }

  async remove(realm: string, name: string): Promise<boolean> {
    const id = compositeId(realm, name);
    for (;;) {
      const read = await this.#journeys.pointers.read(id);
      const drafts = await this.#journeys.drafts.find('journey', id);
      if (read === undefined && drafts.length === 0) return false;
      const history = await this.#journeys.history.find('journey', id);
      const writes = [
        ...(read === undefined ? [] : [this.#journeys.pointers.prepared(id, read.revision, undefined)]),
        ...drafts.map(({ author }) => this.#journeys.drafts.prepared(compositeId(realm, name, author), 'any', undefined)),
        ...history.map(({ number }) => this.#journeys.history.prepared(historyId(realm, name, number), 'any', undefined)),
      ];
      if (await this.#journeys.write(writes)) return true;
    }
  }
}
