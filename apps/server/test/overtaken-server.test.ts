import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { keepFormatMark } from '../../../packages/storage/src/format/format-mark.ts';
import { STORE_FORMAT } from '../../../packages/storage/src/format/store-format.ts';
import { SqliteDocumentStore } from '../../../packages/storage/src/sqlite/sqlite-document-store.ts';
import { readConfig, runServer } from '../src/index.ts';
import { createServerLog } from '../src/logging/server-log.ts';

it('a server that runs when a newer release shuts it out says so once, is not ready any more, takes no work, writes nothing, and stops as it should', async () => {
  const dataDirectory = join(mkdtempSync(join(tmpdir(), 'waygate-overtaken-')), 'data');
  const config = readConfig({ WAYGATE_DATA_DIR: dataDirectory, WAYGATE_PORT: '0', WAYGATE_LOG_LEVEL: 'silent' });
  const lines: { readonly level: string; readonly event?: string; readonly message: string }[] = [];
  const log = createServerLog('info', { write: (line: string) => void lines.push(JSON.parse(line)) });
  const server = await runServer(config, () => undefined, undefined, { log });
  const begin = () => fetch(`${server.url}/am/json/realms/root/authenticate`, { method: 'POST' });
  const ready = async () => (await fetch(`${server.url}/readyz`)).status;
  expect([(await begin()).status, await ready()]).toEqual([200, 200]);

  const store = new SqliteDocumentStore(dataDirectory);
  onTestFinished(() => store.close());
  const next = STORE_FORMAT.writes + 1;
  await keepFormatMark(store, '99.0.0', { ...STORE_FORMAT, writes: next }, async () => undefined);
  expect(await ready(), 'it may work beside that one').toBe(200);
  await keepFormatMark(store, '99.1.0', { ...STORE_FORMAT, writes: next, readableBy: next }, async () => undefined);
  await vi.waitFor(async () => expect(await ready()).toBe(503), 20_000);
  const before = await kept(store);
  const answer = await begin();
  expect([answer.status, await answer.text()]).toEqual([503, expect.not.stringContaining('99.1.0')]);
  expect((await fetch(`${server.url}/healthz`)).status, 'whoever put it there replaces it').toBe(200);
  const told = lines.filter(({ event }) => event === 'storage.overtaken');
  expect(told).toEqual([expect.objectContaining({ level: 'fatal', message: expect.stringContaining('Waygate 99.1.0') })]);
  await server.stop();
  const noise = lines.filter(({ level, event = '' }) => level === 'error' && event.startsWith('continuity.'));
  expect(noise.length, 'at most what was under way').toBeLessThanOrEqual(2);
  expect(await kept(store)).toEqual(before);
});

async function kept(store: SqliteDocumentStore) {
  const names = await store.collections();
  return Promise.all(names.map(async (name) => [name, await store.scan(name, undefined, 10_000)] as const));
}
