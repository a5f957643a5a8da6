import { describe, expect, it } from 'vitest';
import { type OpenStores, storesFor } from './open-stores.ts';

export function previewTicketsContract(open: OpenStores): void {
  describe('preview tickets', () => {
    it('hold until their time', async () => {
      const { previewTickets } = await storesFor(open);
      const grant = { realm: '/alpha', journey: 'Login', versionId: 'v', adminId: 'a', expiresAt: 2_000 };
      await previewTickets.put('hash', grant);
      expect(await previewTickets.find('hash', 1_999)).toEqual(grant);
      expect(await previewTickets.find('hash', 2_000)).toBeUndefined();
      expect(await previewTickets.find('other', 1_000)).toBeUndefined();
    });

    it('begin one run, also when several try at once', async () => {
      const { previewTickets } = await storesFor(open);
      await previewTickets.put('hash', { realm: '/alpha', journey: 'Login', versionId: 'v', adminId: 'a', expiresAt: 2_000 });
      const tries = await Promise.all(Array.from({ length: 8 }, () => previewTickets.use('hash', 1_500)));
      expect(tries.filter(Boolean)).toHaveLength(1);
      expect(await previewTickets.use('hash', 1_600)).toBe(false);
      expect(await previewTickets.use('other', 1_500)).toBe(false);
      expect(await previewTickets.find('hash', 1_600)).toMatchObject({ adminId: 'a', usedAt: 1_500 });
      expect(await previewTickets.find('hash', 2_000)).toBeUndefined();
    });
  });
}
