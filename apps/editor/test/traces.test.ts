import { type CatalogueNode, FAILURE_ID, journeyDocument, SUCCESS_ID, type TracedVisit } from '@waygate/schema';
import { beforeAll, describe, expect, it, vi } from 'vitest';

// The texts of the browser are chosen when they are loaded; Node has no store for the choice of a language.
vi.stubGlobal('localStorage', { getItem: () => 'en' });

const node = (type: string, outcomes: Record<string, string>, kind: CatalogueNode['kind'] = 'plain'): CatalogueNode => ({
  type,
  version: '1.0',
  displayName: type,
  category: 'utilities',
  tags: [],
  icon: 'dot',
  summary: '',
  kind,
  config: {},
  defaults: {},
  outcomes: Object.entries(outcomes).map(([id, displayName]) => ({ id, displayName })),
  reads: [],
  writes: [],
  provides: {},
  interactive: true,
  boundsLoops: false,
});
const catalogue = new Map(
  [
    node('PageNode', {}, 'page'),
    node('Ask', { outcome: 'Outcome' }),
    node('Check', { true: 'Right', false: 'Wrong' }),
    node('InnerTreeEvaluatorNode', { true: 'True', false: 'False' }, 'inner'),
  ].map((one) => [one.type, one]),
);

const document = journeyDocument.parse({
  name: 'J',
  entryNodeId: 'page',
  nodes: {
    page: {
      type: 'PageNode',
      version: '2.0',
      displayName: 'Page',
      config: { nodes: [{ _id: 'ask', nodeType: 'Ask' }] },
      connections: { 'ask-outcome': 'inner' },
    },
    inner: {
      type: 'InnerTreeEvaluatorNode',
      displayName: 'Inner',
      config: { tree: 'I' },
      connections: { true: SUCCESS_ID, false: FAILURE_ID },
    },
  },
  innerNodes: { ask: { type: 'Ask', displayName: 'Ask', config: {} } },
});

const visit = (nodeId: string, nodeType: string, result: string, at: number, more: Partial<TracedVisit> = {}): TracedVisit => ({
  journey: 'J',
  versionId: 'v',
  nodeId,
  nodeType,
  displayName: nodeId,
  result,
  at,
  took: 1,
  ...more,
});
const visits = [
  visit('ask', 'Ask', 'sent', 0, { pageId: 'page' }),
  visit('page', 'PageNode', 'sent', 0),
  visit('ask', 'Ask', 'outcome', 10, { pageId: 'page' }),
  visit('page', 'PageNode', 'ask-outcome', 10),
  visit('inner', 'InnerTreeEvaluatorNode', 'entered', 11),
  visit('check', 'Check', 'false', 12, { journey: 'I', versionId: 'w' }),
  visit('inner', 'InnerTreeEvaluatorNode', 'false', 41, { took: 0 }),
];

describe('a sign-on on a drawing', () => {
  let traces: typeof import('../src/traces/trace-steps.ts') &
    typeof import('../src/traces/lit-path.ts') &
    typeof import('../src/traces/trace-search.ts') &
    typeof import('../src/editor/wire-id.ts');
  beforeAll(async () => {
    traces = {
      ...(await import('../src/traces/trace-steps.ts')),
      ...(await import('../src/traces/lit-path.ts')),
      ...(await import('../src/traces/trace-search.ts')),
      ...(await import('../src/editor/wire-id.ts')),
    };
  });

  it('has a step for each node, pages with what stands on them, and inner journeys as long as they ran', () => {
    const steps = traces.traceSteps(visits);
    expect(steps.map(({ number, visit: { nodeId, result }, children, took }) => [number, nodeId, result, children.length, took])).toEqual([
      [1, 'page', 'sent', 1, 1],
      [2, 'page', 'ask-outcome', 1, 1],
      [3, 'inner', 'entered', 0, 1],
      [4, 'check', 'false', 0, 1],
      [5, 'inner', 'false', 0, 30],
    ]);
  });

  it('lights what was taken so far, and stands at the end when it is over', () => {
    const steps = traces.traceSteps(visits);
    const wire = (nodeId: string, outcome: string) => traces.wireId({ nodeId, outcome });
    const asked = traces.litPath(document, steps.slice(0, 1), false, catalogue);
    expect([...asked.wires]).toEqual([wire('startNode', 'start')]);
    expect(asked.current).toBe('page');
    expect(asked.nodes.get('page')).toMatchObject({ result: 'asked the person', steps: [1] });
    const all = traces.litPath(document, steps, true, catalogue);
    expect(all.wires).toEqual(new Set([wire('page', 'ask-outcome'), wire('inner', 'false'), wire('startNode', 'start')]));
    expect(all.nodes.get('page')).toMatchObject({ result: 'Outcome', steps: [1, 2] });
    expect(all.nodes.get('ask')).toMatchObject({ result: 'Outcome', steps: [1, 2] });
    expect(all.nodes.get('inner')).toEqual({ result: 'False', took: 30, steps: [3, 5] });
    expect(all.nodes.has('check')).toBe(false);
    expect(all.current).toBe(FAILURE_ID);
    expect(traces.litPath(document, steps, false, catalogue).current).toBe('inner');
    expect(traces.litPath(document, [], false, catalogue)).toEqual({ nodes: new Map(), wires: new Set(), current: undefined });
  });

  it('lights nothing of what is gone from the journey but says where it stood', () => {
    const gone = { ...document, nodes: {}, innerNodes: {} };
    const lit = traces.litPath(gone, traces.traceSteps(visits), true, catalogue);
    expect(lit.wires.size).toBe(1);
    expect(lit.current).toBe('inner');
  });

  it('is looked for as the address says, and what it does not know is not said', () => {
    const wish = traces.readWish(new URLSearchParams('text=ann&result=failed&time=between&from=2026-01-02T03:04&journey=J'));
    expect(traces.writeWish(wish).toString()).toBe('text=ann&journey=J&result=failed&time=between&from=2026-01-02T03%3A04');
    expect(traces.searchOf(wish, 0)).toEqual({ text: 'ann', journey: 'J', result: 'failed', from: Date.parse('2026-01-02T03:04') });
    const unknown = traces.readWish(new URLSearchParams('result=great&time=never&from=x'));
    expect(traces.searchOf(unknown, 0)).toEqual({});
    expect(traces.wishesAll(traces.readWish(new URLSearchParams()))).toBe(true);
    expect(traces.searchOf({ ...unknown, time: 'hour' }, 7_200_000)).toEqual({ from: 3_600_000 });
  });
});
