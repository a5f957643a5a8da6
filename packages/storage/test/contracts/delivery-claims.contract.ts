import { describe, expect, it } from 'vitest';
import { type OpenStores, storesFor } from './open-stores.ts';

const HOUR = 3_600_000;

/** What `DeliveryClaimStore` promises. */
export function deliveryClaimsContract(open: OpenStores): void {
  describe('delivery claims', () => {
    it('are given to one of many that ask at once', async () => {
      const { deliveryClaims } = await storesFor(open);
      const asked = await Promise.all(Array.from({ length: 50 }, (_, index) => deliveryClaims.take('mail', `process-${index}`, 10_000)));
      expect(asked.filter(({ status }) => status === 'ours')).toHaveLength(1);
      expect(asked.filter(({ status }) => status === 'theirs')).toHaveLength(49);
      expect(await deliveryClaims.take('another', 'process-0', 10_000)).toEqual({ status: 'ours' });
    });

    it('are kept by whoever renews them, and go to another when their time is over', async () => {
      const { deliveryClaims, clock } = await storesFor(open);
      await deliveryClaims.take('mail', 'one', 10_000);
      clock.now += 9_999;
      expect(await deliveryClaims.take('mail', 'two', 10_000)).toEqual({ status: 'theirs', leftMs: 1, isTried: false });
      expect(await deliveryClaims.take('mail', 'one', 10_000, true)).toEqual({ status: 'ours' });
      clock.now += 9_999;
      expect(await deliveryClaims.take('mail', 'two', 10_000)).toEqual({ status: 'theirs', leftMs: 1, isTried: true });
      clock.now += 1;
      expect(await deliveryClaims.take('mail', 'two', 10_000)).toEqual({ status: 'ours' });
      expect(await deliveryClaims.take('mail', 'one', 10_000)).toEqual({ status: 'theirs', leftMs: 10_000, isTried: false });
    });

    it('of a clock that was far ahead keep nobody out', async () => {
      const { deliveryClaims, clock } = await storesFor(open);
      clock.now += 120_000;
      await deliveryClaims.take('mail', 'one', 10_000);
      clock.now -= 120_000;
      expect(await deliveryClaims.take('mail', 'two', 10_000)).toEqual({ status: 'ours' });
    });

    it('are nobody’s once it is settled, whoever holds one, and that is forgotten after an hour', async () => {
      const { deliveryClaims, clock } = await storesFor(open);
      await deliveryClaims.take('mail', 'one', 10_000);
      clock.now += 10_000;
      await deliveryClaims.take('mail', 'two', 10_000);
      await deliveryClaims.settle('mail');
      for (const holder of ['one', 'two', 'three']) {
        expect(await deliveryClaims.take('mail', holder, 10_000)).toEqual({ status: 'settled' });
        await deliveryClaims.release('mail', holder);
      }
      clock.now += HOUR - 1;
      expect(await deliveryClaims.take('mail', 'one', 10_000)).toEqual({ status: 'settled' });
      clock.now += 1;
      expect(await deliveryClaims.take('mail', 'one', 10_000)).toEqual({ status: 'ours' });
      await deliveryClaims.settle('never claimed');
      expect(await deliveryClaims.take('never claimed', 'one', 10_000)).toEqual({ status: 'settled' });
    });

    it('are given back by their holder alone', async () => {
      const { deliveryClaims } = await storesFor(open);
      await deliveryClaims.take('mail', 'one', 10_000);
      await deliveryClaims.release('mail', 'two');
      await deliveryClaims.release('nothing', 'two');
      expect(await deliveryClaims.take('mail', 'two', 10_000)).toMatchObject({ status: 'theirs' });
      await deliveryClaims.release('mail', 'one');
      expect(await deliveryClaims.take('mail', 'two', 10_000)).toEqual({ status: 'ours' });
    });
  });
}
