import type { Sealer } from '@waygate/schema';
import { MemoryDocumentStore } from './memory/memory-document-store.ts';
import type { Stores } from './ports/stores.ts';
import { storesOn } from './stores-on.ts';

/** Stores that live in memory: nothing survives the process. */
export function openMemoryStores({ sealer, now = Date.now }: { readonly sealer: Sealer; readonly now?: () => number }): Stores {
  return storesOn(new MemoryDocumentStore(), sealer, now);
}
