import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AuditRecord } from '@waygate/schema';
import { openWorkspace, readConfig } from '@waygate/server/administration';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { type DocumentStore, openSqliteDocuments } from '../../../packages/storage/src/index.ts';
import { openMongoDocuments } from '../../../packages/storage-mongodb/src/index.ts';
import { ownDatabase, withMongo } from '../../../packages/storage-mongodb/test/database.ts';
import type { Environment } from '../src/environment.ts';

// The machine may be busy: this only ends what hangs.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const PEOPLE = 450;
const LATER = Date.now() + 86_400_000;

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in a process of its own, and kills it as soon as it has said something that it shall not outlive. */
function waygate(args: readonly string[], environment: Environment, killAt?: RegExp): Promise<Ended> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, ['--conditions=development', main, ...args], { env: { PATH, NODE_COMPILE_CACHE, ...environment } });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    said.stdout += String(text);
  });
  child.stderr.on('data', (text) => {
    said.stderr += String(text);
    if (killAt?.test(said.stderr) === true) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, ...said }));
  });
}

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'waygate-copy-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Makes an installation with people, sealed settings and what only has to outlive the process. */
async function fill(directory: string, people = PEOPLE): Promise<void> {
  const workspace = await openWorkspace(readConfig({ WAYGATE_DATA_DIR: directory, WAYGATE_LOG_LEVEL: 'silent' }));
  const { identities, services, tokens } = workspace.stores;
  await services.set('/', 'oauth2Provider', { loaMapping: { mfa: 'secret' } });
  const numbers = Array.from({ length: people }, (_, index) => index);
  const made = { realm: '/', active: true, attributes: { description: ['💳'] }, passwordHash: undefined, createdAt: 1 };
  await Promise.all(numbers.map((index) => identities.create({ ...made, id: `id-${index}`, username: `user${index}` })));
  await Promise.all(
    numbers.map((index) => tokens.put('/', 'AccessToken', `t${index}`, { payload: { sub: 's' }, createdAt: 1, expiresAt: LATER })),
  );
  await workspace.close();
}

/** Everything that a store holds of an installation. */
async function dumpOf(opening: Promise<DocumentStore>): Promise<ReadonlyMap<string, unknown>> {
  const store = await opening;
  const all = new Map<string, unknown>();
  for (const collection of (await store.collections()).filter((name) => name !== 'storeMarks')) {
    all.set(collection, await store.dump(collection, undefined, 10_000));
  }
  await store.close();
  return all;
}

/** Where copies went, and what came of them, as the audit log of a store tells it. */
function copiesIn(store: ReadonlyMap<string, unknown>): readonly unknown[] {
  const documents = (store.get('audit') ?? []) as readonly { readonly body: string }[];
  return documents
    .map(({ body }) => JSON.parse(body) as AuditRecord)
    .filter(({ event, facts }) => event === 'operation.command' && facts?.['command'] === 'store copy')
    .map(({ facts, result }) => [String(facts?.['names']), result]);
}

const embedded = (directory: string) => dumpOf(openSqliteDocuments({ directory, mustExist: true }));
const inMongo = (uri: string) => dumpOf(openMongoDocuments({ uri }));
const copy = (to: string, environment: Environment, killAt?: RegExp) =>
  waygate(['store', 'copy', '--to', to, '--json'], environment, killAt);
const errorOf = ({ status, stderr }: Ended) => [status, JSON.parse(stderr.trim().split('\n').at(-1) ?? '')['error']];

it('a store is copied only with what it takes', async () => {
  const directory = temporary();
  expect(errorOf(await copy('mongodb', { WAYGATE_DATA_DIR: directory }))).toEqual([2, 'copy.no_mongodb']);
  const nowhere = { WAYGATE_DATA_DIR: directory, WAYGATE_MONGODB_URI: 'mongodb://user:hunter2@127.0.0.1:1/?serverSelectionTimeoutMS=50' };
  expect(errorOf(await copy('mongodb', nowhere))).toEqual([1, 'keys.missing']);
  await fill(directory, 1);
  const unreached = await copy('mongodb', nowhere);
  expect(errorOf(unreached)).toEqual([4, 'storage.unavailable']);
  expect(unreached.stderr).not.toContain('hunter2');
});

