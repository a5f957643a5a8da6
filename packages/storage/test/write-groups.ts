import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';

/** Writes groups of three into both files of the store that it is given, and says the number of each after both were acknowledged, until it is killed. */
const store = new SqliteDocumentStore(process.argv[2] ?? '');
for (let group = 1; ; group += 1) {
  for (const collection of ['identities', 'throttle']) {
    const writes = ['a', 'b', 'c'].map((id) => ({ collection, id: `${id}${group}`, expect: 'absent' as const, body: 'x'.repeat(2_000) }));
    await store.write(writes, 0);
  }
  process.stdout.write(`${group}\n`);
}
