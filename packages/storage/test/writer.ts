import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';

/**
 * A process that writes until it is killed, and says each write only after it was acknowledged; or, with `count`, adds to a
 * shared counter a given number of times.
 */
const [directory = '', mode = 'log', times = '0'] = process.argv.slice(2);
const store = new SqliteDocumentStore(directory);
if (mode === 'log') {
  for (let index = 0; ; index += 1) {
    const collection = index % 2 === 0 ? 'services' : 'journeySessions';
    await store.write([{ collection, id: `w${index}`, expect: 'absent', body: String(index) }], 0);
    process.stdout.write(`w${index}\n`);
  }
}
for (let done = 0; done < Number(times); ) {
  const read = await store.get('services', 'counter', 0);
  const body = String(Number(read?.body ?? 0) + 1);
  if (await store.write([{ collection: 'services', id: 'counter', expect: read?.revision ?? 'absent', body }], 0)) done += 1;
}
await store.close();
