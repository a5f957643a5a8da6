import { createHash } from 'node:crypto';
import { canonicalDn } from './canonical-dn.ts';
import { foldName } from './fold-name.ts';
import type { SnapshotBucket, SnapshotUser } from './snapshot-user.ts';

/** About how many people stand in one document. */
const PER_BUCKET = 64;

/** Parts of a copy, so that a sign-on reads one and not everybody. */
export function snapshotBuckets(users: readonly SnapshotUser[]): readonly SnapshotBucket[] {
  const count = Math.max(1, Math.ceil(users.length / PER_BUCKET));
  const buckets = Array.from({ length: count }, () => ({ users: [] as SnapshotUser[], names: new Map<string, string>() }));
  for (const user of users) {
    buckets[bucketOfName(user.username, count)]?.users.push(user);
    const dn = canonicalDn(user.dn);
    if (dn !== undefined) buckets[bucketOf(dn, count)]?.names.set(dn, user.username);
  }
  return buckets.map((bucket) => ({ users: bucket.users, names: Object.fromEntries(bucket.names) }));
}

/** Number of the part that has whoever is called so. */
export function bucketOfName(username: string, buckets: number): number {
  return bucketOf(foldName(username), buckets);
}

/** Number of the part that has what a canonical distinguished name leads to. */
export function bucketOf(text: string, buckets: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE() % buckets;
}
