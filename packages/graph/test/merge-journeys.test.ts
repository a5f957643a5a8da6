import { FAILURE_ID, type JourneyDocument, journeyDocument, SUCCESS_ID, sortKeys } from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffJourneys, mergeJourneys } from '../src/index.ts';

const page = (children: readonly string[]) => ({
  type: 'PageNode',
  displayName: 'Page',
  config: { nodes: children.map((_id) => ({ _id, nodeType: 'UsernameCollectorNode', displayName: _id })) },
  connections: { outcome: 'retry' },
  x: 0,
  y: 0,
});

const base: JourneyDocument = journeyDocument.parse({
  name: 'Login',
  description: 'As it was',
  entryNodeId: 'page',
  nodes: {
    page: page(['name', 'password']),
    retry: {
      type: 'RetryLimitDecisionNode',
      displayName: 'Retry',
      config: { retryLimit: 3, incrementUserAttributeOnFailure: true },
      connections: { Retry: 'page', Reject: FAILURE_ID },
      x: 200,
      y: 0,
    },
  },
  innerNodes: Object.fromEntries(
    ['name', 'password'].map((id) => [id, { type: 'UsernameCollectorNode', displayName: id, config: { text: { en: 'Name' } } }]),
  ),
});

const change = (edit: (copy: JourneyDocument) => void): JourneyDocument => {
  const copy = structuredClone(base);
  edit(copy);
  return copy;
};

const nodeIn = (document: JourneyDocument, id: string) => {
  const node = document.nodes[id];
  if (node === undefined) throw new Error(`There is no ${id}.`);
  return node;
};

/** The merge with one's own side in every conflict, and `chosen` with theirs. */
const merged = (mine: JourneyDocument, theirs: JourneyDocument) => {
  const merge = mergeJourneys(base, mine, theirs);
  return {
    ...merge.resolve(new Set()),
    conflicts: merge.conflicts,
    chosen: merge.resolve(new Set(merge.conflicts)).document,
  };
};

const childrenOf = (document: JourneyDocument) => (nodeIn(document, 'page').config['nodes'] as { _id: string }[]).map(({ _id }) => _id);

const withoutChild = (copy: JourneyDocument, id: string) => {
  delete copy.innerNodes[id];
  copy.nodes['page'] = page(['name', 'password'].filter((one) => one !== id));
};

const withoutPage = (copy: JourneyDocument) => {
  delete copy.nodes['page'];
  copy.innerNodes = {};
  copy.entryNodeId = FAILURE_ID;
  nodeIn(copy, 'retry').connections = { Reject: FAILURE_ID };
};

