import { type DirectoryRecord, freshDirectoryRecord } from '@waygate/continuity';
import { describe, expect, it } from 'vitest';
import { type OpenStores, storesFor } from './open-stores.ts';

const record: DirectoryRecord = {
  fence: 2,
  lastGeneration: 4,
  copy: { generation: 3, buckets: 2, syncedAt: 1_000, users: 5, groups: 2, skipped: 1, settings: 'digest' },
  loose: [{ generation: 4, buckets: 1 }],
  running: { startedAt: 2_000, trigger: 'requested', phase: 'users', entries: 500 },
  lastAttempt: { at: 1_000, ok: true, trigger: 'created', tookMs: 20, detail: 'copied' },
  failures: 0,
  requestedAt: 1_900,
  nextSyncAt: 9_000,
};
const mia = {
  uniqueId: 'id-mia',
  username: 'mia',
  dn: 'uid=mia',
  groups: ['Staff'],
  isDisabled: false,
  attributes: { mail: ['m@example.com'] },
};
const bucket = { users: [mia], names: { 'uid=mia': 'mia' } };

/** What `DirectoryStore` promises. */
export function directoriesContract(open: OpenStores): void {
  describe('copies of directories', () => {
    it('are kept as they were written, and lose no change of many at once', async () => {
      const { directories } = await storesFor(open);
      expect(await directories.find('d')).toBeUndefined();
      expect(await directories.update('d', () => undefined)).toBe(false);
      expect(await directories.update('d', (before) => (before === undefined ? record : undefined))).toBe(true);
      expect(await directories.find('d')).toEqual(record);
      await Promise.all(
        Array.from({ length: 20 }, () => directories.update('d', (before = record) => ({ ...before, failures: before.failures + 1 }))),
      );
      expect((await directories.find('d'))?.failures).toBe(20);
    });

    it('have parts of which one is read at a time and that go together', async () => {
      const { directories } = await storesFor(open);
      await directories.putBucket('d', 3, 0, bucket);
      await directories.putBucket('d', 3, 1, { users: [], names: {} });
      await directories.putBucket('d', 4, 0, bucket);
      expect(await directories.bucket('d', 3, 0)).toEqual(bucket);
      expect(await directories.bucket('other', 3, 0)).toBeUndefined();
      await directories.removePart('d', { generation: 3, buckets: 2 });
      expect([await directories.bucket('d', 3, 0), await directories.bucket('d', 3, 1)]).toEqual([undefined, undefined]);
      expect(await directories.bucket('d', 4, 0)).toEqual(bucket);
    });

    it('know verifiers by whom they are of and by the account, and lose only the one that is meant', async () => {
      const { directories } = await storesFor(open);
      const first = { uniqueId: 'id-mia', hash: 'one', capturedAt: 1, personId: 'account' };
      await directories.putVerifier('d', first);
      await directories.putVerifier('d', { uniqueId: 'id-tom', hash: 'two', capturedAt: 2 });
      expect(await directories.verifier('d', 'id-mia')).toEqual(first);
      expect(await directories.verifierOfPerson('d', 'account')).toEqual(first);
      expect(await directories.verifierOfPerson('other', 'account')).toBeUndefined();
      expect((await directories.verifiers('d')).map(({ uniqueId }) => uniqueId)).toEqual(['id-mia', 'id-tom']);
      expect([await directories.countVerifiers('d'), await directories.countVerifiers('other')]).toEqual([2, 0]);
      await directories.removeVerifier('d', 'id-mia', 'another');
      expect(await directories.verifier('d', 'id-mia')).toEqual(first);
      await directories.removeVerifier('d', 'id-mia', 'one');
      await directories.removeVerifier('d', 'id-mia');
      expect(await directories.verifierOfPerson('d', 'account')).toBeUndefined();
      expect(await directories.verifiers('d')).toHaveLength(1);
    });

    it('go with everything when the directory is removed', async () => {
      const { directories } = await storesFor(open);
      await directories.update('d', () => ({ ...freshDirectoryRecord(0), copy: record.copy ?? raise(), loose: record.loose }));
      await directories.putBucket('d', 3, 1, bucket);
      await directories.putBucket('d', 4, 0, bucket);
      await directories.putVerifier('d', { uniqueId: 'id-tom', hash: 'two', capturedAt: 2 });
      await directories.remove('d');
      expect(await directories.find('d')).toBeUndefined();
      expect([await directories.bucket('d', 3, 1), await directories.bucket('d', 4, 0)]).toEqual([undefined, undefined]);
      expect(await directories.verifiers('d')).toEqual([]);
    });
  });
}

function raise(): never {
  throw new Error('There is a copy.');
}
