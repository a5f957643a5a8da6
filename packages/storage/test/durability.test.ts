import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { type DocumentStore, openSqliteStores, storesOn } from '../src/index.ts';
import { MemoryDocumentStore } from '../src/memory/memory-document-store.ts';
import { journeySession } from './samples/journey-session.ts';
import { person } from './samples/person.ts';
import { pushMessage } from './samples/push-message.ts';
import { signOnSession } from './samples/sign-on-session.ts';
import { sealer } from './sealer.ts';
import { temporaryDirectory } from './temporary-directory.ts';

describe('what must outlive a power cut', () => {
  it('is asked for where a store that forgets would undo a decision: the end of a session, the answer to a push', async () => {
    const durable: string[] = [];
    class Recording extends MemoryDocumentStore {
      override write(...[writes, now, through = false]: Parameters<DocumentStore['write']>): Promise<boolean> {
        if (through) durable.push(...writes.map(({ collection, id }) => `${collection}:${id}`));
        return super.write(writes, now);
      }
    }
    const stores = storesOn(new Recording(), sealer, () => 1_000);
    await stores.journeySessions.insert(journeySession('j'));
    await stores.signOnSessions.create(signOnSession('s'));
    await stores.signOnSessions.touch('s', 2_000);
    await stores.signOnSessions.end('s', 'LOGOUT');
    await stores.pushMessages.insert(pushMessage('m'));
    await stores.pushMessages.settle('/alpha', 'm', { state: 'DENIED' });
    expect(durable).toEqual(['signOnSessions:s', 'pushMessages:/alpha\nm']);
  });

  it('is written through by the embedded store, and nothing else in the file that need not be', async () => {
    const pragma = vi.spyOn(Database.prototype, 'pragma');
    const exec = vi.spyOn(Database.prototype, 'exec');
    const synchronous = () => pragma.mock.calls.map(([text]) => text).filter((text) => text.startsWith('synchronous'));
    try {
      const stores = await openSqliteStores({ directory: temporaryDirectory(), sealer, now: () => 1_000 });
      expect(synchronous()).toEqual(['synchronous = FULL', 'synchronous = NORMAL']);
      pragma.mockClear();
      await stores.identities.create(person('demo'));
      await stores.journeySessions.insert(journeySession('j'));
      await stores.signOnSessions.create(signOnSession('s'));
      expect(synchronous()).toEqual([]);
      exec.mockClear();
      await stores.signOnSessions.end('s', 'LOGOUT');
      expect(synchronous()).toEqual(['synchronous = FULL', 'synchronous = NORMAL']);
      // The level can only be changed outside a transaction: SQLite would silently keep the old one.
      const order = [...pragma.mock.invocationCallOrder, ...exec.mock.invocationCallOrder];
      const [full = 0, normal = 0] = pragma.mock.invocationCallOrder;
      expect(exec.mock.calls.map(([text]) => text)).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
      expect([Math.min(...order), Math.max(...order)]).toEqual([full, normal]);
      await stores.close();
    } finally {
      vi.restoreAllMocks();
    }
  });
});
