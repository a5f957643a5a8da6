import { describe, vi } from 'vitest';

/** Connection string of a replica set that may be lost; undefined where there is none. */
export const MONGODB_URI = process.env['MONGODB_URI'];

let opened = 0;

/** Connection string of a database that no other test knows. */
export function ownDatabase(): string {
  if (MONGODB_URI === undefined) throw new Error('There is no MongoDB.');
  opened += 1;
  const [server = '', options = ''] = MONGODB_URI.split('?');
  const { pathname } = new URL(server);
  return `${server.slice(0, server.length - pathname.length)}/waygate_${process.pid}_${opened}?${options}`;
}

/** Tests that take a MongoDB. Without one they are skipped, and it is said once for each file. */
export function withMongo(name: string, tests: () => void): void {
  // Each step is a way over a network to a database that has other things to do.
  if (MONGODB_URI !== undefined) vi.setConfig({ testTimeout: 120_000 });
  if (MONGODB_URI === undefined) console.warn(`\n  SKIPPED, since MONGODB_URI names no MongoDB: ${name}\n`);
  describe.skipIf(MONGODB_URI === undefined)(name, tests);
}