withMongo('a store that is copied', () => {
  let source: string;
  beforeAll(() => {
    source = mkdtempSync(join(tmpdir(), 'waygate-copied-'));
    return fill(source);
  });
  afterAll(() => rmSync(source, { recursive: true, force: true }));

  it('is whole on either side though both copies were killed in the middle', async () => {
    const uri = ownDatabase();
    const there = { WAYGATE_DATA_DIR: source, WAYGATE_MONGODB_URI: uri };
    const before = await embedded(source);
    expect((await copy('mongodb', there, /^copy\tidentities/m)).signal).toBe('SIGKILL');
    expect(errorOf(await waygate(['realms', 'list', '--json'], there)), 'nobody works on half of it').toEqual([
      1,
      'storage.unfinished_copy',
    ]);
    const done = await copy('mongodb', there);
    const whole = await embedded(source);
    const documents = [...whole.values()].flat().length;
    expect(copiesIn(whole), 'each try says what came of it').toEqual([
      ['mongodb', 'begun'],
      ['mongodb', 'succeeded'],
    ]);
    expect(whole.get('identities')).toEqual(before.get('identities'));
    expect([done.status, JSON.parse(done.stdout)]).toMatchObject([
      0,
      { to: 'mongodb', outcome: 'resumed', documents, sealed: PEOPLE + 1, unreadable: 0, keysFile: join(source, 'keys.json') },
    ]);
    expect(JSON.parse(done.stdout).changed).toBeLessThan(documents);
    expect(await inMongo(uri)).toEqual(whole);
    expect(JSON.parse((await copy('mongodb', there)).stdout)).toMatchObject({ outcome: 'same', documents, changed: 0 });

    const elsewhere = temporary();
    const back = { WAYGATE_DATA_DIR: elsewhere, WAYGATE_MONGODB_URI: uri, WAYGATE_KEYS_FILE: join(source, 'keys.json') };
    expect((await copy('embedded', back, /^copy\tidentities/m)).signal).toBe('SIGKILL');
    expect(JSON.parse((await copy('embedded', back)).stdout)).toMatchObject({
      to: 'embedded',
      outcome: 'resumed',
      documents: documents + 2,
    });
    const again = await embedded(elsewhere);
    expect(again).toEqual(await inMongo(uri));
    expect(copiesIn(again).slice(2)).toEqual([
      ['embedded', 'begun'],
      ['embedded', 'succeeded'],
    ]);
    expect((await waygate(['users', 'list', '--realm', '/'], { ...back, WAYGATE_MONGODB_URI: undefined })).stdout).toContain(
      `user${PEOPLE - 1}`,
    );
  });

  it('needs its own keys, and destroys nothing', async () => {
    const uri = ownDatabase();
    const there = { WAYGATE_DATA_DIR: source, WAYGATE_MONGODB_URI: uri };
    const other = temporary();
    await fill(other, 1);
    const wrong = await copy('mongodb', { ...there, WAYGATE_KEYS_FILE: join(other, 'keys.json') });
    expect(errorOf(wrong)).toEqual([1, 'copy.keys_do_not_open']);
    expect(await inMongo(uri), 'before anything was written').toEqual(new Map());
    expect(copiesIn(await embedded(source)).at(-1)).toEqual(['mongodb', 'failed']);
    expect(JSON.parse((await copy('mongodb', there)).stdout)).toMatchObject({ outcome: 'copied' });
    const before = await inMongo(uri);
    expect(errorOf(await copy('mongodb', { ...there, WAYGATE_DATA_DIR: other }))).toEqual([1, 'copy.target_not_empty']);
    expect(await inMongo(uri)).toEqual(before);
  });

  it('is told by its collection, with nothing written, when it is too large for the other store', async () => {
    const large = temporary();
    cpSync(source, large, { recursive: true });
    const store = await openSqliteDocuments({ directory: large, mustExist: true });
    const body = 'x'.repeat(15 * 1024 * 1024 + 1);
    await store.write([{ collection: 'directoryCopies', id: 'large', expect: 'absent', body }], 0);
    await store.close();
    const uri = ownDatabase();
    const refused = await copy('mongodb', { WAYGATE_DATA_DIR: large, WAYGATE_MONGODB_URI: uri });
    expect(errorOf(refused)).toEqual([1, 'storage.too_large']);
    expect(refused.stderr).toContain('directoryCopies');
    expect(await inMongo(uri)).toEqual(new Map());
  });

  it('is not copied while somebody has either side open', async () => {
    const uri = ownDatabase();
    const there = { WAYGATE_DATA_DIR: source, WAYGATE_MONGODB_URI: uri };
    const config = (environment: Environment) => readConfig({ WAYGATE_LOG_LEVEL: 'silent', ...environment });
    const server = await openWorkspace(config({ WAYGATE_DATA_DIR: source }));
    expect(errorOf(await copy('mongodb', there))).toEqual([4, 'storage.in_use']);
    await server.close();
    const other = await openWorkspace(config(there));
    expect(errorOf(await copy('mongodb', there))).toEqual([4, 'storage.in_use']);
    const folder = temporary();
    const back = { ...there, WAYGATE_DATA_DIR: folder, WAYGATE_KEYS_FILE: join(source, 'keys.json') };
    expect(errorOf(await copy('embedded', back))).toEqual([4, 'storage.in_use']);
    expect(existsSync(join(folder, 'durable.sqlite')), 'nothing is made').toBe(false);
    await other.close();
  });
});
