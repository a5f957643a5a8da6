import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DocumentWrite } from '../src/index.ts';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const NOW = 1_000;
const insert = (id: string, more: Partial<DocumentWrite> = {}): DocumentWrite => ({
  collection: 'journeySessions',
  id,
  expect: 'absent',
  body: '{}',
  ...more,
});
const withCode = (code: string) => (error: unknown) => {
  expect(error).toMatchObject({ code });
  return 'refused';
};

describe('writes of one turn', () => {
  afterEach(() => vi.restoreAllMocks());

  const open = () => {
    const store = new SqliteDocumentStore(temporaryDirectory());
    const exec = vi.spyOn(Database.prototype, 'exec');
    const statements = () => exec.mock.calls.map(([text]) => text);
    const there = async (...ids: string[]) => {
      const found = await Promise.all(ids.map((id) => store.get('journeySessions', id, NOW)));
      return ids.filter((_, index) => found[index] !== undefined);
    };
    return { store, exec, statements, there };
  };

  it('share a commit', async () => {
    const { store, statements, there } = open();
    const ids = Array.from({ length: 20 }, (_, index) => `s${index}`);
    expect(await Promise.all(ids.map((id) => store.write([insert(id)], NOW)))).toEqual(ids.map(() => true));
    expect(statements()).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
    expect(await there(...ids)).toEqual(ids);
    await store.close();
  });

  it('are not told of before the commit, and nothing of them is there when it fails', async () => {
    const { store, exec, there } = open();
    const told: string[] = [];
    exec.mockImplementation(function (this: Database.Database, text: string) {
      if (text !== 'COMMIT') return this.prepare(text).run() && this;
      expect(told).toEqual([]);
      throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
    });
    const write = (id: string) => store.write([insert(id)], NOW).then(() => told.push(id), withCode('storage.unavailable'));
    expect(await Promise.all([write('a'), write('b')])).toEqual(['refused', 'refused']);
    exec.mockRestore();
    expect(await there('a', 'b')).toEqual([]);
    expect(await store.write([insert('a')], NOW), 'the file can be written afterwards').toBe(true);
    await store.close();
  });

  it('are each all or nothing: one that cannot be done takes no other with it', async () => {
    const { store, there } = open();
    await store.write([insert('taken')], NOW);
    const results = await Promise.all([
      store.write([insert('a')], NOW),
      store.write([insert('half'), insert('taken')], NOW),
      store.write([insert('taken')], NOW),
      store.write([insert('b', { keys: { user: 'x' } })], NOW),
    ]);
    expect(results).toEqual([true, false, false, true]);
    expect(await there('a', 'half', 'b')).toEqual(['a', 'b']);
    await store.close();
  });

  it('are each refused for their own fault only', async () => {
    const { store, there } = open();
    const broken = insert('broken', { keys: { user: Symbol('no text') as unknown as string } });
    const results = await Promise.all([
      store.write([insert('a')], NOW),
      store.write([broken], NOW).catch(() => 'refused'),
      store.write([insert('b')], NOW),
    ]);
    expect(results).toEqual([true, 'refused', true]);
    expect(await there('a', 'broken', 'b')).toEqual(['a', 'b']);
    await store.close();
  });

  it('see each other: of two that expect the same one is done', async () => {
    const { store } = open();
    await store.write([insert('s', { firstRevision: 1 })], NOW);
    const change = (body: string) => store.write([insert('s', { expect: 1, body })], NOW);
    expect(await Promise.all([change('{"by":1}'), change('{"by":2}')])).toEqual([true, false]);
    expect(await store.get('journeySessions', 's', NOW)).toMatchObject({ revision: 2, body: '{"by":1}' });
    await store.close();
  });

  it('are written through together when one of them must be', async () => {
    const { store } = open();
    const pragma = vi.spyOn(Database.prototype, 'pragma');
    await Promise.all([store.write([insert('a')], NOW), store.write([insert('b')], NOW, true)]);
    expect(pragma.mock.calls.map(([text]) => text)).toEqual(['synchronous = FULL', 'synchronous = NORMAL']);
    await store.close();
  });

  it('wait while another process writes, and nothing else waits with them', async () => {
    const directory = temporaryDirectory();
    const store = new SqliteDocumentStore(directory);
    await store.write([insert('before', { expiresAt: NOW })], NOW - 1);
    const other = new Database(join(directory, 'ephemeral.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    const written = Promise.all([store.write([insert('a')], NOW), store.write([insert('b', { keys: { user: 'x' } })], NOW)]);
    const swept = store.sweep(NOW);
    // That this goes on shows it: the other one is in this process too.
    for (let turn = 0; turn < 3; turn += 1) await pause(20);
    expect(await store.get('journeySessions', 'before', NOW - 1)).toBeDefined();
    expect(await store.get('journeySessions', 'a', NOW)).toBeUndefined();
    other.exec('COMMIT');
    expect(await written).toEqual([true, true]);
    expect(await swept).toBe(1);
    other.exec('BEGIN IMMEDIATE');
    const last = store.write([insert('last')], NOW);
    const closed = store.close();
    await pause(20);
    other.exec('COMMIT');
    await closed;
    expect(await last).toBe(true);
    other.close();
  });

  it('are done before the store closes, and refused afterwards', async () => {
    const { store } = open();
    const written = store.write([insert('a')], NOW);
    await store.close();
    expect(await written).toBe(true);
    expect(await store.write([insert('b')], NOW).catch(withCode('storage.unavailable'))).toBe('refused');
  });
});
