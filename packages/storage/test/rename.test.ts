import { describe, expect, it } from 'vitest';
import type { DocumentWrite } from '../src/document-store.ts';
import { MemoryDocumentStore } from '../src/memory/memory-document-store.ts';
import { storesOn } from '../src/stores-on.ts';
import { journey } from './samples/journey.ts';
import { sealer } from './sealer.ts';

/** A store in which something else happens just before the next group is written. */
class InterruptedStore extends MemoryDocumentStore {
  interrupt: (() => Promise<unknown>) | undefined;

  override async write(writes: readonly DocumentWrite[], now: number): Promise<boolean> {
    const { interrupt } = this;
    this.interrupt = undefined;
    await interrupt?.();
    return super.write(writes, now);
  }
}

/** A journey that runs another inside itself. */
const outer = (tree: string, description: string) =>
  journey('Outer', description, {
    entryNodeId: 'i',
    nodes: { i: { type: 'InnerTreeEvaluatorNode', displayName: 'Inner', config: { tree }, connections: {}, x: 0, y: 0 } },
  });

describe('what an author saves while a journey is renamed', () => {
  it('goes along to the new name', async () => {
    const store = new InterruptedStore();
    const { journeys } = storesOn(store, sealer, () => 0);
    await journeys.publish('/alpha', [journey('A', 'live')], { at: 1, author: 'ann', note: '' });
    const begun = await journeys.saveDraft('/alpha', 'bob', { document: journey('A', 'first'), baseVersion: null, revision: null }, 2);
    store.interrupt = () =>
      journeys.saveDraft('/alpha', 'bob', { document: journey('A', 'second'), baseVersion: null, revision: begun.revision }, 3);
    await journeys.rename('/alpha', 'A', 'B', { at: 4, author: 'ann' });
    expect(await journeys.draft('/alpha', 'B', 'bob')).toMatchObject({ revision: 2, document: { name: 'B', description: 'second' } });
    expect(await journeys.draft('/alpha', 'A', 'bob')).toBeUndefined();
  });

  it('stays in the draft of another that runs it, which follows the name', async () => {
    const store = new InterruptedStore();
    const { journeys } = storesOn(store, sealer, () => 0);
    await journeys.publish('/alpha', [journey('A', 'live')], { at: 1, author: 'ann', note: '' });
    const work = (description: string, revision: number | null) => ({ document: outer('A', description), baseVersion: null, revision });
    await journeys.saveDraft('/alpha', 'bob', work('first', null), 2);
    store.interrupt = () => journeys.saveDraft('/alpha', 'bob', work('second', 1), 3);
    await journeys.rename('/alpha', 'A', 'B', { at: 4, author: 'ann' });
    expect((await journeys.draft('/alpha', 'Outer', 'bob'))?.document).toEqual(outer('B', 'second'));
  });
});
