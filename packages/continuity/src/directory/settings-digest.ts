import { createHash } from 'node:crypto';
import type { OfflineDirectory } from '@waygate/schema';

/** Tells whether a copy was made by the same settings: all that decides what is in it, and no credential. */
export function settingsDigest({ type, connection, config }: Pick<OfflineDirectory, 'type' | 'connection' | 'config'>): string {
  const { connectionUrl, bindDn } = connection;
  // In the order of the names: stored members may come in any.
  const members = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([type, connectionUrl, bindDn, members]))
    .digest('base64url');
}
