import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openSqliteStores } from '../src/index.ts';
import { SqliteDocumentStore } from '../src/sqlite/sqlite-document-store.ts';
import { pushDevice as device } from './contracts/devices.contract.ts';
import { documentStoreContract } from './contracts/document-store.contract.ts';
import { person } from './contracts/identities.contract.ts';
import { pushMessage } from './contracts/push-messages.contract.ts';
import { storesContract } from './contracts/stores.contract.ts';
import { sealer } from './sealer.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'waygate-store-'));
const writer = (directory: string, ...more: string[]) =>
  spawn(process.execPath, ['--conditions=development', join(import.meta.dirname, 'writer.ts'), directory, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

documentStoreContract(async () => new SqliteDocumentStore(folder()));
storesContract((clock) => openSqliteStores({ directory: folder(), sealer, now: () => clock.now }));

describe('the embedded store', () => {
  it('keeps everything it acknowledged when its process is killed', async () => {
    const directory = folder();
    const child = writer(directory);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split('\n').length > 200) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const acknowledged = said.split('\n').slice(0, -1);
    expect(acknowledged.length).toBeGreaterThan(150);
    const store = new SqliteDocumentStore(directory);
    for (const [index, id] of acknowledged.entries()) {
      expect((await store.get(index % 2 === 0 ? 'services' : 'journeySessions', id, 0))?.body).toBe(String(index));
    }
    await store.close();
    for (const file of ['durable.sqlite', 'ephemeral.sqlite']) {
      expect(new Database(join(directory, file)).pragma('integrity_check', { simple: true })).toBe('ok');
    }
  });

  it('loses no write of two processes that change the same document', async () => {
    const directory = folder();
    const children = [writer(directory, 'count', '300'), writer(directory, 'count', '300')];
    await Promise.all(children.map((child) => once(child, 'close')));
    const store = new SqliteDocumentStore(directory);
    expect((await store.get('services', 'counter', 0))?.body).toBe('600');
    await store.close();
  });

  it('keeps what it has between two starts, for its owner only', async () => {
    const directory = join(folder(), 'data');
    const first = await openSqliteStores({ directory, sealer });
    await first.identities.create(person('demo'));
    await first.close();
    const second = await openSqliteStores({ directory, sealer });
    expect((await second.identities.findByName('/alpha', 'demo'))?.username).toBe('demo');
    await second.close();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).mode & 0o077).toBe(0);
  });

  it('shows no secret in the bytes of its files', async () => {
    const directory = folder();
    const stores = await openSqliteStores({ directory, sealer });
    await stores.devices.putPush('/alpha', 'id-demo', device('d'));
    await stores.pushMessages.insert({ ...pushMessage('m'), expiresAt: Date.now() + 60_000 });
    await stores.services.set('/alpha', 'pushNotification', {
      accessKey: 'AKIA',
      secret: 'top-secret-of-sns',
      appleEndpoint: '',
      googleEndpoint: '',
      region: 'us-east-1',
      delegateFactory: 'x',
      mdDuration: 120,
      mdConcurrency: 16,
      mdCacheSize: 1,
    });
    const bytes = readdirSync(directory)
      .map((file) => readFileSync(join(directory, file), 'latin1'))
      .join('');
    expect(bytes).toContain('id-demo');
    for (const secret of [device('d').device.sharedSecret, pushMessage('m').secret, 'top-secret-of-sns', '493027', '{SCRYPT2}a']) {
      expect(bytes).not.toContain(secret);
    }
    await stores.close();
  });

  it('refuses a file of a newer version and a file that is none, and says so', async () => {
    const newer = folder();
    await new SqliteDocumentStore(newer).close();
    const db = new Database(join(newer, 'durable.sqlite'));
    db.pragma('user_version = 99');
    db.close();
    await expect(openSqliteStores({ directory: newer, sealer })).rejects.toMatchObject({ code: 'storage.newer_file' });
    const { writeFileSync } = await import('node:fs');
    const broken = folder();
    writeFileSync(join(broken, 'durable.sqlite'), 'this is not a database, and long enough to be told from one'.repeat(40));
    await expect(openSqliteStores({ directory: broken, sealer })).rejects.toMatchObject({ code: 'storage.unreadable' });
  });

  it('says which document is corrupt', async () => {
    const directory = folder();
    const stores = await openSqliteStores({ directory, sealer });
    const raw = new Database(join(directory, 'durable.sqlite'));
    raw.prepare("INSERT INTO documents VALUES ('realms', '/bad', 1, '{\"path\":7}', NULL)").run();
    raw.close();
    await expect(stores.realms.settings('/bad')).rejects.toMatchObject({ code: 'storage.corrupt' });
    await stores.close();
  });
});
