import { FAILURE_ID, type JourneyDocument, type JourneyNode, START_ID, SUCCESS_ID } from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newJourney } from '../src/document/new-journey.ts';
import { putNote } from '../src/document/notes.ts';
import { makeEditorCatalogue } from '../src/editor/catalogue.ts';
import { OutcomeBook } from '../src/editor/outcome-book.ts';
import { ancestorsOf, type OutlineRow, outlineOf, subjectOf, visibleRows } from '../src/outline/outline-rows.ts';

const book = new OutcomeBook(makeEditorCatalogue([]));
const node = (connections: Record<string, string>, more: Partial<JourneyNode> = {}): JourneyNode => ({
  type: 'Any',
  displayName: '',
  config: {},
  connections,
  x: 0,
  y: 0,
  ...more,
});
const journey = (nodes: Record<string, JourneyNode>, entryNodeId = 'a'): JourneyDocument => ({ ...newJourney('Test'), nodes, entryNodeId });
const told = (row: OutlineRow) =>
  `${'  '.repeat(row.level - 1)}${row.kind === 'wire' ? `${row.outcome} ${row.leads} ${row.target ?? ''}`.trim() : `${row.kind} ${subjectOf(row) ?? ''}`.trim()}`;

const PAGE: JourneyNode = node(
  { outcome: 'b' },
  { type: 'PageNode', config: { nodes: ['c1', 'c2'].map((_id) => ({ _id, nodeType: 'Any' })) } },
);
const withPage: JourneyDocument = {
  ...journey({
    a: PAGE,
    b: node({ true: SUCCESS_ID, false: 'a' }),
    loop: node({ out: 'loop2' }),
    loop2: node({ out: 'loop' }),
    lonely: node({ out: 'b' }),
  }),
  innerNodes: { c1: { type: 'Any', displayName: '', config: {} }, c2: { type: 'Any', displayName: '', config: {} } },
};

describe('the outline of a journey', () => {
  it('tells each node where it is met first, what nothing leads to in a group, and notes', () => {
    const document = putNote(withPage, { id: 'n', text: 'Remember', x: 0, y: 0, width: 100, height: 100 });
    expect(outlineOf(document, book).rows.map(told)).toEqual([
      'here a',
      '  child c1',
      '  child c2',
      '  outcome here b',
      `    true end ${SUCCESS_ID}`,
      '    false link a',
      'unreachable',
      '  node lonely',
      '    out link b',
      '  node loop',
      '    out here loop2',
      '      out link loop',
      'notes',
      '  note n',
    ]);
  });

  it('begins with Failure when there is nothing yet', () => {
    expect(outlineOf(newJourney('New'), book).rows).toEqual([
      expect.objectContaining({
        kind: 'wire',
        leads: 'end',
        target: FAILURE_ID,
        source: { nodeId: START_ID, outcome: 'start' },
        setSize: 1,
      }),
    ]);
  });

  it('hides what is below a collapsed row, and knows what stands around a row', () => {
    const { rows, placeOf } = outlineOf(withPage, book);
    const second = placeOf.get('b') ?? '';
    expect(visibleRows(rows, new Set([second])).map(told)).not.toContain('    false link a');
    expect(
      visibleRows(rows, new Set([rows[0]?.key ?? '']))
        .map(told)
        .slice(0, 2),
    ).toEqual(['here a', 'unreachable']);
    expect(ancestorsOf(rows, placeOf.get('loop2') ?? '').map(told)).toEqual(['unreachable', '  node loop']);
  });

  it('holds every node, page child and outcome exactly once, whatever the wires', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const target = fc.constantFrom(...ids, SUCCESS_ID, FAILURE_ID);
    const nodes = fc.dictionary(fc.constantFrom(...ids), fc.dictionary(fc.constantFrom('x', 'y', 'z'), target), { minKeys: 1 });
    fc.assert(
      fc.property(nodes, target, (drawn, entry) => {
        const isThere = (id: string) => !ids.includes(id) || Object.hasOwn(drawn, id);
        const document = journey(
          Object.fromEntries(
            Object.entries(drawn).map(([id, wires]) => [
              id,
              node(Object.fromEntries(Object.entries(wires).filter(([, to]) => isThere(to)))),
            ]),
          ),
          isThere(entry) ? entry : SUCCESS_ID,
        );
        const { rows, placeOf } = outlineOf(document, book);
        const subjects = rows.flatMap((row) => subjectOf(row) ?? []);
        expect([...subjects].sort()).toEqual(Object.keys(document.nodes).sort());
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
        const wires = Object.values(document.nodes).reduce((sum, { connections }) => sum + Object.keys(connections).length, 1);
        expect(rows.filter(({ kind }) => kind === 'wire')).toHaveLength(wires);
        for (const id of subjects) expect(rows.some(({ key }) => key === placeOf.get(id))).toBe(true);
        for (const [index, row] of rows.entries()) expect(row.level).toBeLessThanOrEqual((rows[index - 1]?.level ?? 0) + 1);
      }),
    );
  });

  it('can be made of a chain that is longer than any stack', () => {
    const length = 20_000;
    const chain = Object.fromEntries(Array.from({ length }, (_, i) => [`n${i}`, node({ out: i + 1 < length ? `n${i + 1}` : SUCCESS_ID })]));
    expect(outlineOf(journey(chain, 'n0'), book).rows).toHaveLength(length + 1);
  });
});
