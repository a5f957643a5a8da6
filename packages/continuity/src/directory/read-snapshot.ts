import { canonicalDn } from './canonical-dn.ts';
import type { KeptCopy } from './directory-record.ts';
import type { DirectoryStore } from './directory-store.ts';
import { foldName } from './fold-name.ts';
import { bucketOf, bucketOfName } from './snapshot-buckets.ts';
import type { SnapshotBucket, SnapshotUser } from './snapshot-user.ts';

/** How often a copy may be replaced while it is read. */
const MOST_TRIES = 5;

/** The copy of a directory, with whoever was looked for in it; undefined when there is no copy. */
export interface SnapshotFind {
  readonly copy: KeptCopy;
  readonly user: SnapshotUser | undefined;
}

/** Finds somebody by the name that they sign on with. */
export function findInSnapshot(store: DirectoryStore, directoryId: string, username: string): Promise<SnapshotFind | undefined> {
  const key = foldName(username);
  return reading(store, directoryId, async (copy, bucket) => {
    const found = await bucket(bucketOfName(username, copy.buckets));
    return found && { copy, user: found.users.find((user) => foldName(user.username) === key) };
  });
}

/** Finds somebody by their distinguished name. */
export function findInSnapshotByDn(store: DirectoryStore, directoryId: string, dn: string): Promise<SnapshotFind | undefined> {
  const key = canonicalDn(dn);
  return reading(store, directoryId, async (copy, bucket) => {
    if (key === undefined) return { copy, user: undefined };
    const index = await bucket(bucketOf(key, copy.buckets));
    const username = index?.names[key];
    if (index === undefined || username === undefined) return index && { copy, user: undefined };
    const found = await bucket(bucketOfName(username, copy.buckets));
    return found && { copy, user: found.users.find((user) => user.username === username) };
  });
}

/** Reads of the copy that counts, again when another took its place meanwhile. */
async function reading(
  store: DirectoryStore,
  directoryId: string,
  look: (copy: KeptCopy, bucket: (index: number) => Promise<SnapshotBucket | undefined>) => Promise<SnapshotFind | undefined>,
): Promise<SnapshotFind | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const copy = (await store.find(directoryId))?.copy;
    if (copy === undefined) return undefined;
    const found = await look(copy, (index) => store.bucket(directoryId, copy.generation, index));
    if (found !== undefined) return found;
  }
  throw new Error(`The copy of directory ${directoryId} has no documents.`);
}
