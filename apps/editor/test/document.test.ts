import { FAILURE_ID, type JourneyDocument, type JourneyNode, journeyDocument, START_ID, SUCCESS_ID, sortKeys } from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addNode, addNodeAfter, insertOnWire, placeOnWire } from '../src/document/add-node.ts';
import { type Alignment, alignNodes } from '../src/document/align-nodes.ts';
import { isCrowded } from '../src/document/box.ts';
import { connect, disconnect, moveSource, targetOf } from '../src/document/connect.ts';
import { setConfig, setDisplayName } from '../src/document/edit-node.ts';
import { addToPage, moveOffPage, moveOntoPage, moveWithinPages, removeFromPage } from '../src/document/edit-page.ts';
import { extractInner } from '../src/document/extract-inner.ts';
import { copyFragment, isEmptyFragment, journeyFragment, pasteFragment } from '../src/document/fragment.ts';
import { freePlace } from '../src/document/free-place.ts';
import { makeRoom } from '../src/document/make-room.ts';
import { moveNodes, placeOf } from '../src/document/move-nodes.ts';
import { newJourney } from '../src/document/new-journey.ts';
import { notesOf, putNote, removeNote } from '../src/document/notes.ts';
import { setOptions } from '../src/document/options.ts';
import { childIds } from '../src/document/page-children.ts';
import { removeNodes } from '../src/document/remove-nodes.ts';
import { advanceHistory, redo, startHistory, undo } from '../src/editor/undo-history.ts';
import { layoutJourney } from '../src/layout/layout-journey.ts';
import { nodeSize } from '../src/layout/node-size.ts';

type Change = (document: JourneyDocument) => JourneyDocument;

const IDS = ['a', 'b', 'c', 'd', 'e'];
const OUTCOMES = ['true', 'false', 'a-true'];
const plain: JourneyNode = { type: 'MessageNode', displayName: 'Message', config: {}, connections: {}, x: 10, y: 20 };
const page: JourneyNode = { type: 'PageNode', version: '2.0', displayName: 'Page', config: { nodes: [] }, connections: {}, x: 10, y: 20 };
const size = () => ({ width: 220, height: 100 });
const note = (id: string, x: number) => ({ id, text: `<b>${id}</b>`, x, y: 0, width: 200, height: 100 });
const sizeIn = (document: JourneyDocument) => (id: string) => nodeSize(document, id, 2);

let made = 0;
const fresh = () => `new-${++made}`;

