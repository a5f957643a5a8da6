import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { digestOf } from '../src/backup/durable-files.ts';
import { backUpSqlite, restoreSqlite } from '../src/index.ts';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const how = { keyCheck: 'k', now: 1_000 };
const restored = (folder: string, directory: string) => restoreSqlite({ folder, directory }, () => undefined);
const FILES = ['durable.sqlite', 'ephemeral.sqlite'];

/** A backup of a small store. */
async function backedUp() {
  const directory = temporaryDirectory();
  const store = new SqliteDocumentStore(directory);
  await store.write([{ collection: 'realms', id: 'a', expect: 'absent', body: '1', keys: { n: '1' }, expiresAt: 5 }], 0);
  const all = await store.dump('realms', undefined, 10);
  await store.close();
  const folder = join(temporaryDirectory(), 'backup');
  await backUpSqlite({ directory, folder }, how);
  return { directory, folder, all };
}

it('a backup that is made while another process writes has everything that was acknowledged before, and no half of a group', async () => {
  const directory = temporaryDirectory();
  const child = spawn(process.execPath, ['--conditions=development', join(import.meta.dirname, 'write-groups.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let acknowledged = 0;
  const reached = async (group: number) => {
    while (acknowledged < group) await once(lines, 'line');
  };
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => {
    acknowledged = Number(line);
  });
  await reached(200);
  const before = acknowledged;
  const folder = join(temporaryDirectory(), 'backup');
  await backUpSqlite({ directory, folder }, how);
  // It wrote on during the backup and was not stopped by it.
  await reached(acknowledged + 1);
  child.kill('SIGKILL');
  await once(child, 'close');

  const elsewhere = join(temporaryDirectory(), 'data');
  await restored(folder, elsewhere);
  const store = new SqliteDocumentStore(elsewhere);
  onTestFinished(() => store.close());
  for (const collection of ['identities', 'throttle']) {
    const groups = Map.groupBy(await store.dump(collection, undefined, 1_000_000), ({ id }) => Number(id.slice(1)));
    for (let group = 1; group <= before; group += 1) expect(groups.has(group), `${collection} ${group}`).toBe(true);
    expect(new Set([...groups.values()].map((documents) => documents.length))).toEqual(new Set([3]));
  }
});

it('a backup is for its owner only, of a store that is there, and overwrites nothing', async () => {
  const { directory, folder, all } = await backedUp();
  expect(readdirSync(folder).sort()).toEqual(['backup.json', ...FILES]);
  for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
  const before = readFileSync(join(folder, 'backup.json'), 'utf8');
  await expect(backUpSqlite({ directory, folder }, how)).rejects.toMatchObject({ code: 'backup.exists' });
  expect(readFileSync(join(folder, 'backup.json'), 'utf8')).toBe(before);
  const nothing = { directory: temporaryDirectory(), folder: join(temporaryDirectory(), 'b') };
  await expect(backUpSqlite(nothing, how)).rejects.toMatchObject({ code: 'storage.no_store' });

  const elsewhere = temporaryDirectory();
  writeFileSync(join(elsewhere, 'keys.json'), 'is there before');
  expect(await restored(folder, elsewhere)).toMatchObject({ madeAt: 1_000, keyCheck: 'k' });
  for (const name of FILES) expect(statSync(join(elsewhere, name)).mode & 0o777).toBe(0o600);
  const store = new SqliteDocumentStore(elsewhere);
  expect(await store.dump('realms', undefined, 10)).toEqual(all);
  await store.close();
  await expect(restored(folder, elsewhere)).rejects.toMatchObject({ code: 'restore.not_empty' });
});

it.each<[string, string, (folder: string) => void]>([
  ['was ended in the middle', 'backup.unreadable', (folder) => rmSync(join(folder, 'backup.json'))],
  ['lacks a file', 'backup.unreadable', (folder) => rmSync(join(folder, 'ephemeral.sqlite'))],
  ['was altered', 'storage.damaged', (folder) => writeFileSync(join(folder, 'durable.sqlite'), 'x', { flag: 'a' })],
  ['is of a newer version', 'storage.newer_file', (folder) => rewritten(folder, 'user_version = 99')],
  ['is of another program', 'storage.unreadable', (folder) => rewritten(folder, 'application_id = 1')],
])('a backup that %s is not restored, and leaves nothing', async (_what, code, spoil) => {
  const { folder } = await backedUp();
  spoil(folder);
  const elsewhere = temporaryDirectory();
  await expect(restored(folder, elsewhere)).rejects.toMatchObject({ code });
  expect(readdirSync(elsewhere)).toEqual([]);
});

/** Changes a file of a backup as a whole, so that what the backup says of it is true. */
function rewritten(folder: string, pragma: string): void {
  const other = join(folder, 'durable.sqlite');
  const db = new Database(other);
  db.pragma(pragma);
  db.close();
  const manifest = JSON.parse(readFileSync(join(folder, 'backup.json'), 'utf8'));
  const files = manifest.files.map((file: { name: string }) =>
    file.name === 'durable.sqlite' ? { ...file, sha256: digestOf(other) } : file,
  );
  writeFileSync(join(folder, 'backup.json'), JSON.stringify({ ...manifest, files }));
}
