import { type Sealer, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import { deepFreeze } from '../deep-freeze.ts';
import type { DocumentStore } from '../document-store.ts';
import type { FidoMetadataRecord, FidoMetadataStore } from '../ports/fido-metadata-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, type SealedDocument, sealDocument, sealedDocument } from './sealed-document.ts';

const fidoMetadataRecord = z.object({
  trust: z.string(),
  no: z.int(),
  digest: z.string(),
  until: z.number(),
  fetchedAt: z.number(),
  models: z.array(
    z.object({
      aaguid: z.string().exactOptional(),
      keyIdentifiers: z.array(z.string()),
      description: z.string(),
      roots: z.array(z.string()),
      reports: z.array(z.object({ status: z.string(), effectiveDate: z.string().exactOptional() })),
    }),
  ),
});

/** Metadata of FIDO, one document for each source. It is large, so it is opened once for each time that it changes. */
export class FidoMetadataRepository implements FidoMetadataStore {
  readonly #records: TypedCollection<SealedDocument>;
  readonly #sealer: Sealer;
  readonly #opened = new WeakMap<SealedDocument, FidoMetadataRecord>();

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#records = new TypedCollection(store, COLLECTIONS.fidoMetadata, sealedDocument, now, { keep: true });
    this.#sealer = sealer;
  }

  async find(realm: string, source: string): Promise<FidoMetadataRecord | undefined> {
    const read = await this.#records.read(compositeId(realm, source));
    return read === undefined ? undefined : this.#open(realm, source, read.value);
  }

  async keep(realm: string, source: string, record: FidoMetadataRecord): Promise<boolean> {
    const id = compositeId(realm, source);
    for (;;) {
      const read = await this.#records.read(id);
      const present = read === undefined ? undefined : this.#open(realm, source, read.value);
      if (present?.trust === record.trust) {
        if (present.no > record.no || (present.no === record.no && present.digest !== record.digest)) return false;
      }
      const sealed = sealDocument(this.#sealer, place(realm, source), record);
      if (await this.#records.write(id, read?.revision ?? 'absent', sealed)) return true;
    }
  }

  #open(realm: string, source: string, document: SealedDocument): FidoMetadataRecord | undefined {
    const before = this.#opened.get(document);
    if (before !== undefined) return before;
    try {
      const record = deepFreeze(openDocument(this.#sealer, place(realm, source), document, fidoMetadataRecord));
      this.#opened.set(document, record);
      return record;
    } catch (error) {
      // It can be fetched again, so a key that is gone, or a hand in the store, must not keep it from that.
      if (error instanceof WaygateError) return undefined;
      throw error;
    }
  }
}

function place(realm: string, source: string) {
  return ['fido-metadata', realm, source] as const;
}
