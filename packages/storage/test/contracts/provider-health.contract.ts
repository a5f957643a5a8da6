import type { HealthRecord } from '@waygate/continuity';
import { describe, expect, it } from 'vitest';
import { type OpenStores, storesFor } from './open-stores.ts';

const record: HealthRecord = {
  state: 'recovering',
  failures: 1,
  successes: 2,
  nextCheckAt: 5_000,
  cooldownEndsAt: 9_000,
  lastCheck: { at: 4_000, ok: true, tries: 1, detail: 'HTTP 200' },
  fence: 3,
  override: { state: 'blocked', until: 10_000, by: 'ana', at: 4_500, reason: 'works' },
  simulation: { until: 20_000, by: 'ana', at: 4_500 },
  suspectedAt: 4_600,
  shown: { state: 'blocked', since: 4_500 },
  transitions: [{ at: 4_500, from: 'recovering', to: 'blocked', reason: 'operator', by: 'ana' }],
};

/** What `HealthStore` promises. */
export function providerHealthContract(open: OpenStores): void {
  describe('the health of providers', () => {
    it('is kept as it was written, and gone when it is removed', async () => {
      const { providerHealth } = await storesFor(open);
      expect(await providerHealth.find('idp')).toBeUndefined();
      expect(await providerHealth.update('idp', (before) => (before === undefined ? record : undefined))).toEqual(record);
      expect(await providerHealth.find('idp')).toEqual(record);
      expect(await providerHealth.update('idp', () => undefined)).toEqual(record);
      expect(await providerHealth.find('other')).toBeUndefined();
      await providerHealth.remove('idp');
      expect(await providerHealth.find('idp')).toBeUndefined();
    });

    it('loses no change of many at once', async () => {
      const { providerHealth } = await storesFor(open);
      const count = (before: HealthRecord | undefined) => ({ ...(before ?? record), failures: (before?.failures ?? 0) + 1 });
      await Promise.all(Array.from({ length: 30 }, () => providerHealth.update('idp', count)));
      expect((await providerHealth.find('idp'))?.failures).toBe(30);
    });
  });
}
