import { describe, expect, it } from 'vitest';
import { realm } from '../samples/realm.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `RealmStore` promises. */
export function realmsContract(open: OpenStores): void {
  describe('realms', () => {
    it('keep what was last put, in the order of their paths', async () => {
      const { realms } = await storesFor(open);
      expect(await realms.settings('/alpha')).toBeUndefined();
      expect(await realms.list()).toEqual([]);
      await realms.put(realm('/alpha'));
      await realms.put(realm('/'));
      await realms.put(realm('/alpha', { defaultJourney: 'Login', active: false }));
      expect(await realms.settings('/alpha')).toEqual(realm('/alpha', { defaultJourney: 'Login', active: false }));
      expect(await realms.settings('/')).toEqual(realm('/'));
      expect(Object.keys((await realms.settings('/')) ?? {})).toContain('defaultJourney');
      expect((await realms.list()).map(({ path }) => path)).toEqual(['/', '/alpha']);
      expect(await realms.settings('__proto__')).toBeUndefined();
    });
  });
}
