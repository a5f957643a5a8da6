import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStores, type Stores } from '../src/index.ts';
import { journeySession } from './samples/journey-session.ts';
import { outboxMessage } from './samples/outbox-message.ts';
import { person } from './samples/person.ts';
import { pushDevice } from './samples/push-device.ts';
import { pushMessage } from './samples/push-message.ts';
import { pushSettings } from './samples/push-settings.ts';
import { sealer } from './sealer.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const opened = async (directory: string): Promise<Stores> => {
  const stores = await openSqliteStores({ directory, sealer });
  onTestFinished(() => stores.close());
  return stores;
};
const raw = (directory: string, file = 'durable.sqlite'): Database.Database => {
  const db = new Database(join(directory, file), { timeout: 0 });
  onTestFinished(() => {
    db.close();
  });
  return db;
};

describe('the files of the embedded store', () => {
  it('keep what they have between two starts', async () => {
    const directory = temporaryDirectory();
    const first = await opened(directory);
    await first.identities.create(person('demo'));
    await first.journeySessions.insert(journeySession('s', { expiresAt: Date.now() + 60_000 }));
    await first.close();
    const second = await opened(directory);
    expect(await second.identities.findByName('/alpha', 'demo')).toEqual(person('demo'));
    expect((await second.journeySessions.load('s'))?.id).toBe('s');
  });

  it('are for their owner only, as is their directory, whatever was there before', async () => {
    const directory = join(temporaryDirectory(), 'a', 'data');
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'ephemeral.sqlite'), '');
    chmodSync(join(directory, 'ephemeral.sqlite'), 0o644);
    chmodSync(directory, 0o755);
    const stores = await opened(directory);
    await stores.identities.create(person('demo'));
    await stores.journeySessions.insert(journeySession('s'));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const files = readdirSync(directory).sort();
    expect(files).toEqual(expect.arrayContaining(['durable.sqlite', 'durable.sqlite-wal', 'ephemeral.sqlite', 'ephemeral.sqlite-wal']));
    expect(files.map((file) => statSync(join(directory, file)).mode & 0o777)).toEqual(files.map(() => 0o600));
  });

  it('are WAL files with strict tables, the keys without rowid', async () => {
    const directory = temporaryDirectory();
    await opened(directory);
    for (const file of ['durable.sqlite', 'ephemeral.sqlite']) {
      const db = raw(directory, file);
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(
        db.prepare("SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND name IN ('documents', 'keys')").all(),
      ).toEqual(
        expect.arrayContaining([
          { name: 'documents', wr: 0, strict: 1 },
          { name: 'keys', wr: 1, strict: 1 },
        ]),
      );
    }
  });

  it('show no secret in their bytes', async () => {
    const directory = temporaryDirectory();
    const stores = await opened(directory);
    const expiresAt = Date.now() + 60_000;
    await stores.devices.push.put('/alpha', 'id-demo', pushDevice('d'));
    await stores.pushMessages.insert(pushMessage('m', { expiresAt }));
    await stores.pushMessages.settle('/alpha', 'm', { state: 'DENIED' });
    await stores.pushOutbox.add('in', outboxMessage('m', expiresAt));
    await stores.services.set('/alpha', 'pushNotification', pushSettings);
    await stores.realmObjects.put('/alpha', [{ kind: 'oauthClient', id: 'app', value: { secret: 'hunter2' } }]);
    const bytes = readdirSync(directory)
      .map((file) => readFileSync(join(directory, file), 'latin1'))
      .join('');
    expect(bytes).toContain('id-demo');
    const { device, recoveryCodes } = pushDevice('d');
    const { secret, challenge, expectedChallengeResponse } = pushMessage('m');
    const { jwt, subjectLine } = outboxMessage('m', 0);
    const secrets = [device.sharedSecret, ...recoveryCodes, secret, challenge, `${expectedChallengeResponse}`, jwt, subjectLine];
    for (const text of [...secrets, 'hunter2', pushSettings.secret, pushSettings.accessKey]) expect(bytes).not.toContain(text);
  });

  it('do not give a sealed device to another person, even when the file is changed by hand', async () => {
    const directory = temporaryDirectory();
    const stores = await opened(directory);
    await stores.devices.push.put('/alpha', 'id-demo', pushDevice('d'));
    raw(directory).exec(
      "UPDATE documents SET id = replace(id, 'id-demo', 'id-eve'); UPDATE keys SET id = replace(id, 'id-demo', 'id-eve'), value = replace(value, 'id-demo', 'id-eve')",
    );
    await expect(stores.devices.push.list('/alpha', 'id-eve')).rejects.toMatchObject({ code: 'seal.unreadable' });
    expect(await stores.devices.push.list('/alpha', 'id-demo')).toEqual([]);
  });

  it('are refused when a newer version wrote them, and let go again', async () => {
    const directory = temporaryDirectory();
    await (await openSqliteStores({ directory, sealer })).close();
    for (const file of ['durable.sqlite', 'ephemeral.sqlite']) {
      const db = raw(directory, file);
      db.pragma('user_version = 99');
      await expect(openSqliteStores({ directory, sealer })).rejects.toMatchObject({
        kind: 'operational',
        code: 'storage.newer_file',
        message: expect.stringContaining(file),
      });
      for (const other of ['durable.sqlite', 'ephemeral.sqlite']) raw(directory, other).exec('BEGIN EXCLUSIVE; ROLLBACK');
      db.pragma('user_version = 1');
    }
    await opened(directory);
  });

  it('are refused when they are not ours', async () => {
    const unreadable = { kind: 'operational', code: 'storage.unreadable' };
    const text = temporaryDirectory();
    writeFileSync(join(text, 'durable.sqlite'), 'this is not a database, and long enough to be told from one'.repeat(40));
    await expect(openSqliteStores({ directory: text, sealer })).rejects.toMatchObject(unreadable);
    const foreign = temporaryDirectory();
    raw(foreign).exec('CREATE TABLE documents (a); PRAGMA user_version = 1');
    await expect(openSqliteStores({ directory: foreign, sealer })).rejects.toMatchObject(unreadable);
    expect(raw(foreign).prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'documents' }]);
    const occupied = join(temporaryDirectory(), 'file');
    writeFileSync(occupied, '');
    await expect(openSqliteStores({ directory: occupied, sealer })).rejects.toMatchObject(unreadable);
  });

  it('say which document is corrupt, and can be rid of it', async () => {
    const directory = temporaryDirectory();
    const stores = await opened(directory);
    const insert = raw(directory).prepare('INSERT INTO documents VALUES (?, ?, 1, ?, NULL)');
    insert.run('realms', '/shape', '{"path":7,"secret":"hunter2"}');
    insert.run('realms', '/json', '{"secret":"hunter2');
    insert.run(
      'services',
      '/alpha\npushNotification',
      JSON.stringify({ sealed: sealer.seal('service\n/alpha\npushNotification', '{"secret":"hunter2') }),
    );
    for (const read of [
      () => stores.realms.settings('/shape'),
      () => stores.realms.settings('/json'),
      () => stores.services.get('/alpha', 'pushNotification'),
    ]) {
      const error = await read().then(
        () => undefined,
        (refusal: unknown) => refusal,
      );
      expect(error).toMatchObject({
        kind: 'unexpected',
        code: 'storage.corrupt',
        cause: expect.objectContaining({ message: expect.stringMatching(/shape|json|pushNotification/) }),
      });
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).cause)).not.toContain('hunter2');
    }
    expect(await stores.services.remove('/alpha', 'pushNotification')).toBe(true);
    expect(await stores.services.get('/alpha', 'pushNotification')).toBeUndefined();
  });

  it('leave no key behind when documents are swept, and find what to sweep by an index', async () => {
    const directory = temporaryDirectory();
    const stores = await opened(directory);
    for (let index = 0; index < 10; index += 1) await stores.pushOutbox.add('in', outboxMessage(`m${index}`, 2_000));
    expect(await stores.sweep(3_000)).toBe(10);
    const db = raw(directory, 'ephemeral.sqlite');
    expect(db.prepare('SELECT * FROM keys').all()).toEqual([]);
    const plan = db.prepare('EXPLAIN QUERY PLAN SELECT coll, id FROM documents WHERE exp IS NOT NULL AND exp <= 1 LIMIT 1').all();
    expect(JSON.stringify(plan)).toContain('documents_by_expiry');
  });
});
