import { FAILURE_ID, type JourneyDocument, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import type { JourneyStore } from '../../src/index.ts';
import { journey } from '../samples/journey.ts';
import { realm } from '../samples/realm.ts';
import { type OpenStores, storesFor } from './open-stores.ts';

const publish = async (
  journeys: JourneyStore,
  documents: readonly JourneyDocument[],
  at: number,
  more: { author?: string; note?: string } = {},
) => (await journeys.publish('/alpha', documents, { at, author: 'ann', note: '', ...more })).map(({ versionId }) => versionId);

const save = (journeys: JourneyStore, document: JourneyDocument, revision: number | null, author = 'ann', at = 3) =>
  journeys.saveDraft('/alpha', author, { document, baseVersion: null, revision }, at);

const runs = (name: string, tree: string): JourneyDocument =>
  journey(name, `runs ${tree}`, {
    entryNodeId: 'inner',
    nodes: {
      inner: {
        type: 'InnerTreeEvaluatorNode',
        displayName: 'Inner',
        config: { tree },
        connections: { true: SUCCESS_ID, false: FAILURE_ID },
        x: 0,
        y: 0,
      },
    },
  });

/** What `JourneyStore` promises. */
export function journeysContract(open: OpenStores): void {
  describe('drafts', () => {
    it('are everybody’s own, and apart from what is published', async () => {
      const { journeys } = await storesFor(open);
      await save(journeys, journey('A', 'hers'), null, 'ann', 3);
      await save(journeys, journey('A', 'his'), null, 'bob', 4);
      expect(await journeys.publishedVersion('/alpha', 'A')).toBeUndefined();
      expect((await journeys.draft('/alpha', 'A', 'ann'))?.document.description).toBe('hers');
      expect((await journeys.draft('/alpha', 'A', 'bob'))?.document.description).toBe('his');
      expect(await journeys.draft('/', 'A', 'bob')).toBeUndefined();
      expect((await journeys.latestDraft('/alpha', 'A'))?.author).toBe('bob');
      await publish(journeys, [journey('A', 'hers')], 5);
      expect(await journeys.draft('/alpha', 'A', 'ann')).toBeUndefined();
      expect((await journeys.draft('/alpha', 'A', 'bob'))?.document.description).toBe('his');
      expect(await journeys.discardDraft('/alpha', 'A', 'bob')).toBe(true);
      expect(await journeys.discardDraft('/alpha', 'A', 'bob')).toBe(false);
    });

    it('are never overwritten by who did not see the last state; of many at once one wins', async () => {
      const { journeys } = await storesFor(open);
      const first = await save(journeys, journey('A', 'one'), null);
      expect(first).toEqual({ author: 'ann', updatedAt: 3, revision: 1, baseVersion: null });
      await expect(save(journeys, journey('A', 'again'), null)).rejects.toMatchObject({
        kind: 'state',
        code: 'draft.changed',
        details: { draft: first },
      });
      const tries = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => save(journeys, journey('A', `v${index}`), 1)));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await journeys.draft('/alpha', 'A', 'ann'))?.revision).toBe(2);
      await expect(journeys.discardDraft('/alpha', 'A', 'ann', 1)).rejects.toMatchObject({ code: 'draft.changed' });
      expect(await journeys.discardDraft('/alpha', 'A', 'ann', 2)).toBe(true);
      await expect(save(journeys, journey('A', 'late'), 2)).rejects.toMatchObject({ code: 'draft.changed', details: { draft: null } });
    });

    it('of several journeys are kept all or none, over what was there, on what is live', async () => {
      const { journeys } = await storesFor(open);
      const [live = ''] = await publish(journeys, [journey('A', 'live')], 1);
      await journeys.saveDrafts('/alpha', 'command line', [journey('A', 'old'), journey('B', 'b')], 2);
      await journeys.saveDrafts('/alpha', 'command line', [journey('A', 'new')], 4);
      expect(await journeys.drafts('/alpha')).toEqual([
        { author: 'command line', updatedAt: 4, revision: 2, baseVersion: live, document: journey('A', 'new') },
        { author: 'command line', updatedAt: 2, revision: 1, baseVersion: null, document: journey('B', 'b') },
      ]);
      const late = journeys.saveDrafts('/alpha', 'command line', [journey('B', 'late'), journey('A', 'late')], 5, {
        revisions: new Map([['A', 1]]),
      });
      await expect(late).rejects.toMatchObject({ code: 'draft.changed', details: { draft: { revision: 2 } } });
      await publish(journeys, [journey('A', 'meanwhile')], 6);
      const expected = { base: new Map([['A', live]]), revisions: new Map([['A', 2]]) };
      await journeys.saveDrafts('/alpha', 'command line', [journey('A', 'on what was planned')], 7, expected);
      expect(await journeys.draft('/alpha', 'A', 'command line')).toMatchObject({ revision: 3, baseVersion: live });
      expect((await journeys.draft('/alpha', 'B', 'command line'))?.document).toEqual(journey('B', 'b'));
      const broken = [journey('C', 'c'), { ...journey('D', 'd'), entryNodeId: '' }];
      await expect(journeys.saveDrafts('/alpha', 'ann', broken, 9)).rejects.toMatchObject({ kind: 'authoring', code: 'journey.malformed' });
      expect(await journeys.latestDraft('/alpha', 'C')).toBeUndefined();
    });
  });

  describe('journeys', () => {
    it('are listed by what is published, else by the latest draft, in the order of names, in one realm', async () => {
      const { journeys } = await storesFor(open);
      await save(journeys, journey('B', 'b'), null);
      await save(journeys, journey('A', 'old'), null, 'ann', 3);
      await save(journeys, journey('A', 'new', { enabled: false }), null, 'bob', 4);
      await journeys.saveDraft('/', 'ann', { document: journey('C', 'c'), baseVersion: null, revision: null }, 3);
      expect(await journeys.list('/alpha')).toEqual([
        { name: 'A', enabled: false, description: 'new', published: undefined },
        { name: 'B', enabled: true, description: 'b', published: undefined },
      ]);
      const [versionId] = await publish(journeys, [journey('A', 'live')], 5, { note: 'First' });
      expect(await journeys.list('/alpha')).toMatchObject([
        { name: 'A', enabled: true, description: 'live', published: { versionId, number: 1, at: 5, author: 'ann', note: 'First' } },
        { name: 'B' },
      ]);
    });

    it('keep every version, named by what it says, and who made it live when and why', async () => {
      const { journeys } = await storesFor(open);
      const [first = ''] = await publish(journeys, [journey('A', 'one')], 5);
      const [second = ''] = await publish(journeys, [journey('A', 'two')], 10, { author: 'bob', note: 'Better' });
      expect(first).toMatch(/^[\w-]{22}$/);
      expect(second).not.toBe(first);
      expect(await journeys.publishedVersion('/alpha', 'A')).toBe(second);
      expect(await journeys.version('/alpha', 'A', first)).toEqual(journey('A', 'one'));
      expect(await publish(journeys, [journey('A', 'one')], 15)).toEqual([first]);
      expect(await journeys.history('/alpha', 'A')).toEqual([
        { versionId: first, number: 3, at: 15, author: 'ann', note: '' },
        { versionId: second, number: 2, at: 10, author: 'bob', note: 'Better' },
        { versionId: first, number: 1, at: 5, author: 'ann', note: '' },
      ]);
      expect(await journeys.version('/', 'A', first)).toBeUndefined();
      expect(await journeys.version('/alpha', 'B', first)).toBeUndefined();
      expect(await journeys.publishedVersion('/', 'A')).toBeUndefined();
      expect(await journeys.history('/', 'A')).toEqual([]);
    });

    it('name a version alike whatever the order of keys, and otherwise for another name', async () => {
      const { journeys } = await storesFor(open);
      const [first] = await publish(journeys, [journey('A', 'x', { uiConfig: { a: '1', b: '2' } })], 5);
      const turned = Object.fromEntries(Object.entries(journey('A', 'x', { uiConfig: { b: '2', a: '1' } })).reverse()) as JourneyDocument;
      expect(await publish(journeys, [turned], 6)).toEqual([first]);
      expect(await publish(journeys, [journey('B', 'x', { uiConfig: { a: '1', b: '2' } })], 6)).not.toEqual([first]);
    });

    it('change nothing when what is published already is published again without a note', async () => {
      const { journeys } = await storesFor(open);
      const [first] = await publish(journeys, [journey('A', 'one')], 5);
      await save(journeys, journey('A', 'work in hand'), null);
      expect(await publish(journeys, [journey('A', 'one')], 9)).toEqual([first]);
      expect(await journeys.history('/alpha', 'A')).toMatchObject([{ number: 1, at: 5 }]);
      expect((await journeys.draft('/alpha', 'A', 'ann'))?.document.description).toBe('work in hand');
      await save(journeys, journey('A', 'one'), 1);
      await publish(journeys, [journey('A', 'one')], 9);
      expect(await journeys.draft('/alpha', 'A', 'ann')).toBeUndefined();
      await publish(journeys, [journey('A', 'one')], 11, { note: 'Again' });
      expect(await journeys.history('/alpha', 'A')).toMatchObject([{ number: 2, note: 'Again' }, { number: 1 }]);
    });

    it('are not published over what the author has not seen; of two at once one is told', async () => {
      const { journeys } = await storesFor(open);
      const [first = ''] = await publish(journeys, [journey('A', 'one')], 5);
      const on = (base: string | null, text: string) =>
        journeys.publish('/alpha', [journey('A', text), journey('B', text)], {
          at: 6,
          author: 'bob',
          note: '',
          base: new Map([['A', base]]),
        });
      await expect(on(null, 'x')).rejects.toMatchObject({
        kind: 'state',
        code: 'journey.base_moved',
        details: { published: { number: 1 } },
      });
      expect(await journeys.published('/alpha', 'B')).toBeUndefined();
      const both = await Promise.allSettled([on(first, 'hers'), on(first, 'his')]);
      expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await journeys.history('/alpha', 'A')).toHaveLength(2);
      const a = (await journeys.published('/alpha', 'A'))?.description;
      expect((await journeys.published('/alpha', 'B'))?.description).toBe(a);
    });

    it('are published all or none, also when two publish at once', async () => {
      const { journeys } = await storesFor(open);
      const pair = (text: string) => [journey('Outer', text), journey('Inner', text)];
      await Promise.all(Array.from({ length: 20 }, (_, index) => publish(journeys, pair(`v${index}`), index)));
      const outer = (await journeys.published('/alpha', 'Outer'))?.description;
      expect((await journeys.published('/alpha', 'Inner'))?.description).toBe(outer);
      expect((await journeys.history('/alpha', 'Outer')).map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, i) => 20 - i));
      const broken = [journey('Outer', 'later'), { ...journey('Inner', 'later'), entryNodeId: '' }];
      await expect(publish(journeys, broken, 99)).rejects.toMatchObject({ kind: 'authoring', code: 'journey.malformed' });
      expect((await journeys.published('/alpha', 'Outer'))?.description).toBe(outer);
    });

    it('refuse the same name twice in one call', async () => {
      const { journeys } = await storesFor(open);
      const twice = [journey('A', 'one'), journey('A', 'two')];
      await expect(publish(journeys, twice, 5)).rejects.toMatchObject({ kind: 'input', code: 'journey.named_twice' });
      await expect(journeys.saveDrafts('/alpha', 'ann', twice, 5)).rejects.toMatchObject({ code: 'journey.named_twice' });
      expect(await journeys.list('/alpha')).toEqual([]);
    });

    it('keep a version that nobody is sent to for a time, and what is published for good', async () => {
      const { journeys, clock } = await storesFor(open);
      const [live] = await publish(journeys, [journey('A', 'live')], 5);
      const tried = await journeys.keepVersion('/alpha', journey('A', 'tried'), clock.now + 100);
      expect(await journeys.keepVersion('/alpha', journey('A', 'live'), clock.now + 100)).toBe(live);
      expect(await journeys.publishedVersion('/alpha', 'A')).toBe(live);
      expect((await journeys.version('/alpha', 'A', tried))?.description).toBe('tried');
      expect(await journeys.history('/alpha', 'A')).toHaveLength(1);
      clock.now += 50;
      await journeys.keepVersion('/alpha', journey('A', 'tried'), clock.now + 100);
      clock.now += 99;
      expect((await journeys.version('/alpha', 'A', tried))?.description).toBe('tried');
      clock.now += 1;
      expect(await journeys.version('/alpha', 'A', tried)).toBeUndefined();
      expect((await journeys.version('/alpha', 'A', live ?? ''))?.description).toBe('live');
    });

    it('take their history, their drafts and who names them along to another name', async () => {
      const { journeys, realms } = await storesFor(open);
      await realms.put(realm('/alpha', { defaultJourney: 'A' }));
      await publish(journeys, [journey('A', 'one')], 5);
      const [second = ''] = await publish(journeys, [journey('A', 'two')], 6);
      const [outer = ''] = await publish(journeys, [runs('Outer', 'A')], 7);
      await journeys.saveDraft('/alpha', 'bob', { document: journey('A', 'his'), baseVersion: second, revision: null }, 8);
      await journeys.saveDraft(
        '/alpha',
        'bob',
        { document: { ...runs('Outer', 'A'), description: 'his' }, baseVersion: outer, revision: null },
        8,
      );
      await publish(journeys, [journey('Taken', 'x')], 9);
      await expect(journeys.rename('/alpha', 'A', 'Taken', { at: 10, author: 'ann' })).rejects.toMatchObject({ code: 'journey.exists' });
      await expect(journeys.rename('/alpha', 'Nobody', 'N', { at: 10, author: 'ann' })).rejects.toMatchObject({ kind: 'notFound' });
      await journeys.rename('/alpha', 'A', 'B', { at: 10, author: 'ann' });
      expect((await journeys.list('/alpha')).map(({ name }) => name)).toEqual(['B', 'Outer', 'Taken']);
      expect(await journeys.published('/alpha', 'B')).toEqual(journey('B', 'two'));
      expect(await journeys.published('/alpha', 'A')).toBeUndefined();
      const history = await journeys.history('/alpha', 'B');
      expect(history.map(({ number, at }) => [number, at])).toEqual([
        [2, 6],
        [1, 5],
      ]);
      expect((await journeys.version('/alpha', 'B', history[1]?.versionId ?? ''))?.description).toBe('one');
      const draft = await journeys.draft('/alpha', 'B', 'bob');
      expect([draft?.document.name, draft?.document.description, draft?.baseVersion]).toEqual(['B', 'his', history[0]?.versionId]);
      expect(await journeys.published('/alpha', 'Outer')).toEqual({ ...runs('Outer', 'B'), description: 'runs A' });
      const outerDraft = await journeys.draft('/alpha', 'Outer', 'bob');
      expect(outerDraft?.document.nodes['inner']?.config).toEqual({ tree: 'B' });
      expect(outerDraft?.baseVersion).toBe(await journeys.publishedVersion('/alpha', 'Outer'));
      expect((await realms.settings('/alpha'))?.defaultJourney).toBe('B');
      // A sign-on that runs on the old name still finds its version.
      expect((await journeys.version('/alpha', 'A', second))?.description).toBe('two');
      expect(await publish(journeys, [journey('A', 'new life')], 11)).toHaveLength(1);
      expect(await journeys.history('/alpha', 'A')).toMatchObject([{ number: 1 }]);
    });

    it('are removed with drafts and history; a sign-on that runs still finds its version', async () => {
      const { journeys } = await storesFor(open);
      const [first = ''] = await publish(journeys, [journey('A', 'one')], 5);
      await save(journeys, journey('A', 'next'), null);
      await save(journeys, journey('D', 'draft only'), null);
      expect(await journeys.remove('/', 'A')).toBe(false);
      expect(await journeys.remove('/alpha', 'A')).toBe(true);
      expect(await journeys.remove('/alpha', 'A')).toBe(false);
      expect(await journeys.remove('/alpha', 'D')).toBe(true);
      expect(await journeys.list('/alpha')).toEqual([]);
      expect(await journeys.latestDraft('/alpha', 'A')).toBeUndefined();
      expect(await journeys.publishedVersion('/alpha', 'A')).toBeUndefined();
      expect((await journeys.version('/alpha', 'A', first))?.description).toBe('one');
      expect(await publish(journeys, [journey('A', 'one')], 9)).toEqual([first]);
      expect(await journeys.history('/alpha', 'A')).toMatchObject([{ number: 1, at: 9 }]);
    });

    it('know nothing by a reserved word', async () => {
      const { journeys } = await storesFor(open);
      expect(await journeys.published('/alpha', '__proto__')).toBeUndefined();
      expect(await journeys.remove('/alpha', 'constructor')).toBe(false);
      expect(await journeys.version('/alpha', '__proto__', '__proto__')).toBeUndefined();
    });
  });
}