/** Any change that the editor can make, with whatever arguments, also senseless ones. */
const change: fc.Arbitrary<Change> = fc
  .record({
    what: fc.nat(),
    id: fc.constantFrom(...IDS),
    other: fc.constantFrom(...IDS, SUCCESS_ID, FAILURE_ID, START_ID, 'nowhere', '__proto__'),
    outcome: fc.constantFrom(...OUTCOMES),
    index: fc.integer({ min: 0, max: 4 }),
    alignment: fc.constantFrom<Alignment>('left', 'center', 'right', 'top', 'middle', 'bottom', 'spread-horizontally', 'spread-vertically'),
  })
  .map(({ what, id, other, outcome, index, alignment }): Change => {
    const source = { nodeId: id, outcome };
    const changes: readonly Change[] = [
      (document) => addNode(document, id, plain),
      (document) => addNode(document, id, page),
      (document) => addNode(document, id, { ...plain, connections: { true: other } }),
      (document) => addNodeAfter(document, { nodeId: other, outcome }, id, plain),
      (document) => insertOnWire(document, source, other, plain, 'true'),
      (document) => placeOnWire(document, source, other, outcome),
      (document) => connect(document, source, other),
      (document) => disconnect(document, source),
      (document) => moveSource(document, source, { nodeId: other, outcome: 'false' }),
      (document) => removeNodes(document, [id, other]),
      (document) => addToPage(document, id, index, other, { type: 'MessageNode', displayName: other, config: {} }),
      (document) => moveOntoPage(document, id, other, index),
      (document) => moveOffPage(document, id, { x: index, y: index }),
      (document) => moveWithinPages(document, id, other, index),
      (document) => removeFromPage(document, id),
      (document) =>
        setConfig(document, other, document.nodes[other]?.type === 'PageNode' ? (document.nodes[other]?.config ?? {}) : { index }),
      (document) => setDisplayName(document, id, `Name ${index}`),
      (document) => moveNodes(document, { [id]: { x: index * 10.4, y: 5 }, [other]: { x: 1, y: 2 } }),
      (document) => pasteFragment(document, copyFragment(document, [id, other]), { x: index, y: 0 }, fresh).document,
      (document) =>
        alignNodes(
          document,
          [id, other].filter((one) => Object.hasOwn(document.nodes, one)),
          alignment,
          size,
        ),
      (document) => {
        const extracted = extractInner(document, [id, other], 'Inner', fresh());
        return 'refusal' in extracted ? document : extracted.document;
      },
      (document) => putNote(document, note(id, index)),
      (document) => putNote(document, { ...note(id, index), width: 1 }),
      (document) => removeNote(document, id),
      (document) => moveNodes(document, layoutJourney(document, undefined, sizeIn(document))),
      (document) =>
        moveNodes(
          document,
          layoutJourney(
            document,
            [id, other].filter((one) => Object.hasOwn(document.nodes, one)),
            sizeIn(document),
          ),
        ),
      (document) => {
        const room = makeRoom(document, source, { x: index * 100, y: 0 }, size(), sizeIn(document));
        return insertOnWire(room.document, source, other, { ...plain, ...room.at }, 'true');
      },
      (document) => addNode(document, id, { ...plain, ...freePlace(document, { x: index, y: index }, size(), sizeIn(document)) }),
      (document) => insertOnWire(document, { nodeId: START_ID, outcome: 'start' }, id, plain, 'true'),
      (document) => insertOnWire(document, source, other, page, 'outcome'),
      (document) => placeOnWire(moveOffPage(document, id, { x: 1, y: 2 }), { nodeId: other, outcome }, id, 'true'),
      (document) => moveOntoPage(addNode(document, other, page), id, other, index),
      (document) =>
        pasteFragment(
          document,
          journeyFragment.parse(JSON.parse(JSON.stringify(copyFragment(document, [...IDS])))),
          { x: 0.4, y: 7 },
          fresh,
        ).document,
      (document) => setOptions(document, { description: `About ${index}`, categories: [id], treeTimeout: index + 1 }),
    ];
    return changes[what % changes.length] ?? ((document) => document);
  });

const text = (document: JourneyDocument) => JSON.stringify(sortKeys(document));

/** What must hold of every journey that the editor makes. */
function expectWhole(document: JourneyDocument): void {
  journeyDocument.parse(document);
  const isTarget = (id: string) => id === SUCCESS_ID || id === FAILURE_ID || Object.hasOwn(document.nodes, id);
  expect(isTarget(document.entryNodeId)).toBe(true);
  for (const node of Object.values(document.nodes)) {
    for (const target of Object.values(node.connections)) expect(isTarget(target)).toBe(true);
    expect([node.x, node.y].every(Number.isInteger)).toBe(true);
  }
  const onPages = Object.keys(document.nodes).flatMap((id) => childIds(document, id));
  expect(new Set(onPages).size).toBe(onPages.length);
  expect([...onPages].sort()).toEqual(Object.keys(document.innerNodes).sort());
  for (const id of Object.keys(document.innerNodes)) expect(Object.hasOwn(document.nodes, id)).toBe(false);
  const noteIds = notesOf(document).map(({ id }) => id);
  expect(new Set(noteIds).size).toBe(noteIds.length);
}

describe('any sequence of changes', () => {
  it('leaves a whole journey: no wire to nowhere, no child without a page, no id twice', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        let document = newJourney('J');
        for (const one of changes) {
          document = one(document);
          expectWhole(document);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it('is taken back to the first document, and done again to the last', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(change, fc.option(fc.constantFrom('g', 'h'), { nil: undefined })), { maxLength: 30 }), (changes) => {
        const first = newJourney('J');
        let history = startHistory(first);
        for (const [one, gesture] of changes) history = advanceHistory(history, one(history.present), 'x', gesture);
        const last = history.present;
        while (history.past.length > 0) history = undo(history);
        expect(history.present).toBe(first);
        while (history.future.length > 0) history = redo(history);
        expect(history.present).toBe(last);
        expect(undo(startHistory(first)).present).toBe(first);
        // A gesture is one step, whatever it was made of.
        const steps = changes.reduce(
          (before, [one]) => advanceHistory(before, one(before.present), 'step', 'one gesture'),
          startHistory(first),
        );
        expect(steps.past.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  it('can be laid out: every node at a place of its own', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const document = changes.reduce((before, one) => one(before), newJourney('J'));
        const places = layoutJourney(document, undefined, (id) => nodeSize(document, id, 2));
        const boxes = Object.entries(places).map(([id, place]) => ({ ...place, ...nodeSize(document, id, 2) }));
        expect(boxes).toHaveLength(Object.keys(document.nodes).length + 3);
        for (const [index, a] of boxes.entries()) {
          expect(Number.isFinite(a.x) && Number.isFinite(a.y)).toBe(true);
          for (const b of boxes.slice(index + 1)) {
            const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
            expect(apart).toBe(true);
          }
        }
        expect(layoutJourney(document, undefined, (id) => nodeSize(document, id, 2))).toEqual(places);
      }),
      { numRuns: 200 },
    );
  });
});

