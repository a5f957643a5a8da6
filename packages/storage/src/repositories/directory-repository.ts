import type { DirectoryRecord, DirectoryStore, SnapshotBucket, SnapshotPart, Verifier } from '@waygate/continuity';
import { directoryCopy, runningSync, type Sealer, syncAttempt } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, type SealedDocument, sealDocument, sealedDocument } from './sealed-document.ts';

const part = z.object({ generation: z.int(), buckets: z.int() });

const directoryRecord: z.ZodType<DirectoryRecord> = z.object({
  fence: z.int(),
  lastGeneration: z.int(),
  copy: directoryCopy.extend({ buckets: z.int(), settings: z.string() }).exactOptional(),
  loose: z.array(part),
  running: runningSync.exactOptional(),
  lastAttempt: syncAttempt.exactOptional(),
  failures: z.int(),
  requestedAt: z.number().exactOptional(),
  nextSyncAt: z.number(),
});

const texts = z.array(z.string());
const snapshotBucket: z.ZodType<SnapshotBucket> = z.object({
  users: z.array(
    z.object({
      uniqueId: z.string(),
      username: z.string(),
      dn: z.string(),
      groups: texts,
      groupDns: texts.exactOptional(),
      isDisabled: z.boolean(),
      attributes: z.record(z.string(), texts),
    }),
  ),
  names: z.record(z.string(), z.string()),
});

const verifier: z.ZodType<Verifier> = z.object({
  uniqueId: z.string(),
  hash: z.string(),
  capturedAt: z.number(),
  personId: z.string().exactOptional(),
});

const listed = sealedDocument.extend({ uniqueId: z.string() });
type Listed = SealedDocument & { readonly uniqueId: string };

/** Copies of directories, a sealed document for each bucket of a copy and for each verifier. */
export class DirectoryRepository implements DirectoryStore {
  readonly #records: TypedCollection<DirectoryRecord>;
  readonly #buckets: TypedCollection<SealedDocument>;
  readonly #verifiers: TypedCollection<Listed>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#records = new TypedCollection<DirectoryRecord>(store, COLLECTIONS.directoryCopies, directoryRecord, now, { keep: true });
    this.#buckets = new TypedCollection<SealedDocument>(store, COLLECTIONS.directoryBuckets, sealedDocument, now);
    this.#verifiers = new TypedCollection<Listed>(store, COLLECTIONS.directoryVerifiers, listed, now);
    this.#sealer = sealer;
  }

  async find(directoryId: string): Promise<DirectoryRecord | undefined> {
    return (await this.#records.read(compositeId(directoryId)))?.value;
  }

  async update(directoryId: string, change: (record: DirectoryRecord | undefined) => DirectoryRecord | undefined): Promise<boolean> {
    const id = compositeId(directoryId);
    for (;;) {
      const read = await this.#records.read(id);
      const next = change(read?.value);
      if (next === undefined) return false;
      if (await this.#records.write(id, read?.revision ?? 'absent', next)) return true;
    }
  }

  async putBucket(directoryId: string, generation: number, index: number, bucket: SnapshotBucket): Promise<void> {
    const place = bucketPlace(directoryId, generation, index);
    await this.#buckets.write(compositeId(...place), 'any', sealDocument(this.#sealer, ['directory-bucket', ...place], bucket));
  }

  async bucket(directoryId: string, generation: number, index: number): Promise<SnapshotBucket | undefined> {
    const place = bucketPlace(directoryId, generation, index);
    const read = await this.#buckets.read(compositeId(...place));
    return read === undefined ? undefined : openDocument(this.#sealer, ['directory-bucket', ...place], read.value, snapshotBucket);
  }

  async removePart(directoryId: string, { generation, buckets }: SnapshotPart): Promise<void> {
    for (let index = 0; index < buckets; index += 1)
      await this.#buckets.remove(compositeId(...bucketPlace(directoryId, generation, index)));
  }

  async verifier(directoryId: string, uniqueId: string): Promise<Verifier | undefined> {
    const read = await this.#verifiers.read(compositeId(directoryId, uniqueId));
    return read === undefined ? undefined : this.#opened(directoryId, read.value);
  }

  async verifierOfPerson(directoryId: string, personId: string): Promise<Verifier | undefined> {
    const [found] = await this.#verifiers.find('person', compositeId(directoryId, personId), undefined, 1);
    return found === undefined ? undefined : this.#opened(directoryId, found);
  }

  async verifiers(directoryId: string): Promise<readonly Verifier[]> {
    const found = await this.#verifiers.find('directory', compositeId(directoryId));
    return found.map((one) => this.#opened(directoryId, one));
  }

  async countVerifiers(directoryId: string): Promise<number> {
    return (await this.#verifiers.find('directory', compositeId(directoryId))).length;
  }

  async putVerifier(directoryId: string, made: Verifier): Promise<void> {
    const { uniqueId, personId } = made;
    const keys = {
      directory: compositeId(directoryId),
      ...(personId === undefined ? {} : { person: compositeId(directoryId, personId) }),
    };
    const sealed = { uniqueId, ...sealDocument(this.#sealer, ['directory-verifier', directoryId, uniqueId], made) };
    await this.#verifiers.write(compositeId(directoryId, uniqueId), 'any', sealed, { keys });
  }

  async removeVerifier(directoryId: string, uniqueId: string, hash?: string): Promise<void> {
    const id = compositeId(directoryId, uniqueId);
    for (;;) {
      const read = await this.#verifiers.read(id);
      if (read === undefined) return;
      if (hash !== undefined && this.#opened(directoryId, read.value).hash !== hash) return;
      if (await this.#verifiers.write(id, read.revision, undefined)) return;
    }
  }

  async remove(directoryId: string): Promise<void> {
    const record = await this.find(directoryId);
    await this.#records.remove(compositeId(directoryId));
    for (const one of [...(record?.loose ?? []), ...(record?.copy === undefined ? [] : [record.copy])])
      await this.removePart(directoryId, one);
    for (const { uniqueId } of await this.#verifiers.find('directory', compositeId(directoryId)))
      await this.removeVerifier(directoryId, uniqueId);
  }

  #opened(directoryId: string, stored: Listed): Verifier {
    return openDocument(this.#sealer, ['directory-verifier', directoryId, stored.uniqueId], stored, verifier);
  }
}

function bucketPlace(directoryId: string, generation: number, index: number): readonly [string, string, string] {
  return [directoryId, String(generation), String(index)];
}
