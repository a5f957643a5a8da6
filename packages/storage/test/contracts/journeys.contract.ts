import type { JourneyDocument } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { journey } from '../samples/journey.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

/** What `JourneyStore` promises. */
export function journeysContract(open: OpenStores): void {
  describe('journeys', () => {
    it('keep a draft apart from what is published', async () => {
      const { journeys } = await storesFor(open);
      await journeys.saveDrafts('/alpha', [journey('A', 'draft')]);
      expect(await journeys.publishedVersion('/alpha', 'A')).toBeUndefined();
      expect(await journeys.published('/alpha', 'A')).toBeUndefined();
      expect(await journeys.draft('/alpha', 'A')).toEqual(journey('A', 'draft'));
      const [first] = await journeys.publish('/alpha', [journey('A', 'one')], 5);
      expect(await journeys.draft('/alpha', 'A')).toBeUndefined();
      await journeys.saveDrafts('/alpha', [journey('A', 'next', { enabled: false })]);
      expect(await journeys.published('/alpha', 'A')).toEqual(journey('A', 'one'));
      expect(await journeys.publishedVersion('/alpha', 'A')).toBe(first);
      expect(await journeys.list('/alpha')).toEqual([
        { name: 'A', enabled: true, description: 'one', publishedVersion: first, publishedAt: 5, hasDraft: true },
      ]);
    });

    it('list what was never published by its latest draft, in the order of names, in one realm', async () => {
      const { journeys } = await storesFor(open);
      await journeys.saveDrafts('/alpha', [journey('B', 'b'), journey('A', 'old')]);
      await journeys.saveDrafts('/alpha', [journey('A', 'new', { enabled: false })]);
      await journeys.saveDrafts('/', [journey('C', 'c')]);
      const unpublished = { publishedVersion: undefined, publishedAt: undefined, hasDraft: true };
      expect(await journeys.list('/alpha')).toEqual([
        { name: 'A', enabled: false, description: 'new', ...unpublished },
        { name: 'B', enabled: true, description: 'b', ...unpublished },
      ]);
    });

    it('keep every version, named by what it says', async () => {
      const { journeys } = await storesFor(open);
      const [first = ''] = await journeys.publish('/alpha', [journey('A', 'one')], 5);
      const [second = ''] = await journeys.publish('/alpha', [journey('A', 'two')], 10);
      expect(first).toMatch(/^[\w-]{22}$/);
      expect(second).not.toBe(first);
      expect(await journeys.publishedVersion('/alpha', 'A')).toBe(second);
      expect(await journeys.version('/alpha', 'A', first)).toEqual(journey('A', 'one'));
      expect(await journeys.version('/alpha', 'A', second)).toEqual(journey('A', 'two'));
      expect(await journeys.publish('/alpha', [journey('A', 'one')], 15)).toEqual([first]);
      expect(await journeys.list('/alpha')).toMatchObject([{ publishedVersion: first, publishedAt: 15 }]);
      expect(await journeys.version('/', 'A', first)).toBeUndefined();
      expect(await journeys.version('/alpha', 'B', first)).toBeUndefined();
      expect(await journeys.publishedVersion('/', 'A')).toBeUndefined();
    });

    it('name a version alike whatever the order of keys, and otherwise for another name', async () => {
      const { journeys } = await storesFor(open);
      const [first] = await journeys.publish('/alpha', [journey('A', 'x', { uiConfig: { a: '1', b: '2' } })], 5);
      const turned = Object.fromEntries(Object.entries(journey('A', 'x', { uiConfig: { b: '2', a: '1' } })).reverse()) as JourneyDocument;
      expect(await journeys.publish('/alpha', [turned], 6)).toEqual([first]);
      expect(await journeys.publish('/alpha', [journey('B', 'x', { uiConfig: { a: '1', b: '2' } })], 6)).not.toEqual([first]);
    });

    it('change nothing when what is published already is published again', async () => {
      const { journeys } = await storesFor(open);
      const [first] = await journeys.publish('/alpha', [journey('A', 'one')], 5);
      expect(await journeys.publish('/alpha', [journey('A', 'one')], 9)).toEqual([first]);
      expect(await journeys.list('/alpha')).toMatchObject([{ publishedAt: 5, hasDraft: false }]);
      await journeys.saveDrafts('/alpha', [journey('A', 'work in hand')]);
      await journeys.publish('/alpha', [journey('A', 'one')], 9);
      expect((await journeys.draft('/alpha', 'A'))?.description).toBe('work in hand');
      await journeys.saveDrafts('/alpha', [journey('A', 'one')]);
      await journeys.publish('/alpha', [journey('A', 'one')], 9);
      expect(await journeys.list('/alpha')).toMatchObject([{ publishedAt: 5, hasDraft: false }]);
    });

    it('are published all or none, also when two publish at once', async () => {
      const { journeys } = await storesFor(open);
      const pair = (text: string) => [journey('Outer', text), journey('Inner', text)];
      await Promise.all(Array.from({ length: 20 }, (_, index) => journeys.publish('/alpha', pair(`v${index}`), index)));
      const outer = (await journeys.published('/alpha', 'Outer'))?.description;
      expect((await journeys.published('/alpha', 'Inner'))?.description).toBe(outer);
      const broken = [journey('Outer', 'later'), { ...journey('Inner', 'later'), entryNodeId: '' }];
      await expect(journeys.publish('/alpha', broken, 99)).rejects.toMatchObject({ kind: 'authoring', code: 'journey.malformed' });
      await expect(journeys.saveDrafts('/alpha', broken)).rejects.toMatchObject({ code: 'journey.malformed' });
      expect((await journeys.published('/alpha', 'Outer'))?.description).toBe(outer);
      expect(await journeys.draft('/alpha', 'Outer')).toBeUndefined();
    });

    it('refuse the same name twice in one call', async () => {
      const { journeys } = await storesFor(open);
      const twice = [journey('A', 'one'), journey('A', 'two')];
      await expect(journeys.publish('/alpha', twice, 5)).rejects.toMatchObject({ kind: 'input', code: 'journey.named_twice' });
      await expect(journeys.saveDrafts('/alpha', twice)).rejects.toMatchObject({ code: 'journey.named_twice' });
      expect(await journeys.list('/alpha')).toEqual([]);
    });

    it('are removed with their draft; a sign-on that runs still finds its version', async () => {
      const { journeys } = await storesFor(open);
      const [first = ''] = await journeys.publish('/alpha', [journey('A', 'one')], 5);
      await journeys.saveDrafts('/alpha', [journey('A', 'next')]);
      expect(await journeys.remove('/', 'A')).toBe(false);
      expect(await journeys.remove('/alpha', 'A')).toBe(true);
      expect(await journeys.remove('/alpha', 'A')).toBe(false);
      expect(await journeys.list('/alpha')).toEqual([]);
      expect(await journeys.draft('/alpha', 'A')).toBeUndefined();
      expect(await journeys.publishedVersion('/alpha', 'A')).toBeUndefined();
      expect((await journeys.version('/alpha', 'A', first))?.description).toBe('one');
      expect(await journeys.publish('/alpha', [journey('A', 'one')], 9)).toEqual([first]);
      expect((await journeys.published('/alpha', 'A'))?.description).toBe('one');
    });

    it('know nothing by a reserved word', async () => {
      const { journeys } = await storesFor(open);
      expect(await journeys.published('/alpha', '__proto__')).toBeUndefined();
      expect(await journeys.remove('/alpha', 'constructor')).toBe(false);
      expect(await journeys.version('/alpha', '__proto__', '__proto__')).toBeUndefined();
    });
  });
}