describe('room', () => {
  const any = fc.array(change, { maxLength: 25 }).map((changes) => changes.reduce((before, one) => one(before), newJourney('J')));

  it('is found for a new node where it covers none', () => {
    fc.assert(
      fc.property(any, fc.integer({ min: -400, max: 1400 }), fc.integer({ min: -400, max: 900 }), (document, x, y) => {
        const sizeOf = sizeIn(document);
        const place = freePlace(document, { x, y }, size(), sizeOf);
        for (const id of [...Object.keys(document.nodes), START_ID, SUCCESS_ID, FAILURE_ID]) {
          expect(isCrowded({ ...placeOf(document, id), ...sizeOf(id) }, { ...place, ...size() }, 0)).toBe(false);
        }
        expect(place.x).toBe(x);
        expect(place.y).toBeGreaterThanOrEqual(y);
      }),
      { numRuns: 300 },
    );
  });

  it('is made in a wire without a change to any wire, and what stands before its far end stays', () => {
    fc.assert(
      fc.property(
        any,
        fc.constantFrom(...IDS),
        fc.constantFrom(...OUTCOMES),
        fc.integer({ min: 0, max: 900 }),
        (document, nodeId, outcome, x) => {
          const made = makeRoom(document, { nodeId, outcome }, { x, y: 240 }, size(), sizeIn(document));
          expect(Object.values(made.document.nodes).map(({ connections }) => connections)).toEqual(
            Object.values(document.nodes).map(({ connections }) => connections),
          );
          const end = targetOf(document, { nodeId, outcome });
          for (const id of Object.keys(document.nodes)) {
            const before = placeOf(document, id);
            const after = placeOf(made.document, id);
            expect(after.y).toBe(before.y);
            expect(after.x).toBeGreaterThanOrEqual(before.x);
            if (end === undefined || before.x < placeOf(document, end).x) expect(after).toEqual(before);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the clipboard', () => {
  it('carries nodes, pages and notes whole, also one node of a page, and never a wire to what was left behind', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), fc.subarray(IDS), (changes, ids) => {
        const document = changes.reduce((before, one) => one(before), newJourney('J'));
        const fragment = copyFragment(document, ids);
        const copied = new Set(Object.keys(fragment.nodes));
        for (const { connections } of Object.values(fragment.nodes))
          for (const target of Object.values(connections)) expect(copied.has(target)).toBe(true);
        const pasted = pasteFragment(
          newJourney('Other'),
          journeyFragment.parse(JSON.parse(JSON.stringify(fragment))),
          { x: 5, y: 6 },
          fresh,
        );
        expectWhole(pasted.document);
        expect(pasted.ids).toHaveLength(copied.size + fragment.notes.length);
        const types = (nodes: JourneyDocument['nodes']) =>
          Object.values(nodes)
            .map(({ type, config: { nodes: _, ...config } }) => JSON.stringify(sortKeys({ type, config })))
            .sort();
        expect(types(pasted.document.nodes)).toEqual(types(fragment.nodes));
        expect(notesOf(pasted.document)).toHaveLength(fragment.notes.length);
        if (isEmptyFragment(fragment)) expect(pasted.ids).toEqual([]);
        else {
          const places = pasted.ids.map((id) => placeOf(pasted.document, id));
          expect([Math.min(...places.map(({ x }) => x)), Math.min(...places.map(({ y }) => y))]).toEqual([5, 6]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('pages', () => {
  const journey = (): JourneyDocument => {
    let document = addNode(newJourney('J'), 'page', page);
    document = addToPage(document, 'page', 0, 'one', { type: 'UsernameCollectorNode', displayName: 'One', config: {} });
    document = addToPage(document, 'page', 9, 'two', { type: 'PasswordCollectorNode', displayName: 'Two', config: {} });
    return connect(document, { nodeId: 'page', outcome: 'two-outcome' }, SUCCESS_ID);
  };

  it('keep their wires when another node becomes the last, under its name', () => {
    const turned = moveWithinPages(journey(), 'two', 'page', 0);
    expect(childIds(turned, 'page')).toEqual(['two', 'one']);
    expect(turned.nodes['page']?.connections).toEqual({ 'one-outcome': SUCCESS_ID });
  });

  it('take a node of the canvas in with its wires, and let it out again', () => {
    let document = addNode(journey(), 'decide', { ...plain, type: 'DataStoreDecisionNode', connections: { false: FAILURE_ID } });
    document = connect(document, { nodeId: START_ID, outcome: 'start' }, 'decide');
    const taken = moveOntoPage(document, 'decide', 'page', 2);
    expect(childIds(taken, 'page')).toEqual(['one', 'two', 'decide']);
    expect(taken.entryNodeId).toBe('page');
    expect(taken.nodes['page']?.connections).toEqual({ 'decide-outcome': SUCCESS_ID, 'decide-false': FAILURE_ID });
    const out = moveOffPage(taken, 'decide', { x: 5, y: 6 });
    expect(out.nodes['decide']).toMatchObject({ type: 'DataStoreDecisionNode', connections: {}, x: 5, y: 6 });
    expect(childIds(out, 'page')).toEqual(['one', 'two']);
  });
});

describe('grouping', () => {
  it('moves nodes into a journey of their own that one node runs', () => {
    let document = newJourney('Outer');
    for (const id of ['first', 'second', 'after']) document = addNode(document, id, plain);
    document = connect(document, { nodeId: START_ID, outcome: 'start' }, 'first');
    document = connect(document, { nodeId: 'first', outcome: 'true' }, 'second');
    document = connect(document, { nodeId: 'first', outcome: 'false' }, FAILURE_ID);
    document = connect(document, { nodeId: 'second', outcome: 'true' }, 'after');
    const extracted = extractInner(document, ['first', 'second'], 'Inner', 'runner');
    if ('refusal' in extracted) throw new Error(extracted.refusal);
    expect(extracted.document.entryNodeId).toBe('runner');
    expect(extracted.document.nodes['runner']).toMatchObject({
      config: { tree: 'Inner' },
      connections: { true: 'after', false: FAILURE_ID },
    });
    expect(Object.keys(extracted.document.nodes).sort()).toEqual(['after', 'runner']);
    expect(extracted.inner).toMatchObject({ name: 'Inner', entryNodeId: 'first', innerTreeOnly: true });
    expect(extracted.inner.nodes['second']?.connections).toEqual({ true: SUCCESS_ID });
    expect(extracted.inner.nodes['first']?.connections).toEqual({ true: 'second', false: FAILURE_ID });
    expectWhole(extracted.inner);
  });

  it.each([
    ['no-entry', ['after']],
    ['nothing', []],
  ] as const)('says why it cannot be: %s', (refusal, ids) => {
    const document = addNode(newJourney('J'), 'after', plain);
    expect(extractInner(document, ids, 'Inner', 'runner')).toEqual({ refusal });
  });
});

describe('notes and options', () => {
  it('travel as text that every export carries', () => {
    const note = { id: 'n', text: '<b>not markup</b>', x: 1, y: 2, width: 200, height: 100 };
    const noted = putNote(newJourney('J'), note);
    expect(notesOf(journeyDocument.parse(JSON.parse(text(noted))))).toEqual([note]);
    expect(removeNote(noted, 'n')).toEqual(newJourney('J'));
    expect(notesOf({ ...noted, uiConfig: { waygateNotes: '{broken' } })).toEqual([]);
    const options = setOptions(newJourney('J'), { categories: ['a'], description: 'x', treeTimeout: 5, themeId: 't' });
    expect(options).toMatchObject({ description: 'x', treeTimeout: 5, uiConfig: { categories: '["a"]', themeId: 't' } });
    const { description: _, ...without } = newJourney('J');
    expect(setOptions(options, { categories: [], themeId: '', description: undefined, treeTimeout: undefined })).toEqual(without);
  });
});
