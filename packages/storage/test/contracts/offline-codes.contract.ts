import { describe, expect, it } from 'vitest';
import type { OfflineCodeRecord, OfflineEvent } from '../../src/index.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

const EVENT: OfflineEvent = {
  id: 'e',
  kind: 'backupCodeUsed',
  at: 900,
  by: 'owner',
  deviceName: 'Offline code',
  until: 8,
  claimedUntil: 9,
};
const RECORD: OfflineCodeRecord = {
  app: {
    device: {
      uuid: 'app',
      deviceName: 'Offline code',
      createdDate: 1,
      lastAccessDate: 2,
      issuer: 'Waygate',
      sharedSecret: 'ab'.repeat(20),
      algorithm: 'TOTP',
      digits: 6,
      hash: 'HMAC_SHA1',
      period: 30,
      counter: 0,
      lastLogin: 30,
      clockDriftSeconds: 0,
      checksumDigit: false,
      truncationOffset: -1,
    },
    backupCodeHash: '{SCRYPT2}AAAA',
    expiresAt: 9_000,
  },
  lastReminder: 3,
  reminderDays: 14,
  unsentEvents: [EVENT],
  lastUse: { step: 's', with: 'app', device: 'app' },
  wrong: 2,
  locks: 1,
  lockedUntil: 2_000,
};

/** What `OfflineCodeStore` promises. */
export function offlineCodesContract(open: OpenStores): void {
  describe('the store of offline codes', () => {
    it('keeps a person apart from another person and another realm, and nothing goes by itself', async () => {
      const { offlineCodes, clock, sweep } = await storesFor(open);
      await offlineCodes.update('/alpha', 'anna', () => RECORD);
      clock.now = 10 ** 12;
      expect(await sweep(clock.now)).toBe(0);
      expect(await offlineCodes.find('/alpha', 'anna')).toEqual(RECORD);
      expect(await offlineCodes.find('/alpha', 'ben')).toBeUndefined();
      expect(await offlineCodes.find('/beta', 'anna')).toBeUndefined();
    });

    it('begins with nothing, leaves what is not to change, and forgets what is empty', async () => {
      const { offlineCodes } = await storesFor(open);
      const nothing: OfflineCodeRecord = { unsentEvents: [], wrong: 0, locks: 0 };
      await offlineCodes.update('/alpha', 'anna', (record) => {
        expect(record).toEqual(nothing);
        return undefined;
      });
      expect(await offlineCodes.find('/alpha', 'anna')).toBeUndefined();
      await offlineCodes.update('/alpha', 'anna', () => nothing);
      expect(await offlineCodes.find('/alpha', 'anna')).toBeUndefined();
      await offlineCodes.update('/alpha', 'anna', () => RECORD);
      await offlineCodes.update('/alpha', 'anna', () => nothing);
      expect(await offlineCodes.find('/alpha', 'anna')).toBeUndefined();
    });

    it('finds those of whom there is news, and no others', async () => {
      const { offlineCodes } = await storesFor(open);
      await offlineCodes.update('/alpha', 'anna', () => RECORD);
      await offlineCodes.update('/alpha', 'ben\nx', () => RECORD);
      await offlineCodes.update('/', 'dora', () => RECORD);
      await offlineCodes.update('/alpha', 'carl', () => ({ ...RECORD, unsentEvents: [] }));
      expect(await offlineCodes.withUnsentEvents('/alpha', 1)).toHaveLength(1);
      expect((await offlineCodes.withUnsentEvents('/alpha', 10)).toSorted()).toEqual(['anna', 'ben\nx']);
      await offlineCodes.update('/alpha', 'anna', (record) => ({ ...record, unsentEvents: [] }));
      expect(await offlineCodes.withUnsentEvents('/alpha', 10)).toEqual(['ben\nx']);
    });

    it('loses no count, and lets one of many use a code up', async () => {
      const { offlineCodes } = await storesFor(open);
      await offlineCodes.update('/alpha', 'anna', () => RECORD);
      const winners = new Set<number>();
      await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          offlineCodes.update('/alpha', 'anna', (record) => {
            winners.delete(index);
            const { app, ...rest } = record;
            if (app === undefined) return { ...rest, wrong: rest.wrong + 1 };
            winners.add(index);
            return rest;
          }),
        ),
      );
      expect(winners.size).toBe(1);
      expect((await offlineCodes.find('/alpha', 'anna'))?.wrong).toBe(2 + 39);
    });
  });
}