describe('two authors', () => {
  it('keep both of their changes to different fields of one node', () => {
    const mine = change((copy) => {
      nodeIn(copy, 'retry').config['retryLimit'] = 5;
    });
    const theirs = change((copy) => {
      nodeIn(copy, 'retry').config['incrementUserAttributeOnFailure'] = false;
      nodeIn(copy, 'retry').connections['Reject'] = SUCCESS_ID;
    });
    const { document, conflicts } = merged(mine, theirs);
    expect(conflicts).toEqual([]);
    expect(nodeIn(document, 'retry')).toMatchObject({
      config: { retryLimit: 5, incrementUserAttributeOnFailure: false },
      connections: { Reject: SUCCESS_ID },
    });
  });

  it('are told where both changed the same field, and can take either', () => {
    const mine = change((copy) => {
      nodeIn(copy, 'retry').config['retryLimit'] = 5;
    });
    const theirs = change((copy) => {
      nodeIn(copy, 'retry').config['retryLimit'] = 7;
    });
    const { document, conflicts, chosen } = merged(mine, theirs);
    expect(conflicts).toEqual([{ path: ['nodes', 'retry', 'config', 'retryLimit'], base: 3, mine: 5, theirs: 7 }]);
    expect(nodeIn(document, 'retry').config['retryLimit']).toBe(5);
    expect(nodeIn(chosen, 'retry').config['retryLimit']).toBe(7);
  });

  it('meet in a conflict when one removed the node that the other changed, and no wire leads to nowhere', () => {
    const mine = change((copy) => {
      delete copy.nodes['retry'];
      nodeIn(copy, 'page').connections = {};
    });
    const theirs = change((copy) => {
      nodeIn(copy, 'retry').config['retryLimit'] = 7;
    });
    const { document, conflicts, chosen } = merged(mine, theirs);
    expect(conflicts.map(({ path }) => path)).toEqual([['nodes', 'retry']]);
    expect(document.nodes['retry']).toBeUndefined();
    expect(nodeIn(chosen, 'retry').config['retryLimit']).toBe(7);
    expect(nodeIn(chosen, 'page').connections, 'what led to it leads to it again').toEqual({ outcome: 'retry' });
  });

  it('both add nodes to a page, each where its author put it', () => {
    const add = (id: string, at: number) =>
      change((copy) => {
        const ids = ['name', 'password'].toSpliced(at, 0, id);
        copy.innerNodes[id] = { type: 'UsernameCollectorNode', displayName: id, config: {} };
        copy.nodes['page'] = page(ids);
      });
    const { document, conflicts } = merged(add('mine', 0), add('theirs', 2));
    expect(conflicts).toEqual([]);
    expect((nodeIn(document, 'page').config['nodes'] as { _id: string }[]).map(({ _id }) => _id)).toEqual([
      'mine',
      'name',
      'password',
      'theirs',
    ]);
    expect(Object.keys(document.innerNodes).sort()).toEqual(['mine', 'name', 'password', 'theirs']);
  });

  it.each(['name', 'password'])('keep %s on its page when one took it off, the other changed it, and it is chosen', (id) => {
    const off = change((copy) => withoutChild(copy, id));
    const changed = change((copy) => {
      copy.innerNodes[id] = { type: 'UsernameCollectorNode', displayName: 'Changed', config: {} };
    });
    const taken = merged(off, changed);
    expect([childrenOf(taken.document).includes(id), taken.document.innerNodes[id]]).toEqual([false, undefined]);
    expect([childrenOf(taken.chosen), taken.chosen.innerNodes[id]?.displayName]).toEqual([['name', 'password'], 'Changed']);
    const kept = merged(changed, off);
    expect([childrenOf(kept.document), kept.document.innerNodes[id]?.displayName]).toEqual([['name', 'password'], 'Changed']);
    expect([childrenOf(kept.chosen).includes(id), kept.chosen.innerNodes[id]]).toEqual([false, undefined]);
  });

  it('get a whole page back, with what stands on it and what leads to it', () => {
    const gone = change(withoutPage);
    const renamed = change((copy) => {
      nodeIn(copy, 'page').displayName = 'Renamed';
    });
    expect(merged(gone, renamed).chosen).toEqual(renamed);
    expect(merged(renamed, gone).document).toEqual(renamed);
    const child = change((copy) => {
      copy.innerNodes['name'] = { type: 'UsernameCollectorNode', displayName: 'Changed', config: {} };
    });
    const back = merged(gone, child).chosen;
    expect([childrenOf(back), back.entryNodeId]).toEqual([['name'], 'page']);
    expect(nodeIn(back, 'retry').connections['Retry']).toBe('page');
  });

  it('are told of a wire that falls away because its end was removed', () => {
    const wired = change((copy) => {
      nodeIn(copy, 'retry').connections['Reject'] = 'page';
    });
    const { document, dropped } = merged(wired, change(withoutPage));
    expect(nodeIn(document, 'retry').connections).toEqual({});
    expect(dropped).toEqual([{ nodeId: 'retry', outcome: 'Reject', target: 'page' }]);
  });

  it('do not quarrel about places', () => {
    const at = (x: number) =>
      change((copy) => {
        nodeIn(copy, 'page').x = x;
      });
    const { document, conflicts } = merged(at(10), at(20));
    expect([conflicts, nodeIn(document, 'page').x]).toEqual([[], 10]);
  });
});

