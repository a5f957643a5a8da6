import { describe, expect, it } from 'vitest';
import { type OpenStores, storesFor } from './open-stores.ts';

const node = (id: string, author = 'ada', more: object = {}) => ({ id, type: 'PageNode', config: { header: id }, author, ...more });

/** What `StagedNodeStore` promises. */
export function stagedNodesContract(open: OpenStores): void {
  describe('nodes that stand in no journey', () => {
    it('are kept by realm and id until their time, and listed in the order of their ids', async () => {
      const { stagedNodes, clock } = await storesFor(open);
      await stagedNodes.put('/alpha', [node('b'), node('a', 'bob', { version: '2.0' })], 5_000);
      await stagedNodes.put('/', [node('a')], 5_000);
      expect(await stagedNodes.get('/alpha', 'a')).toEqual(node('a', 'bob', { version: '2.0' }));
      expect(await stagedNodes.get('/', 'a')).toEqual(node('a'));
      expect(await stagedNodes.get('/', 'b')).toBeUndefined();
      expect((await stagedNodes.list('/alpha')).map(({ id }) => id)).toEqual(['a', 'b']);
      clock.now = 5_000;
      expect(await stagedNodes.list('/alpha')).toEqual([]);
      expect(await stagedNodes.get('/alpha', 'a')).toBeUndefined();
    });

    it('are replaced, and taken away by one of several', async () => {
      const { stagedNodes } = await storesFor(open);
      await stagedNodes.put('/alpha', [node('a'), node('a', 'ada', { config: { header: 'new' } })], 5_000);
      expect((await stagedNodes.get('/alpha', 'a'))?.config).toEqual({ header: 'new' });
      const taken = await Promise.all([1, 2, 3].map(() => stagedNodes.remove('/alpha', 'a')));
      expect(taken.filter((one) => one !== undefined)).toHaveLength(1);
      expect(await stagedNodes.remove('/alpha', 'a')).toBeUndefined();
    });

    it('are taken away together, as far as they are there', async () => {
      const { stagedNodes } = await storesFor(open);
      await stagedNodes.put('/alpha', [node('a'), node('b', 'bob'), node('c')], 5_000);
      await stagedNodes.removeAll('/alpha', ['a', 'b', 'a', 'gone']);
      expect((await stagedNodes.list('/alpha')).map(({ id }) => id)).toEqual(['c']);
    });

    it('have room for so many of an author, which comes back when they go', async () => {
      const { stagedNodes, clock } = await storesFor(open);
      const many = (count: number, from = 0) => Array.from({ length: count }, (_, at) => node(`n${from + at}`));
      await stagedNodes.put('/alpha', many(10_000), 5_000);
      await expect(stagedNodes.put('/alpha', many(2, 9_999), 5_000)).rejects.toMatchObject({ code: 'staging.full', kind: 'state' });
      expect(await stagedNodes.get('/alpha', 'n10000')).toBeUndefined();
      await stagedNodes.put('/alpha', [node('other', 'bob')], 5_000);
      await stagedNodes.put('/beta', many(1), 5_000);
      await stagedNodes.put('/alpha', [node('n0', 'ada', { config: { again: true } })], 5_000);
      await stagedNodes.remove('/alpha', 'n1');
      await stagedNodes.put('/alpha', many(1, 20_000), 5_000);
      await expect(stagedNodes.put('/alpha', many(1, 30_000), 5_000)).rejects.toMatchObject({ code: 'staging.full' });
      clock.now = 5_000;
      await stagedNodes.put('/alpha', many(1, 30_000), 9_000);
    }, 120_000);

    it('have room for so many bytes of an author', async () => {
      const { stagedNodes } = await storesFor(open);
      const large = (id: string) => node(id, 'ada', { config: { text: 'x'.repeat(10 * 1024 * 1024) } });
      await stagedNodes.put('/alpha', ['a', 'b', 'c', 'd'].map(large), 5_000);
      await expect(stagedNodes.put('/alpha', [large('e')], 5_000)).rejects.toMatchObject({ code: 'staging.full' });
    }, 120_000);
  });
}
