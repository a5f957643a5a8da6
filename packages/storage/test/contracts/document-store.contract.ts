import { describe, expect, it } from 'vitest';
import type { DocumentStore, DocumentWrite } from '../../src/index.ts';

const write = (
  id: string,
  expectation: DocumentWrite['expect'],
  body: string | undefined,
  more: Partial<DocumentWrite> = {},
): DocumentWrite => ({
  collection: 'services',
  id,
  expect: expectation,
  body,
  ...more,
});

/** What every database engine must do, whatever it is. */
export function documentStoreContract(open: () => Promise<DocumentStore>): void {
  describe('document store', () => {
    it('keeps what was written and counts revisions', async () => {
      const store = await open();
      expect(await store.get('services', 'a', 0)).toBeUndefined();
      expect(await store.write([write('a', 'absent', '1')], 0)).toBe(true);
      expect(await store.get('services', 'a', 0)).toEqual({ id: 'a', revision: 1, body: '1' });
      expect(await store.write([write('a', 'absent', '2')], 0)).toBe(false);
      expect(await store.write([write('a', 7, '2')], 0)).toBe(false);
      expect(await store.write([write('a', 1, '2')], 0)).toBe(true);
      expect(await store.write([write('a', 'any', '3')], 0)).toBe(true);
      expect(await store.get('services', 'a', 0)).toEqual({ id: 'a', revision: 3, body: '3' });
      expect(await store.write([write('a', 3, undefined)], 0)).toBe(true);
      expect(await store.get('services', 'a', 0)).toBeUndefined();
      await store.close();
    });

    it('writes a group all or nothing', async () => {
      const store = await open();
      await store.write([write('a', 'absent', '1')], 0);
      expect(await store.write([write('b', 'absent', '1'), write('a', 'absent', '2')], 0)).toBe(false);
      expect(await store.get('services', 'b', 0)).toBeUndefined();
      expect(await store.write([write('b', 'absent', '1'), write('a', 1, '2')], 0)).toBe(true);
      await store.close();
    });

    it('finds by key, in the order of ids, and forgets keys that a later write leaves out', async () => {
      const store = await open();
      await store.write([write('b', 'any', '1', { keys: { user: 'u', all: 'x' } }), write('a', 'any', '2', { keys: { user: 'u' } })], 0);
      expect((await store.find('services', 'user', 'u', 0)).map(({ id }) => id)).toEqual(['a', 'b']);
      expect(await store.find('services', 'user', 'v', 0)).toEqual([]);
      await store.write([write('b', 'any', '1')], 0);
      expect((await store.find('services', 'user', 'u', 0)).map(({ id }) => id)).toEqual(['a']);
      await store.write([write('a', 'any', undefined)], 0);
      expect(await store.find('services', 'user', 'u', 0)).toEqual([]);
      await store.close();
    });

    it('takes an expired document for absent, swept or not', async () => {
      const store = await open();
      await store.write([write('a', 'absent', '1', { expiresAt: 100, keys: { user: 'u' } })], 0);
      expect(await store.get('services', 'a', 99)).toBeDefined();
      expect(await store.get('services', 'a', 100)).toBeUndefined();
      expect(await store.find('services', 'user', 'u', 100)).toEqual([]);
      expect(await store.write([write('a', 1, '2', { expiresAt: 200 })], 100)).toBe(false);
      expect(await store.write([write('a', 'absent', '3', { expiresAt: 200 })], 100)).toBe(true);
      expect(await store.get('services', 'a', 150)).toEqual({ id: 'a', revision: 1, body: '3' });
      expect(await store.find('services', 'user', 'u', 150)).toEqual([]);
      expect(await store.sweep(150)).toBe(0);
      expect(await store.sweep(200)).toBe(1);
      await store.close();
    });

    it('lets one of many writers of the same revision win', async () => {
      const store = await open();
      await store.write([write('a', 'absent', '0')], 0);
      const won = await Promise.all(Array.from({ length: 50 }, (_, index) => store.write([write('a', 1, String(index))], 0)));
      expect(won.filter(Boolean)).toHaveLength(1);
      await store.close();
    });

    it('takes any text for an id, a key and a body', async () => {
      const store = await open();
      for (const odd of ['__proto__', 'constructor', "'; DROP TABLE documents; --", 'a\nb', '💳', '']) {
        expect(await store.write([write(odd, 'absent', odd, { keys: { user: odd } })], 0)).toBe(true);
        expect((await store.get('services', odd, 0))?.body).toBe(odd);
        expect(await store.find('services', 'user', odd, 0)).toHaveLength(1);
      }
      await store.close();
    });
  });
}
