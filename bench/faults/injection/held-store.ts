import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';

/** Holds the write lock of the embedded store's files, as a process does whose disk is slow: everybody else who writes must wait. */
export async function holdStore(directory: string, forMs: number): Promise<void> {
  const held = ['durable', 'ephemeral'].map((name) => new Database(join(directory, `${name}.sqlite`), { timeout: 10_000 }));
  try {
    for (const file of held) file.exec('BEGIN IMMEDIATE');
    await pause(forMs);
  } finally {
    for (const file of held) {
      if (file.inTransaction) file.exec('ROLLBACK');
      file.close();
    }
  }
}
