import { describe, expect, it } from 'vitest';
import type { OfflineChallengeRecord, OfflineDeviceRecord } from '../../src/index.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

const CHALLENGE: OfflineChallengeRecord = {
  id: 'AAECAwQFBgcICQoLDA0ODw',
  step: 's',
  run: 'r',
  device: 'phone',
  application: 'Payroll',
  proof: 'p',
  expiresAt: 181_000,
  wrong: 0,
};
const RECORD: OfflineDeviceRecord = {
  kept: { text: '{"ciphertext":"AA"}', isPlaced: false },
  userState: { attribute: 'pf-pingid-state', value: 'block', readAt: 900 },
  challenges: [CHALLENGE],
  begun: [1_000],
  wrong: 2,
  locks: 1,
  lockedUntil: 2_000,
};

/** What `OfflineDeviceStore` promises. */
export function offlineDevicesContract(open: OpenStores): void {
  describe('the store of phones for an outage', () => {
    it('keeps a person apart from another person and another realm, and nothing goes by itself', async () => {
      const { offlineDevices, clock, sweep } = await storesFor(open);
      await offlineDevices.update('/alpha', 'anna', () => RECORD);
      clock.now = 10 ** 12;
      expect(await sweep(clock.now)).toBe(0);
      expect(await offlineDevices.find('/alpha', 'anna')).toEqual(RECORD);
      expect(await offlineDevices.find('/alpha', 'ben')).toBeUndefined();
      expect(await offlineDevices.find('/beta', 'anna')).toBeUndefined();
      expect([await offlineDevices.remove('/alpha', 'anna'), await offlineDevices.remove('/alpha', 'anna')]).toEqual([true, false]);
      expect(await offlineDevices.find('/alpha', 'anna')).toBeUndefined();
    });

    it('begins with nothing, and leaves what is not to change', async () => {
      const { offlineDevices } = await storesFor(open);
      const seen: OfflineDeviceRecord[] = [];
      await offlineDevices.update('/alpha', 'anna', (record) => {
        seen.push(record);
        return undefined;
      });
      expect(seen).toEqual([{ challenges: [], begun: [], wrong: 0, locks: 0 }]);
      expect(await offlineDevices.find('/alpha', 'anna')).toBeUndefined();
    });

    it('loses no count, and lets one of many use a code up', async () => {
      const { offlineDevices } = await storesFor(open);
      await offlineDevices.update('/alpha', 'anna', () => RECORD);
      const winners = new Set<number>();
      await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          offlineDevices.update('/alpha', 'anna', (record) => {
            winners.delete(index);
            const [first] = record.challenges;
            if (first === undefined || first.usedBy !== undefined) return { ...record, wrong: record.wrong + 1 };
            winners.add(index);
            return { ...record, challenges: [{ ...first, usedBy: String(index) }] };
          }),
        ),
      );
      expect(winners.size).toBe(1);
      expect((await offlineDevices.find('/alpha', 'anna'))?.wrong).toBe(2 + 39);
    });
  });
}
