import { describe, expect, it } from 'vitest';
import type { AttemptRecord } from '../../src/index.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

const ANNA = { person: 'id-anna' };
const tried = (...keys: string[]): AttemptRecord => ({
  authenticators: [{ name: 'oath:one', forgotten: 0, tries: keys.map((key) => ({ key, at: 1_000 })) }],
});
const adding = (key: string) => (record: AttemptRecord) => tried(...(record.authenticators[0]?.tries ?? []).map((one) => one.key), key);

/** What `AttemptStore` promises. */
export function attemptsContract(open: OpenStores): void {
  describe('the store of tries', () => {
    it('loses no try of many that come at once', async () => {
      const { attempts } = await storesFor(open);
      await Promise.all(Array.from({ length: 60 }, (_, index) => attempts.update('/alpha', ANNA, { now: 1_000 }, adding(`k${index}`))));
      const record = await attempts.find('/alpha', ANNA, 1_000);
      expect(new Set(record?.authenticators[0]?.tries.map(({ key }) => key)).size).toBe(60);
    });

    it('keeps what is of a person apart from a name, another person and another realm', async () => {
      const { attempts } = await storesFor(open);
      await attempts.update('/alpha', ANNA, { now: 1_000 }, adding('one'));
      await attempts.update('/alpha', { name: 'id-anna' }, { now: 1_000 }, adding('two'));
      expect(await attempts.find('/alpha', ANNA, 1_000)).toEqual(tried('one'));
      expect(await attempts.find('/alpha', { name: 'id-anna' }, 1_000)).toEqual(tried('two'));
      expect(await attempts.find('/beta', ANNA, 1_000)).toBeUndefined();
      expect(await attempts.find('/alpha', { person: '__proto__' }, 1_000)).toBeUndefined();
    });

    it('keeps locks and what is disabled, as long as nobody takes it away', async () => {
      const { attempts, clock, sweep } = await storesFor(open);
      const record: AttemptRecord = {
        authenticators: [
          { name: '__proto__', forgotten: 99, tries: [{ key: 'k', at: 800, unproved: true, wrong: true }], disabledAt: 900 },
        ],
        lock: { at: 900 },
        locks: 2,
        countedFrom: 700,
      };
      await attempts.update('/alpha', ANNA, { now: 1_000 }, () => record);
      clock.now = 10 ** 12;
      expect(await sweep(clock.now)).toBe(0);
      expect(await attempts.find('/alpha', ANNA, clock.now)).toEqual(record);
      await attempts.update('/alpha', ANNA, { now: clock.now }, () => undefined);
      expect(await attempts.find('/alpha', ANNA, clock.now)).toEqual(record);
      await attempts.update('/alpha', ANNA, { now: clock.now }, () => ({ authenticators: [] }));
      expect(await attempts.find('/alpha', ANNA, clock.now)).toBeUndefined();
    });

    it('forgets at its time what has one', async () => {
      const { attempts, sweep } = await storesFor(open);
      const nobody = { name: 'digest' };
      await attempts.update('/alpha', nobody, { now: 1_000, expiresAt: () => 2_000 }, adding('one'));
      expect(await attempts.find('/alpha', nobody, 1_999)).toEqual(tried('one'));
      expect(await attempts.find('/alpha', nobody, 2_000)).toBeUndefined();
      await attempts.update('/alpha', nobody, { now: 2_000, expiresAt: () => 3_000 }, adding('two'));
      expect(await attempts.find('/alpha', nobody, 2_000)).toEqual(tried('two'));
      expect(await sweep(3_000)).toBe(1);
    });

    it('writes nothing where nothing was and nothing comes', async () => {
      const { attempts, sweep } = await storesFor(open);
      await attempts.update('/alpha', ANNA, { now: 1_000, expiresAt: () => 2_000 }, (record) => record);
      expect(await sweep(5_000)).toBe(0);
    });
  });
}
