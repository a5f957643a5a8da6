import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { digestOf } from '../src/backup/durable-files.ts';
import { keepFormatMark } from '../src/format/format-mark.ts';
import { backUpSqlite, restoreSqlite } from '../src/index.ts';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';
import { dyingAt } from './dying.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const how = { keyCheck: 'k', now: 1_000 };
const restored = (folder: string, directory: string, keysFile = join(directory, 'keys.json')) =>
  restoreSqlite({ folder, directory, keysFile }, () => undefined);
const KEYS = Buffer.from('{"keys":"of the store"}');
const FILES = ['durable.sqlite', 'ephemeral.sqlite'];

/** A backup of a small store. */
async function backedUp(keys?: Buffer) {
  const directory = temporaryDirectory();
  const store = new SqliteDocumentStore(directory);
  await store.write([{ collection: 'realms', id: 'a', expect: 'absent', body: '1', keys: { n: '1' }, expiresAt: 5 }], 0);
  const all = await store.dump('realms', undefined, 10);
  await store.close();
  const folder = join(temporaryDirectory(), 'backup');
  await backUpSqlite({ directory, folder }, keys === undefined ? how : { ...how, keys });
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
  expect(await restored(folder, elsewhere)).toMatchObject({ manifest: { madeAt: 1_000, keyCheck: 'k' }, keys: 'present' });
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

it('a keys file that was cut off, or went, is no part of a backup that is restored', async () => {
  const { folder } = await backedUp(KEYS);
  writeFileSync(join(folder, 'keys.json'), KEYS.subarray(0, 3));
  const elsewhere = temporaryDirectory();
  await expect(restored(folder, elsewhere)).rejects.toMatchObject({ code: 'storage.damaged' });
  rmSync(join(folder, 'keys.json'));
  await expect(restored(folder, elsewhere)).rejects.toMatchObject({ code: 'storage.damaged' });
  expect(readdirSync(elsewhere)).toEqual([]);
});

it('a backup that dies at any moment is none, or whole with its keys', async () => {
  const { directory, all } = await backedUp();
  let whole = 0;
  for (let n = 1; whole < 2; n += 1) {
    const folder = join(temporaryDirectory(), 'backup');
    await died(n, () => backUpSqlite({ directory, folder }, { ...how, keys: KEYS }));
    const elsewhere = temporaryDirectory();
    const code = await restored(folder, elsewhere).then(
      () => 'restored',
      (error) => error.code,
    );
    expect(['backup.unreadable', 'restored'], `${n}`).toContain(code);
    if (code !== 'restored') continue;
    whole += 1;
    expect(await contentOf(elsewhere), `${n}`).toEqual({ all, keys: KEYS });
  }
});

it('a restore that dies at any moment leaves nothing that a server would start on, or the whole, and is done by running it again', async () => {
  const { folder, all } = await backedUp(KEYS);
  let isOver = false;
  for (let n = 1; !isOver; n += 1) {
    const elsewhere = temporaryDirectory();
    isOver = !(await died(n, () => restored(folder, elsewhere)));
    await expectWholeAfter(elsewhere, folder, all, `${n}`);
  }
});

it.each([14, 17])('a process that is killed at change %i of its restore leaves what the next one makes whole', async (n) => {
  const { folder, all } = await backedUp(KEYS);
  const elsewhere = temporaryDirectory();
  const script = join(import.meta.dirname, 'restore-until-killed.ts');
  const child = spawn(process.execPath, ['--conditions=development', script, folder, elsewhere, join(elsewhere, 'keys.json'), String(n)]);
  expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
  await expectWholeAfter(elsewhere, folder, all, `${n}`);
});

it('a restore that is under way in another process is left alone, and gone on with by nobody before that one is gone', async () => {
  const { folder, all } = await backedUp(KEYS);
  const elsewhere = temporaryDirectory();
  const script = join(import.meta.dirname, 'restore-until-killed.ts');
  const given = [folder, elsewhere, join(elsewhere, 'keys.json'), '12', 'stands still'];
  const child = spawn(process.execPath, ['--conditions=development', script, ...given]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const there = readdirSync(elsewhere);
  expect(there).toContain('restore.json');
  const refused = await restored(folder, elsewhere).catch((error: unknown) => error);
  expect(refused).toMatchObject({ kind: 'state', code: 'restore.running', message: expect.stringContaining(`process ${child.pid}`) });
  expect(readdirSync(elsewhere)).toEqual(there);
  child.kill('SIGKILL');
  await once(child, 'close');
  await expectWholeAfter(elsewhere, folder, all, 'afterwards');
});

it('another process that has the number of the restore that was killed keeps nobody waiting', async () => {
  const { folder, all } = await backedUp(KEYS);
  const elsewhere = temporaryDirectory();
  // The parent of this process lives, and began at another time.
  writeFileSync(join(elsewhere, 'restore.json'), JSON.stringify({ by: { pid: process.ppid, began: '1' }, files: [] }));
  await expectWholeAfter(elsewhere, folder, all, 'with a number that was given again');
});

it('what is not of the restore that was killed is never taken away', async () => {
  const { folder } = await backedUp();
  const elsewhere = temporaryDirectory();
  writeFileSync(join(elsewhere, 'restore.json'), JSON.stringify([{ name: 'durable.sqlite', sha256: 'another' }]));
  writeFileSync(join(elsewhere, 'durable.sqlite'), 'mine');
  await expect(restored(folder, elsewhere)).rejects.toMatchObject({ code: 'restore.not_empty' });
  expect(readFileSync(join(elsewhere, 'durable.sqlite'), 'utf8')).toBe('mine');
});

/** @returns whether it died before it was done */
async function died(n: number, work: () => Promise<unknown>): Promise<boolean> {
  let isDead = false;
  const die = () => {
    isDead = true;
    throw new Error('dead');
  };
  await dyingAt(n, die, work).catch((error: unknown) => {
    if (!isDead) throw error;
  });
  return isDead;
}

async function contentOf(directory: string) {
  const store = new SqliteDocumentStore(directory);
  const all = await store.dump('realms', undefined, 10);
  await store.close();
  return { all, keys: readFileSync(join(directory, 'keys.json')) };
}

async function expectWholeAfter(directory: string, folder: string, all: unknown, when: string): Promise<void> {
  const names = readdirSync(directory);
  if (names.includes('restore.json')) {
    expect(() => new SqliteDocumentStore(directory), when).toThrow(expect.objectContaining({ code: 'storage.unfinished_restore' }));
    await restored(folder, directory);
  } else if (!names.includes('durable.sqlite')) {
    expect(
      names.filter((name) => name !== 'keys.json'),
      when,
    ).toEqual([]);
    await restored(folder, directory);
  }
  expect(await contentOf(directory), when).toEqual({ all, keys: KEYS });
  expect(readdirSync(directory).sort(), when).toEqual(['durable.sqlite', 'ephemeral.sqlite', 'keys.json']);
}

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

it('a backup of a release that wrote in another way is refused, and nothing is restored', async () => {
  const directory = temporaryDirectory();
  const store = new SqliteDocumentStore(directory);
  await keepFormatMark(store, '9.0.0', { writes: 9, readableBy: 1, readsFrom: 1 });
  const backUp = async () => {
    const folder = join(temporaryDirectory(), 'backup');
    await backUpSqlite({ directory, folder }, how);
    return folder;
  };
  const readable = await backUp();
  await keepFormatMark(store, '9.1.0', { writes: 9, readableBy: 9, readsFrom: 1 }, async () => undefined);
  // Made by the release that wrote it.
  await store.close();
  const elsewhere = join(temporaryDirectory(), 'data');
  await expect(backUp()).rejects.toMatchObject({ code: 'storage.newer_store', message: expect.stringContaining('9.1.0') });
  await restored(readable, elsewhere);
  expect(readdirSync(elsewhere).sort()).toEqual(FILES);
});
