import { FAILURE_ID, type JourneyDocument, journeyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint } from '../src/editor/fingerprint.ts';
import { advanceHistory, publishedHistory, rebaseHistory, redo, startHistory, undo } from '../src/editor/undo-history.ts';
import { wireId } from '../src/editor/wire-id.ts';
import { changeLines } from '../src/versions/change-lines.ts';
import { comparisonMarks } from '../src/versions/comparison-marks.ts';
import { journeyAddress } from '../src/versions/journey-address.ts';
import { canonicalJson, jsonDiff } from '../src/versions/json-diff.ts';

const page = (names: Readonly<Record<string, string>>) => ({
  type: 'PageNode',
  displayName: 'Page',
  config: { nodes: Object.entries(names).map(([_id, displayName]) => ({ _id, nodeType: 'UsernameCollectorNode', displayName })) },
  connections: { outcome: 'decide' },
});
const child = (displayName: string) => ({ type: 'UsernameCollectorNode', displayName, config: {} });

const before: JourneyDocument = journeyDocument.parse({
  name: 'J',
  entryNodeId: 'page',
  nodes: {
    page: page({ name: 'Name' }),
    decide: { type: 'DataStoreDecisionNode', displayName: 'Decide', config: {}, connections: { true: SUCCESS_ID, false: 'retry' } },
    retry: { type: 'RetryLimitDecisionNode', displayName: 'Retry', config: { retryLimit: 3 }, connections: { Reject: FAILURE_ID } },
  },
  innerNodes: { name: child('Name') },
});
const after: JourneyDocument = journeyDocument.parse({
  ...before,
  entryNodeId: 'decide',
  nodes: {
    page: page({ name: 'Renamed' }),
    decide: { ...before.nodes['decide'], connections: { true: 'tell', false: FAILURE_ID }, x: 40 },
    tell: { type: 'MessageNode', displayName: 'Tell', config: {}, connections: { true: SUCCESS_ID } },
  },
  innerNodes: { name: child('Renamed') },
});

describe('the version that work stands on', () => {
  const other = { ...before, description: 'other' };

  it('goes back and forth with undo', () => {
    const merged = rebaseHistory(advanceHistory(startHistory(before, 'v1'), after, 'change'), other, 'v2', 'join');
    expect([merged.base, undo(merged).base, undo(undo(merged)).base]).toEqual(['v2', 'v1', 'v1']);
    expect(redo(undo(merged))).toMatchObject({ present: other, base: 'v2' });
  });

  it('is what was published, for every step that stood on the same before and for no other', () => {
    const merged = rebaseHistory(startHistory(before, 'v1'), after, 'v2', 'join');
    const published = publishedHistory(advanceHistory(merged, other, 'change'), 'v3');
    expect([published.base, undo(published).base, undo(undo(published)).base]).toEqual(['v3', 'v3', 'v1']);
  });
});

describe('a comparison', () => {
  it('marks what is gone on the earlier, what is new on the later, and what is different on both', () => {
    const marks = comparisonMarks(before, after);
    const wire = (nodeId: string, outcome: string) => wireId({ nodeId, outcome });
    expect(Object.fromEntries(marks.before.nodes)).toEqual({ retry: 'removed', name: 'changed', page: 'changed' });
    expect(Object.fromEntries(marks.after.nodes)).toEqual({ tell: 'added', name: 'changed', page: 'changed' });
    const start = Object.fromEntries([...marks.after.wires].filter(([id]) => id.includes(START_ID)));
    expect(Object.values(start)).toEqual(['changed']);
    expect(marks.before.wires.get(wire('retry', 'Reject'))).toBe('removed');
    expect([marks.before.wires.get(wire('decide', 'true')), marks.after.wires.get(wire('decide', 'true'))]).toEqual(['changed', 'changed']);
    expect(marks.after.wires.get(wire('tell', 'true'))).toBe('added');
  });

  it('is told in one line for each thing, and a name on a page only once', () => {
    const lines = changeLines(before, after, new Map()).map(({ kind, text }) => `${kind} ${text}`);
    expect(lines).toEqual([
      'changed Begins at Decide, was Page',
      'added Added: Tell',
      'removed Removed: Retry',
      'changed Connected elsewhere: Decide, true → Tell, was Success',
      'changed Connected elsewhere: Decide, false → Failure, was Retry',
      'added Connected: Tell, true → Success',
      'changed Changed: Renamed: Name',
      'changed Places on the canvas: one moved',
    ]);
    const ids = changeLines(before, after, new Map()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('as text shows the lines that differ, with what stands around them', () => {
    const lines = jsonDiff({ ...before, description: 'a' }, { ...before, description: 'b' });
    expect(lines.filter(({ kind }) => kind === 'added' || kind === 'removed')).toEqual([
      { kind: 'removed', text: '  "description": "a",', number: 2 },
      { kind: 'added', text: '  "description": "b",', number: 2 },
    ]);
    expect(lines[0]).toEqual({ kind: 'gap', text: '@@ -1,5 +1,5 @@', number: undefined });
    expect(jsonDiff(before, before)).toEqual([]);
  });
});

describe('what a journey says', () => {
  const shuffled = (document: JourneyDocument): JourneyDocument =>
    Object.fromEntries(Object.entries(document).reverse()) as JourneyDocument;

  it('has one text and one fingerprint whatever the order of its keys', () => {
    expect(canonicalJson(shuffled(before))).toBe(canonicalJson(before));
    expect(fingerprint(shuffled(before))).toBe(fingerprint(before));
  });

  it('has another fingerprint when it says something else', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        const same = fingerprint({ ...before, description: left }) === fingerprint({ ...before, description: right });
        expect(same).toBe(left === right);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is run at an address that its name cannot change', () => {
    expect(journeyAddress({ publicUrl: 'https://id.example' }, '/', 'a/b?c#d')).toBe('https://id.example/sign-on/root/a%2Fb%3Fc%23d');
    expect(journeyAddress({ publicUrl: 'https://id.example' }, '/alpha', 'Ä')).toBe('https://id.example/sign-on/alpha/%C3%84');
  });

  it('of the root realm is run at the host of administration, where that is another', () => {
    const addresses = { publicUrl: 'https://id.example', adminUrl: 'https://admin.example' };
    expect(journeyAddress(addresses, '/', 'a')).toBe('https://admin.example/sign-on/root/a');
    expect(journeyAddress(addresses, '/alpha', 'a')).toBe('https://id.example/sign-on/alpha/a');
  });
});
