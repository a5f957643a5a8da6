import { describe, expect, it } from 'vitest';
import { FAILURE_ID, readTransfer, SUCCESS_ID, TRANSFER_LIMITS, type TransferRefusal, utf8Length, WaygateError } from '../src/index.ts';

const journey = (name: string, more: object = {}) => ({
  name,
  entryNodeId: 'a',
  nodes: { a: { type: 'AskNode', displayName: 'Ask', config: {}, connections: { outcome: SUCCESS_ID } } },
  ...more,
});
const pretty = (value: unknown) => JSON.stringify(value, null, 2);

function refusal(...files: { readonly name: string; readonly text: string }[]) {
  try {
    readTransfer(files);
  } catch (error) {
    if (error instanceof WaygateError)
      return { kind: error.kind, code: error.code, message: error.message, ...(error.details as TransferRefusal) };
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('files of an import', () => {
  it('give their journeys in order, and tell what is none', () => {
    const am = {
      tree: { _id: 'AM', entryNodeId: SUCCESS_ID, nodes: {} },
      nodes: {},
      scripts: { one: {}, two: {} },
      themes: [{}],
    };
    const { sources, ignored } = readTransfer([
      { name: 'a.json', text: `\uFEFF${pretty([journey('One'), journey('Two', { future: true })])}` },
      { name: 'b.json', text: pretty(am) },
      { name: 'c.json', text: pretty({ meta: {}, trees: { Three: { ...am, tree: { ...am.tree, _id: 'Three' } } } }) },
    ]);
    expect(sources.map(({ file, document }) => [file, document.name])).toEqual([
      ['a.json', 'One'],
      ['a.json', 'Two'],
      ['b.json', 'AM'],
      ['c.json', 'Three'],
    ]);
    expect(ignored).toEqual([
      { file: 'a.json', what: 'future', count: 1 },
      { file: 'b.json', what: 'scripts', count: 2 },
      { file: 'b.json', what: 'themes', count: 1 },
      { file: 'c.json', what: 'scripts', count: 2 },
      { file: 'c.json', what: 'themes', count: 1 },
    ]);
  });

  const withText = (text: string) => refusal({ name: 'bad.json', text });
  it.each([
    ['that are empty', ' \n', 'import.empty', undefined],
    ['that are a web page', '<!doctype html>\n<script>alert(1)</script>', 'import.not_json', 1],
    ['that break off', '{\n  "name": "A",\n', 'import.not_json', 3],
    ['with a comma too many', '{\n  "name": "A",\n}', 'import.not_json', 3],
    ['with a key that reaches the prototype', '{\n "nodes": {\n  "x": 1,\n  "__proto__": {}\n }\n}', 'transfer.unsafe_key', 4],
    [
      'with the same id twice',
      '{\n "nodes": {\n  "x": {"a": [1, {"b": "\\"}"}]},\n  "y": {},\n  "x": {}\n }\n}',
      'transfer.duplicate_key',
      5,
    ],
    ['with the same id twice, once written with an escape', '{"nodes":\n{"x": 1, "\\u0078": 2}}', 'transfer.duplicate_key', 2],
    ['that are only a number', '42', 'transfer.not_a_journey', undefined],
    ['with nothing in it', '[]', 'transfer.not_a_journey', undefined],
    ['of something else', '{"a": 1}', 'transfer.not_a_journey', undefined],
    ['with a text where a number belongs', pretty(journey('A', { treeTimeout: 'soon' })), 'transfer.malformed', 14],
    ['with a node that is none', pretty([journey('A'), journey('B', { nodes: { a: { type: 7 } } })]), 'transfer.malformed', 21],
    [
      'with a node and a page child of one id',
      pretty(journey('A', { innerNodes: { a: { type: 'X', displayName: '', config: {} } } })),
      'transfer.duplicate_id',
      5,
    ],
    [
      'with a node in the place of an end',
      pretty(journey('A', { nodes: { [FAILURE_ID]: { type: 'X', displayName: 'X', config: {}, connections: {} } } })),
      'transfer.duplicate_id',
      5,
    ],
  ])('%s are refused with their name, why, and where', (_what, text, code, line) => {
    expect(withText(text)).toMatchObject({
      kind: 'input',
      code,
      file: 'bad.json',
      message: expect.stringMatching(/^bad\.json/),
      ...(line === undefined ? {} : { line }),
    });
  });

  it('say the line of every kind of value', () => {
    const text =
      '{"name": "A", "entryNodeId": "a",\n"nodes": {"a": {"type": "T", "displayName": "", "config": {}, "connections": {"o": [\n1]}}}}';
    expect(withText(text)).toMatchObject({ code: 'transfer.malformed', path: 'nodes.a.connections.o', line: 2 });
  });

  it('with the same journey are refused with the names of both', () => {
    const [a, b] = ['a.json', 'b.json'].map((name) => ({ name, text: pretty(journey('Same')) }));
    if (a === undefined || b === undefined) throw new Error('There are two.');
    expect(refusal(a, b)).toMatchObject({ code: 'journey.twice', file: 'a.json', other: 'b.json', journey: 'Same' });
  });

  it('are refused when they are too many, and when one or all together are too large', () => {
    const file = (name: string, bytes: number) => ({ name, text: 'x'.repeat(bytes) });
    const { files, fileBytes } = TRANSFER_LIMITS;
    expect(refusal(...Array.from({ length: files + 1 }, (_, at) => file(`${at}`, 1)))).toMatchObject({ code: 'import.too_many' });
    expect(refusal(file('small.json', 1), file('large.json', fileBytes + 1))).toMatchObject({
      code: 'import.too_large',
      file: 'large.json',
    });
    expect(refusal(file('1', fileBytes), file('2', fileBytes), file('3', 1))).toMatchObject({ code: 'import.too_large_together' });
  });

  it('count as bytes, whatever letters they have', () => {
    for (const text of ['', 'abc', 'äöü', '漢字', '😀!', 'a\u0000b']) expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
  });

  it('that name a child of a page by what every object has are refused', () => {
    const tree = { _id: 'A', entryNodeId: 'p', nodes: { p: { nodeType: 'PageNode', displayName: 'P', connections: {} } } };
    const nodes = { p: { nodes: [{ _id: '__proto__', nodeType: 'X', displayName: 'X' }] } };
    expect(withText(JSON.stringify({ tree, nodes }))).toMatchObject({ code: 'transfer.unsafe_key' });
  });
});
