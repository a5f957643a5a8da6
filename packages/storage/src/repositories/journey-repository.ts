import { createHash } from 'node:crypto';
import {
  type JourneyDocument,
  type JourneyDraftView,
  type JourneyVersionView,
  journeyDocument,
  sortKeys,
  WaygateError,
} from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore, DocumentWrite } from '../document-store.ts';
import type { DraftExpectations, JourneyDraft, JourneyStore, JourneySummary, PublishOptions } from '../stores.ts';
import { type Read, TypedCollection } from '../typed-collection.ts';
import { LISTED, realmSettings } from './realm-repository.ts';
import { withInnerRenamed } from './with-inner-renamed.ts';

/** Small on purpose: every sign-on reads it. Drafts and versions stand apart. */
const pointer = z.object({
  name: z.string(),
  enabled: z.boolean(),
  description: z.string().exactOptional(),
  publishedVersion: z.string().exactOptional(),
  publishedAt: z.number().exactOptional(),
  number: z.number().exactOptional(),
  author: z.string().exactOptional(),
  note: z.string().exactOptional(),
});
type Pointer = z.infer<typeof pointer>;

const entry = z.object({ versionId: z.string(), number: z.number(), at: z.number(), author: z.string(), note: z.string() });
type Entry = z.infer<typeof entry>;

const draft = z.object({
  author: z.string(),
  updatedAt: z.number(),
  revision: z.number(),
  baseVersion: z.string().nullable(),
  document: journeyDocument,
});
type Draft = z.infer<typeof draft>;

/** Whose a publication is that was made before authors were noted. */
const UNKNOWN_AUTHOR = 'waygate';

/** Journeys by realm and name: drafts by author, a pointer to an immutable version that is named by its content, and the history of the pointer. */
export class JourneyRepository implements JourneyStore {
  readonly #store: DocumentStore;
  readonly #pointers: TypedCollection<Pointer>;
  readonly #drafts: TypedCollection<Draft>;
  readonly #versions: TypedCollection<JourneyDocument>;
  /** Versions that were tried and never published: they go with their time. */
  readonly #tried: TypedCollection<JourneyDocument>;
  readonly #history: TypedCollection<Entry>;
  readonly #realms: TypedCollection<z.infer<typeof realmSettings>>;
  readonly #now: () => number;

  constructor(store: DocumentStore, now: () => number) {
    this.#store = store;
    this.#pointers = new TypedCollection(store, COLLECTIONS.journeys, pointer, now, { keep: true });
    this.#drafts = new TypedCollection<Draft>(store, COLLECTIONS.authorDrafts, draft, now);
    this.#versions = new TypedCollection(store, COLLECTIONS.journeyVersions, journeyDocument, now);
    this.#tried = new TypedCollection(store, COLLECTIONS.triedVersions, journeyDocument, now);
    this.#history = new TypedCollection(store, COLLECTIONS.journeyHistory, entry, now);
    this.#realms = new TypedCollection(store, COLLECTIONS.realms, realmSettings, now);
    this.#now = now;
  }

