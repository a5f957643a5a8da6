import { FAILURE_ID, type JourneyDocument, journeyDocument, SUCCESS_ID, sortKeys } from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffJourneys, mergeJourneys, resolveConflict } from '../src/index.ts';

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

describe('two authors', () => {
  it('keep both of their changes to different fields of one node', () => {
    const mine = change((copy) => {
      nodeIn(copy, 'retry').config['retryLimit'] = 5;
    });
    const theirs = change((copy) => {
      nodeIn(copy, 'retry').config['incrementUserAttributeOnFailure'] = false;
      nodeIn(copy, 'retry').connections['Reject'] = SUCCESS_ID;
    });
    const { document, conflicts } = mergeJourneys(base, mine, theirs);
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
    const { document, conflicts } = mergeJourneys(base, mine, theirs);
    expect(conflicts).toEqual([{ path: ['nodes', 'retry', 'config', 'retryLimit'], base: 3, mine: 5, theirs: 7 }]);
    expect(nodeIn(document, 'retry').config['retryLimit']).toBe(5);
    const [conflict] = conflicts;
    const chosen = resolveConflict(document, conflict?.path ?? [], conflict?.theirs);
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
    const { document, conflicts } = mergeJourneys(base, mine, theirs);
    expect(conflicts.map(({ path }) => path)).toEqual([['nodes', 'retry']]);
    expect(document.nodes['retry']).toBeUndefined();
    const restored = resolveConflict(document, ['nodes', 'retry'], conflicts[0]?.theirs);
    expect(nodeIn(restored, 'retry').config['retryLimit']).toBe(7);
  });

  it('both add nodes to a page, each where its author put it', () => {
    const add = (id: string, at: number) =>
      change((copy) => {
        const ids = ['name', 'password'].toSpliced(at, 0, id);
        copy.innerNodes[id] = { type: 'UsernameCollectorNode', displayName: id, config: {} };
        copy.nodes['page'] = page(ids);
      });
    const { document, conflicts } = mergeJourneys(base, add('mine', 0), add('theirs', 2));
    expect(conflicts).toEqual([]);
    expect((nodeIn(document, 'page').config['nodes'] as { _id: string }[]).map(({ _id }) => _id)).toEqual([
      'mine',
      'name',
      'password',
      'theirs',
    ]);
    expect(Object.keys(document.innerNodes).sort()).toEqual(['mine', 'name', 'password', 'theirs']);
  });

  it('do not quarrel about places', () => {
    const at = (x: number) =>
      change((copy) => {
        nodeIn(copy, 'page').x = x;
      });
    const { document, conflicts } = mergeJourneys(base, at(10), at(20));
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
        const { document } = mergeJourneys(base, mine, theirs);
        const parsed = journeyDocument.parse(document);
        const isTarget = (id: string) => id === SUCCESS_ID || id === FAILURE_ID || Object.hasOwn(parsed.nodes, id);
        expect(isTarget(parsed.entryNodeId)).toBe(true);
        for (const node of Object.values(parsed.nodes))
          for (const target of Object.values(node.connections)) expect(isTarget(target)).toBe(true);
        expect(same(mergeJourneys(base, mine, base).document)).toBe(same(mine));
        expect(same(mergeJourneys(base, base, theirs).document)).toBe(same(theirs));
        expect(same(mergeJourneys(base, mine, mine).document)).toBe(same(mine));
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
