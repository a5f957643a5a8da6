import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DocumentStore, StoredDocument } from './document-store.ts';

/** Documents that are read and written at once: few enough that requests hardly notice. */
const AT_ONCE = 100;

/** How far a walk through every document is. */
export interface WalkProgress {
  readonly collection: string;
  /** Documents of the collection that were looked at. */
  readonly seen: number;
  /** Documents of the collection that were written. */
  readonly changed: number;
}

/** What is done with every document of a store, whatever it holds. */
export interface DocumentKeeping {
  /**
   * Goes through every document of every collection. What comes or changes meanwhile may be missed, so whoever must miss nothing goes again until there is nothing to do.
   * @param change is given the text of a document and answers the same content in another form, or the same text to leave it
   * @param tell is told of each collection, again and again
   */
  walk(change: (text: string, collection: string) => string, tell?: (progress: WalkProgress) => void): Promise<readonly WalkProgress[]>;
}

export function documentKeepingOn(store: DocumentStore): DocumentKeeping {
  return {
    async walk(change, tell = () => undefined) {
      const done: WalkProgress[] = [];
      for (const collection of await store.collections()) {
        let progress: WalkProgress = { collection, seen: 0, changed: 0 };
        let after: string | undefined;
        for (;;) {
          const page = await store.scan(collection, after, AT_ONCE);
          const rewritten = page.flatMap((document): StoredDocument[] => {
            const body = change(document.body, collection);
            return body === document.body ? [] : [{ ...document, body }];
          });
          const changed = rewritten.length === 0 ? 0 : await store.rewrite(collection, rewritten);
          progress = { collection, seen: progress.seen + page.length, changed: progress.changed + changed };
          tell(progress);
          after = page.at(-1)?.id;
          if (page.length < AT_ONCE) break;
          await nextTurn();
        }
        done.push(progress);
      }
      return done;
    },
  };
}