  async publishedVersion(realm: string, name: string): Promise<string | undefined> {
    return (await this.#pointers.read(compositeId(realm, name)))?.value.publishedVersion;
  }

  async version(realm: string, name: string, versionId: string): Promise<JourneyDocument | undefined> {
    const id = compositeId(realm, name, versionId);
    return ((await this.#versions.read(id)) ?? (await this.#tried.read(id)))?.value;
  }

  async published(realm: string, name: string): Promise<JourneyDocument | undefined> {
    const versionId = await this.publishedVersion(realm, name);
    return versionId === undefined ? undefined : this.version(realm, name, versionId);
  }

  async list(realm: string): Promise<readonly JourneySummary[]> {
    const pointers = await this.#pointers.find('realm', realm);
    const found = new Map<string, JourneySummary>();
    for (const one of pointers) {
      found.set(one.name, { name: one.name, enabled: one.enabled, description: one.description, published: entryOf(one) });
    }
    const latestFirst = [...(await this.drafts(realm))].sort((a, b) => b.updatedAt - a.updatedAt);
    for (const { document } of latestFirst) {
      const { name, enabled, description } = document;
      if (!found.has(name)) found.set(name, { name, enabled, description, published: undefined });
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  drafts(realm: string): Promise<readonly JourneyDraft[]> {
    return this.#drafts.find('realm', realm);
  }

  async draft(realm: string, name: string, author: string): Promise<JourneyDraft | undefined> {
    return (await this.#drafts.read(compositeId(realm, name, author)))?.value;
  }

  async latestDraft(realm: string, name: string): Promise<JourneyDraft | undefined> {
    const found = await this.#drafts.find('journey', compositeId(realm, name));
    return [...found].sort((a, b) => b.updatedAt - a.updatedAt)[0];
  }

  async saveDraft(
    realm: string,
    author: string,
    work: { readonly document: JourneyDocument; readonly baseVersion: string | null; readonly revision: number | null },
    at: number,
  ): Promise<JourneyDraftView> {
    const [document] = checked([work.document]);
    if (document === undefined) throw new Error('One document is checked as one.');
    const id = compositeId(realm, document.name, author);
    for (;;) {
      const read = await this.#drafts.read(id);
      if ((read?.value.revision ?? null) !== work.revision) throw draftChanged(read?.value);
      const value = { author, updatedAt: at, revision: (work.revision ?? 0) + 1, baseVersion: work.baseVersion, document };
      const keys = { realm, journey: compositeId(realm, document.name) };
      if (await this.#drafts.write(id, read?.revision ?? 'absent', value, { keys })) return viewOf(value);
    }
  }

  async saveDrafts(
    realm: string,
    author: string,
    documents: readonly JourneyDocument[],
    at: number,
    { base, revisions }: DraftExpectations = {},
  ): Promise<void> {
    const work = checked(documents);
    for (;;) {
      const writes: DocumentWrite[] = [];
      for (const document of work) {
        const id = compositeId(realm, document.name, author);
        const read = await this.#drafts.read(id);
        const expected = revisions?.get(document.name);
        if (expected !== undefined && expected !== (read?.value.revision ?? null)) throw draftChanged(read?.value);
        const baseVersion = base?.get(document.name) ?? (await this.publishedVersion(realm, document.name)) ?? null;
        const value = { author, updatedAt: at, revision: (read?.value.revision ?? 0) + 1, baseVersion, document };
        const keys = { realm, journey: compositeId(realm, document.name) };
        writes.push(this.#drafts.prepared(id, read?.revision ?? 'absent', value, { keys }));
      }
      if (writes.length === 0 || (await this.#store.write(writes, this.#now()))) return;
    }
  }

  async discardDraft(realm: string, name: string, author: string, revision?: number): Promise<boolean> {
    const id = compositeId(realm, name, author);
    for (;;) {
      const read = await this.#drafts.read(id);
      if (read === undefined) return false;
      if (revision !== undefined && read.value.revision !== revision) throw draftChanged(read.value);
      if (await this.#store.write([this.#drafts.prepared(id, read.revision, undefined)], this.#now())) return true;
    }
  }

  async publish(realm: string, documents: readonly JourneyDocument[], options: PublishOptions): Promise<readonly JourneyVersionView[]> {
    const work = checked(documents);
    for (;;) {
      const writes: DocumentWrite[] = [];
      const live: JourneyVersionView[] = [];
      for (const document of work) {
        const prepared = await this.#publication(realm, document, options);
        writes.push(...prepared.writes);
        live.push(prepared.live);
      }
      if (writes.length === 0 || (await this.#store.write(writes, this.#now()))) return live;
    }
  }

  async history(realm: string, name: string): Promise<readonly JourneyVersionView[]> {
    const found = await this.#history.find('journey', compositeId(realm, name));
    if (found.length > 0) return [...found].sort((a, b) => b.number - a.number);
    const read = await this.#pointers.read(compositeId(realm, name));
    const live = read === undefined ? undefined : entryOf(read.value);
    return live === undefined ? [] : [live];
  }

  async keepVersion(realm: string, document: JourneyDocument, expiresAt: number): Promise<string> {
    const [checkedDocument] = checked([document]);
    if (checkedDocument === undefined) throw new Error('One document is checked as one.');
    const versionId = versionOf(checkedDocument);
    await this.#tried.write(compositeId(realm, document.name, versionId), 'any', checkedDocument, { expiresAt });
    return versionId;
  }

  async rename(realm: string, from: string, to: string, by: { readonly at: number; readonly author: string }): Promise<void> {
    for (;;) {
      const writes = [...(await this.#moved(realm, from, to)), ...(await this.#followers(realm, from, to, by))];
      if (await this.#store.write(writes, this.#now())) return;
    }
  }

  async remove(realm: string, name: string): Promise<boolean> {
    const id = compositeId(realm, name);
    for (;;) {
      const read = await this.#pointers.read(id);
      const drafts = await this.#drafts.find('journey', id);
      if (read === undefined && drafts.length === 0) return false;
      const history = await this.#history.find('journey', id);
      const writes = [
        ...(read === undefined ? [] : [this.#pointers.prepared(id, read.revision, undefined)]),
        ...drafts.map(({ author }) => this.#drafts.prepared(compositeId(realm, name, author), 'any', undefined)),
        ...history.map(({ number }) => this.#history.prepared(historyId(realm, name, number), 'any', undefined)),
      ];
      if (await this.#store.write(writes, this.#now())) return true;
    }
  }

  /** The writes that make a document live, every one guarded by the revision of the pointer. */
  async #publication(
    realm: string,
    document: JourneyDocument,
    { at, author, note, base }: PublishOptions,
  ): Promise<{ readonly writes: readonly DocumentWrite[]; readonly live: JourneyVersionView }> {
    const { name } = document;
    const id = compositeId(realm, name);
    const read = await this.#pointers.read(id);
    const before = read === undefined ? undefined : entryOf(read.value);
    const expected = base?.get(name);
    if (expected !== undefined && expected !== (before?.versionId ?? null)) throw baseMoved(name, before);
    const versionId = versionOf(document);
    const own = await this.#drafts.read(compositeId(realm, name, author));
    // A draft that says something else than what is published is work in hand, and stays.
    const spent = own !== undefined && versionOf(own.value.document) === versionId ? [this.#dropped(realm, name, author, own)] : [];
    if (before?.versionId === versionId && note === '') return { writes: spent, live: before };
    const live = { versionId, number: (before?.number ?? 0) + 1, at, author, note };
    const legacy = before === undefined || read?.value.number !== undefined ? [] : [this.#entryWrite(realm, name, before)];
    return {
      live,
      writes: [
        this.#pointers.prepared(id, read?.revision ?? 'absent', pointerOf(document, live), { keys: { realm } }),
        this.#versions.prepared(compositeId(realm, name, versionId), 'any', document),
        ...legacy,
        this.#entryWrite(realm, name, live),
        ...spent,
      ],
    };
  }

  #entryWrite(realm: string, name: string, value: Entry): DocumentWrite {
    return this.#history.prepared(historyId(realm, name, value.number), 'any', value, { keys: { journey: compositeId(realm, name) } });
  }

  #dropped(realm: string, name: string, author: string, { revision }: Read<Draft>): DocumentWrite {
    return this.#drafts.prepared(compositeId(realm, name, author), revision, undefined);
  }

  /** Everything of a journey under its new name. Versions are named by their content, and so get new names, too. */
  async #moved(realm: string, from: string, to: string): Promise<DocumentWrite[]> {
    const [id, target] = [compositeId(realm, from), compositeId(realm, to)];
    const read = await this.#pointers.read(id);
    const drafts = await this.#drafts.find('journey', id);
    if (read === undefined && drafts.length === 0) {
      throw new WaygateError('notFound', 'journey.unknown', `There is no journey ${from} in this realm.`);
    }
    if ((await this.#pointers.read(target)) !== undefined || (await this.#drafts.find('journey', target)).length > 0) throw exists(to);
    const renamed = new Map<string, string>();
    const writes: DocumentWrite[] = [];
    for (const one of await this.history(realm, from)) {
      const document = renamed.has(one.versionId) ? undefined : await this.version(realm, from, one.versionId);
      if (document !== undefined) {
        const next = { ...document, name: to };
        renamed.set(one.versionId, versionOf(next));
        writes.push(this.#versions.prepared(compositeId(realm, to, versionOf(next)), 'any', next));
      }
      writes.push(this.#history.prepared(historyId(realm, from, one.number), 'any', undefined));
      writes.push(this.#entryWrite(realm, to, { ...one, versionId: renamed.get(one.versionId) ?? one.versionId }));
    }
    if (read !== undefined) {
      const { publishedVersion } = read.value;
      const moved = publishedVersion === undefined ? undefined : renamed.get(publishedVersion);
      writes.push(this.#pointers.prepared(id, read.revision, undefined));
      writes.push(
        this.#pointers.prepared(
          target,
          'absent',
          { ...read.value, name: to, ...(moved === undefined ? {} : { publishedVersion: moved }) },
          { keys: { realm } },
        ),
      );
    }
    for (const { author } of drafts) {
      // At the revision that is moved: what its author saves meanwhile must come along.
      const draft = await this.#drafts.read(compositeId(realm, from, author));
      if (draft === undefined) continue;
      const one = draft.value;
      const baseVersion = one.baseVersion === null ? null : (renamed.get(one.baseVersion) ?? one.baseVersion);
      const value = { ...one, baseVersion, document: { ...one.document, name: to } };
      writes.push(this.#dropped(realm, from, author, draft));
      writes.push(this.#drafts.prepared(compositeId(realm, to, one.author), 'absent', value, { keys: { realm, journey: target } }));
    }
    return writes;
  }

  /** What names the journey: others that run it inside themselves, their drafts, and the realm. */
  async #followers(
    realm: string,
    from: string,
    to: string,
    { at, author }: { readonly at: number; readonly author: string },
  ): Promise<DocumentWrite[]> {
    const writes: DocumentWrite[] = [];
    const bases = new Map<string, { readonly before: string; readonly after: string }>();
    for (const { name, published } of await this.list(realm)) {
      const document = name === from || published === undefined ? undefined : await this.version(realm, name, published.versionId);
      const next = document === undefined ? undefined : withInnerRenamed(document, from, to);
      if (next === undefined || published === undefined) continue;
      const publication = await this.#publication(realm, next, { at, author, note: `${from} is called ${to} now.` });
      writes.push(...publication.writes);
      bases.set(name, { before: published.versionId, after: publication.live.versionId });
    }
    for (const { author, document } of await this.drafts(realm)) {
      const { name } = document;
      const id = compositeId(realm, name, author);
      const draft = name === from ? undefined : await this.#drafts.read(id);
      if (draft === undefined) continue;
      const one = draft.value;
      const next = withInnerRenamed(one.document, from, to);
      const base = bases.get(name);
      // A draft that the publication above dropped, because it said the same, needs no change.
      if (writes.some((write) => write.collection === COLLECTIONS.authorDrafts && write.id === id)) continue;
      if (next === undefined && (base === undefined || one.baseVersion !== base.before)) continue;
      const baseVersion = base !== undefined && one.baseVersion === base.before ? base.after : one.baseVersion;
      writes.push(this.#drafts.prepared(id, draft.revision, { ...one, baseVersion, document: next ?? one.document }));
    }
    const settings = await this.#realms.read(realm);
    if (settings?.value.defaultJourney === from) {
      writes.push(this.#realms.prepared(realm, settings.revision, { ...settings.value, defaultJourney: to }, { keys: LISTED }));
    }
    return writes;
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

function pointerOf({ name, enabled, description }: JourneyDocument, { versionId, number, at, author, note }: Entry): Pointer {
  const facts = { name, enabled, ...(description === undefined ? {} : { description }) };
  return { ...facts, publishedVersion: versionId, publishedAt: at, number, author, note };
}

function entryOf({ publishedVersion, publishedAt, number, author, note }: Pointer): JourneyVersionView | undefined {
  if (publishedVersion === undefined) return undefined;
  return { versionId: publishedVersion, number: number ?? 1, at: publishedAt ?? 0, author: author ?? UNKNOWN_AUTHOR, note: note ?? '' };
}

function viewOf({ author, updatedAt, revision, baseVersion }: Draft): JourneyDraftView {
  return { author, updatedAt, revision, baseVersion };
}

function historyId(realm: string, name: string, number: number): string {
  return compositeId(realm, name, String(number).padStart(9, '0'));
}

function draftChanged(present: Draft | undefined): WaygateError {
  return new WaygateError(
    'state',
    'draft.changed',
    'This draft was changed in another window since it was opened here. Nothing was overwritten.',
    {
      details: { draft: present === undefined ? null : viewOf(present) },
    },
  );
}

function baseMoved(name: string, live: JourneyVersionView | undefined): WaygateError {
  const what = live === undefined ? 'was taken away' : `was published by ${live.author} as number ${live.number}`;
  return new WaygateError('state', 'journey.base_moved', `${name} ${what} since this work began. Nothing was changed.`, {
    details: { name, published: live ?? null },
  });
}

function exists(name: string): WaygateError {
  return new WaygateError('state', 'journey.exists', `There is a journey ${name} already. Choose another name.`);
}

/** A version is named by what it says, so that publishing the same thing again is the same version. 22 characters are 132 bits. */
function versionOf(document: JourneyDocument): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(document)))
    .digest('base64url')
    .slice(0, 22);
}
