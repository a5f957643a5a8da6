import { describe, expect, it } from 'vitest';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `Leases` promises. */
export function leasesContract(open: OpenStores): void {
  describe('leases', () => {
    it('are given to one of many that ask at once', async () => {
      const { leases } = await storesFor(open);
      const asked = Array.from({ length: 50 }, (_, index) => leases.take('health', `process-${index}`, 10_000));
      expect((await Promise.all(asked)).filter((fence) => fence !== undefined)).toEqual([1]);
    });

    it('are kept by whoever renews them, and go to another with a higher number when their time is over', async () => {
      const { leases, clock } = await storesFor(open);
      expect(await leases.take('health', 'one', 10_000)).toBe(1);
      clock.now += 9_999;
      expect(await leases.take('health', 'two', 10_000)).toBeUndefined();
      expect(await leases.take('health', 'one', 10_000)).toBe(1);
      clock.now += 10_000;
      expect(await leases.take('health', 'two', 10_000)).toBe(2);
      expect(await leases.take('health', 'one', 10_000)).toBeUndefined();
    });

    it('have a higher number for a holder that comes back after its time', async () => {
      const { leases, clock } = await storesFor(open);
      await leases.take('health', 'one', 10_000);
      clock.now += 10_001;
      expect(await leases.take('health', 'one', 10_000)).toBe(2);
    });

    it('are given back by their holder alone, and are apart from each other', async () => {
      const { leases } = await storesFor(open);
      await leases.take('health', 'one', 10_000);
      expect(await leases.take('sync', 'two', 10_000)).toBe(1);
      await leases.release('health', 'two');
      expect(await leases.take('health', 'two', 10_000)).toBeUndefined();
      await leases.release('health', 'one');
      await leases.release('nothing', 'one');
      expect(await leases.take('health', 'two', 10_000)).toBe(2);
    });
  });
}