/** Random edits of the base journey, some of them hard to join. */
const edited = fc
  .array(
    fc.oneof(
      fc.record({ kind: fc.constant('limit' as const), value: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ kind: fc.constant('wire' as const), value: fc.constantFrom('page', 'retry', SUCCESS_ID, FAILURE_ID) }),
      fc.record({ kind: fc.constant('remove' as const), value: fc.constantFrom('page', 'retry') }),
      fc.record({ kind: fc.constant('text' as const), value: fc.string({ maxLength: 3 }) }),
      fc.record({ kind: fc.constant('add' as const), value: fc.constantFrom('a', 'b', 'c') }),
    ),
    { maxLength: 5 },
  )
  .map((edits) =>
    change((copy) => {
      for (const edit of edits) {
        if (edit.kind === 'limit' && copy.nodes['retry'] !== undefined) copy.nodes['retry'].config['retryLimit'] = edit.value;
        if (edit.kind === 'text') copy.description = edit.value;
        if (edit.kind === 'wire' && copy.nodes['retry'] !== undefined && (edit.value.length > 10 || Object.hasOwn(copy.nodes, edit.value)))
          copy.nodes['retry'].connections['Retry'] = edit.value;
        if (edit.kind === 'add')
          copy.nodes[edit.value] = {
            type: 'MessageNode',
            displayName: edit.value,
            config: {},
            connections: { true: SUCCESS_ID },
            x: 1,
            y: 1,
          };
        if (edit.kind === 'remove') {
          delete copy.nodes[edit.value];
          if (edit.value === 'page') copy.innerNodes = {};
          if (copy.entryNodeId === edit.value) copy.entryNodeId = FAILURE_ID;
          for (const node of Object.values(copy.nodes))
            node.connections = Object.fromEntries(Object.entries(node.connections).filter(([, target]) => target !== edit.value));
        }
      }
    }),
  );

const same = (document: JourneyDocument) => JSON.stringify(sortKeys(journeyDocument.parse(document)));

describe('any merge', () => {
  it('is whole, and takes what only one side changed', () => {
    fc.assert(
      fc.property(edited, edited, (mine, theirs) => {
        const { document, chosen } = merged(mine, theirs);
        for (const parsed of [document, chosen].map((one) => journeyDocument.parse(one))) {
          const isTarget = (id: string) => id === SUCCESS_ID || id === FAILURE_ID || Object.hasOwn(parsed.nodes, id);
          expect(isTarget(parsed.entryNodeId)).toBe(true);
          for (const node of Object.values(parsed.nodes))
            for (const target of Object.values(node.connections)) expect(isTarget(target)).toBe(true);
        }
        expect(same(merged(mine, base).document)).toBe(same(mine));
        expect(same(merged(base, theirs).document)).toBe(same(theirs));
        expect(same(merged(mine, mine).document)).toBe(same(mine));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a comparison', () => {
  it('finds nothing exactly when both say the same', () => {
    fc.assert(
      fc.property(edited, edited, (left, right) => {
        expect(diffJourneys(left, right).length === 0).toBe(same(left) === same(right));
      }),
      { numRuns: 500 },
    );
  });

  it('names what was added, removed, changed, moved and led elsewhere', () => {
    const after = change((copy) => {
      copy.description = 'As it is';
      nodeIn(copy, 'retry').config['retryLimit'] = 4;
      nodeIn(copy, 'retry').x = 300;
      nodeIn(copy, 'retry').connections['Reject'] = SUCCESS_ID;
      copy.nodes['new'] = { type: 'MessageNode', displayName: 'New', config: {}, connections: {}, x: 0, y: 0 };
      copy.uiConfig['categories'] = '["a"]';
    });
    expect(diffJourneys(base, after)).toEqual([
      { kind: 'node-changed', nodeId: 'retry', displayName: 'Retry', field: 'config.retryLimit', before: 3, after: 4 },
      { kind: 'node-added', nodeId: 'new', displayName: 'New', type: 'MessageNode' },
      { kind: 'node-moved', nodeId: 'retry', displayName: 'Retry' },
      { kind: 'wire-changed', nodeId: 'retry', displayName: 'Retry', outcome: 'Reject', before: FAILURE_ID, after: SUCCESS_ID },
      { kind: 'option-changed', field: 'description', before: 'As it was', after: 'As it is' },
      { kind: 'option-changed', field: 'uiConfig.categories', before: undefined, after: '["a"]' },
    ]);
  });
});
