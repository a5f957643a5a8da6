import { describe, expect, it } from 'vitest';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `Throttle` promises. */
export function throttleContract(open: OpenStores): void {
  describe('the throttle', () => {
    it('never gives more places than there are, however many ask at once', async () => {
      const { throttle } = await storesFor(open);
      const asked = Array.from({ length: 200 }, (_, index) => throttle.take('user', `push-${index}`, 3, 600_000, 1_000));
      expect((await Promise.all(asked)).filter((wait) => wait === undefined)).toHaveLength(3);
    });

    it('never gives more places than there are while some are given back', async () => {
      const { throttle } = await storesFor(open);
      let held = 0;
      let most = 0;
      const visit = async (name: string) => {
        if ((await throttle.take('user', name, 3, 600_000, 1_000)) !== undefined) return;
        held += 1;
        most = Math.max(most, held);
        await throttle.take('user', name, 3, 600_000, 1_000);
        held -= 1;
        await throttle.release('user', name);
      };
      for (let round = 0; round < 20; round += 1) await Promise.all(Array.from({ length: 20 }, (_, index) => visit(`${round}-${index}`)));
      expect(most).toBeGreaterThan(0);
      expect(most).toBeLessThanOrEqual(3);
      const again = Array.from({ length: 5 }, (_, index) => throttle.take('user', `last-${index}`, 3, 600_000, 1_000));
      expect((await Promise.all(again)).filter((wait) => wait === undefined)).toHaveLength(3);
    });

    it('gives one place to one name, tells how long to wait, and takes places back', async () => {
      const { throttle } = await storesFor(open);
      const take = (name: string, now: number) => throttle.take('user', name, 2, 600_000, now);
      expect([await take('a', 1_000), await take('a', 2_000), await take('b', 3_000)]).toEqual([undefined, undefined, undefined]);
      expect(await take('c', 4_000)).toBe(597_000);
      expect(await throttle.take('other', 'c', 2, 600_000, 4_000)).toBeUndefined();
      await throttle.release('user', 'nobody');
      expect(await take('c', 4_000)).toBe(597_000);
      await throttle.release('user', 'a');
      expect(await take('c', 4_000)).toBeUndefined();
      expect(await take('d', 602_999)).toBe(1);
      expect(await take('d', 603_000)).toBeUndefined();
      expect(await take('e', 603_001)).toBe(999);
    });

    it('tells when the places were taken that are still in the window', async () => {
      const { throttle } = await storesFor(open);
      for (const now of [3_000, 1_000, 2_000]) await throttle.take('user', `at-${now}`, 3, 600_000, now);
      expect(await throttle.taken('user', 600_000, 4_000)).toEqual([1_000, 2_000, 3_000]);
      expect(await throttle.taken('user', 2_000, 4_000)).toEqual([3_000]);
      expect(await throttle.taken('nobody', 600_000, 4_000)).toEqual([]);
    });

    it('waits for as many places as are too many when the limit was lowered', async () => {
      const { throttle } = await storesFor(open);
      for (const now of [1_000, 2_000, 3_000]) await throttle.take('user', `at-${now}`, 3, 600_000, now);
      expect(await throttle.take('user', 'x', 1, 600_000, 4_000)).toBe(599_000);
      expect(await throttle.take('user', 'x', 0, 600_000, 4_000)).toBe(599_000);
      expect(await throttle.take('nobody', 'x', 0, 600_000, 4_000)).toBe(600_000);
    });

    it('goes by the time it is given, whatever the clock of the store says', async () => {
      const { throttle, clock } = await storesFor(open);
      expect(await throttle.take('user', 'a', 1, 1_000, 1_000)).toBeUndefined();
      clock.now = 2_500;
      expect(await throttle.take('user', 'b', 1, 1_000, 1_900)).toBe(100);
      expect(await throttle.take('user', 'b', 2, 1_000, 1_900)).toBeUndefined();
      clock.now = 500;
      expect(await throttle.take('user', 'c', 1, 1_000, 2_900)).toBeUndefined();
    });

    it('leaves nothing behind once every place is free again', async () => {
      const { throttle, clock, sweep } = await storesFor(open);
      await throttle.take('user', 'a', 3, 1_000, clock.now);
      await throttle.take('user', 'b', 3, 1_000, clock.now);
      await throttle.release('user', 'a');
      expect(await sweep(clock.now + 1_000)).toBe(1);
      await throttle.take('user', 'a', 3, 1_000, clock.now);
      await throttle.release('user', 'a');
      expect(await sweep(clock.now + 1_000_000)).toBe(0);
    });

    it('takes any text for a key and a name', async () => {
      const { throttle } = await storesFor(open);
      for (const key of ['__proto__', 'a\nb', '\ud800', '\ud801', '']) {
        expect(await throttle.take(key, '__proto__', 1, 600_000, 1_000)).toBeUndefined();
        expect(await throttle.take(key, 'other', 1, 600_000, 1_000)).toBe(600_000);
      }
    });
  });
}
