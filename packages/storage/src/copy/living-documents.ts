import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocumentStore, WholeDocument } from '../document-store.ts';

/** Documents that are read at once. */
const READ_AT_ONCE = 200;

/** Documents of a collection in the order of their ids, without those that have expired: they count as absent. @param now epoch milliseconds */
export async function* livingDocuments(store: DocumentStore, collection: string, now: number): AsyncGenerator<WholeDocument> {
  for (let after: string | undefined; ; ) {
    const page = await store.dump(collection, after, READ_AT_ONCE);
    if (page.length === 0) return;
    for (const document of page) {
      if (document.expiresAt === undefined || document.expiresAt > now) yield document;
    }
    after = page.at(-1)?.id;
    await nextTurn();
  }
}
