import { describe, expect, it } from 'vitest';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `RealmObjectStore` promises. */
export function realmObjectsContract(open: OpenStores): void {
  describe('objects of a realm', () => {
    it('are kept by realm, kind and id, whatever text the id holds', async () => {
      const { realmObjects } = await storesFor(open);
      await realmObjects.put('/alpha', [
        { kind: 'script', id: 'a\nb', value: { name: 'One' } },
        { kind: 'theme', id: 'a\nb', value: { name: 'Two' } },
      ]);
      await realmObjects.put('/', [{ kind: 'script', id: 'a\nb', value: { name: 'Three' } }]);
      expect(await realmObjects.get('/alpha', 'script', 'a\nb')).toEqual({ name: 'One' });
      expect(await realmObjects.get('/alpha', 'theme', 'a\nb')).toEqual({ name: 'Two' });
      expect(await realmObjects.get('/', 'script', 'a\nb')).toEqual({ name: 'Three' });
      expect(await realmObjects.get('/', 'theme', 'a\nb')).toBeUndefined();
      expect(await realmObjects.list('/alpha', 'script')).toEqual([{ id: 'a\nb', value: { name: 'One' } }]);
    });

    it('are listed in the order of their ids, each once', async () => {
      const { realmObjects } = await storesFor(open);
      await realmObjects.put('/alpha', [
        { kind: 'script', id: 'b', value: { at: 1 } },
        { kind: 'script', id: 'a', value: { at: 1 } },
        { kind: 'script', id: 'b', value: { at: 2 } },
      ]);
      expect(await realmObjects.list('/alpha', 'script')).toEqual([
        { id: 'a', value: { at: 1 } },
        { id: 'b', value: { at: 2 } },
      ]);
    });

    it('are created once, by one of several', async () => {
      const { realmObjects } = await storesFor(open);
      const won = await Promise.all([1, 2, 3].map((at) => realmObjects.create('/alpha', 'oauthClient', { id: 'app', value: { at } })));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await realmObjects.get('/alpha', 'oauthClient', 'app')).toEqual({ at: won.indexOf(true) + 1 });
    });

    it('lose no change when several come at once', async () => {
      const { realmObjects } = await storesFor(open);
      await realmObjects.put('/alpha', [{ kind: 'theme', id: 't', value: { count: 0 } }]);
      await Promise.all(
        [1, 2, 3, 4, 5].map(() => realmObjects.update('/alpha', 'theme', 't', ({ count }) => ({ count: Number(count) + 1 }))),
      );
      expect(await realmObjects.get('/alpha', 'theme', 't')).toEqual({ count: 5 });
      expect(await realmObjects.update('/alpha', 'theme', 't', () => undefined)).toBeUndefined();
      expect(await realmObjects.update('/alpha', 'theme', 'none', () => ({}))).toBeUndefined();
    });

    it('are removed once, and say that something changed', async () => {
      const { realmObjects } = await storesFor(open);
      await realmObjects.put('/alpha', [{ kind: 'script', id: 's', value: {} }]);
      const before = realmObjects.generation();
      expect(await realmObjects.remove('/alpha', 'script', 's')).toBe(true);
      expect(realmObjects.generation()).not.toBe(before);
      expect(await realmObjects.remove('/alpha', 'script', 's')).toBe(false);
      expect(await realmObjects.list('/alpha', 'script')).toEqual([]);
    });
  });
}
