import { type Sealer, type ServiceName, type ServiceSettings, serviceSchemas } from '@waygate/schema';
import type { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import type { ServiceStore } from '../stores.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, type SealedDocument, sealDocument, sealedDocument } from './sealed-document.ts';

/** Settings of services, sealed whole: several of them hold credentials. */
export class ServiceRepository implements ServiceStore {
  readonly #services: TypedCollection<SealedDocument>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#services = new TypedCollection(store, COLLECTIONS.services, sealedDocument, now);
    this.#sealer = sealer;
  }

  async get<N extends ServiceName>(realm: string, name: N): Promise<ServiceSettings<N> | undefined> {
    const read = await this.#services.read(`${realm}\n${name}`);
    if (read === undefined) return undefined;
    return openDocument(this.#sealer, context(realm, name), read.value, serviceSchemas[name] as unknown as z.ZodType<ServiceSettings<N>>);
  }

  async set<N extends ServiceName>(realm: string, name: N, settings: ServiceSettings<N>): Promise<void> {
    await this.#services.write(`${realm}\n${name}`, 'any', sealDocument(this.#sealer, context(realm, name), settings));
  }

  async remove(realm: string, name: ServiceName): Promise<boolean> {
    const read = await this.#services.read(`${realm}\n${name}`);
    return read !== undefined && this.#services.write(`${realm}\n${name}`, 'any', undefined);
  }
}

function context(realm: string, name: string): string {
  return `service|${realm}|${name}`;
}
