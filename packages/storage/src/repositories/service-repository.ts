import { type Sealer, type ServiceName, type ServiceSettings, serviceSchemas } from '@waygate/schema';
import type { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { ServiceStore } from '../ports/service-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, type SealedDocument, sealDocument, sealedDocument } from './sealed-document.ts';

/** Each name with the settings that are its own. */
const SCHEMAS: { readonly [N in ServiceName]: z.ZodType<ServiceSettings<N>> } = serviceSchemas;

/** Settings of services, sealed whole: several of them hold credentials. */
export class ServiceRepository implements ServiceStore {
  readonly #services: TypedCollection<SealedDocument>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#services = new TypedCollection(store, COLLECTIONS.services, sealedDocument, now, { keep: true });
    this.#sealer = sealer;
  }

  async get<N extends ServiceName>(realm: string, name: N): Promise<ServiceSettings<N> | undefined> {
    const read = await this.#services.read(compositeId(realm, name));
    if (read === undefined) return undefined;
    return openDocument(this.#sealer, ['service', realm, name], read.value, SCHEMAS[name]);
  }

  async set<N extends ServiceName>(realm: string, name: N, settings: ServiceSettings<N>): Promise<void> {
    await this.#services.write(compositeId(realm, name), 'any', sealDocument(this.#sealer, ['service', realm, name], settings));
  }

  remove(realm: string, name: ServiceName): Promise<boolean> {
    return this.#services.remove(compositeId(realm, name));
  }
}
