import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CheckRow,
  checkRows,
  compareConnections,
  connectionTable,
  outcomesOf,
  readCheckTable,
  writeCsvTable,
  writeMarkdownTable,
} from '../src/index.ts';
import { catalogue, journey } from './facts.ts';

const tableOf = (document: JourneyDocument) =>
  connectionTable(document, (id) => {
    const node = document.nodes[id];
    return node === undefined ? undefined : outcomesOf(document, catalogue, node);
  });
const document = journey({
  Ask: ['Ask', { outcome: 'Decide' }],
  Retry: ['Limit', { Retry: 'Ask', Reject: FAILURE_ID }],
  Decide: ['Decide', { true: SUCCESS_ID, false: 'Retry' }],
});
const rows = tableOf(document);
const row = (source: string, outcome: string, target: string): CheckRow => ({ source, outcome, target });
const wanted = [
  row('Start', '→', 'Ask'),
  row('Ask', '→', 'Decide'),
  row('Decide', 'true', 'Success'),
  row('Decide', 'false', 'Retry'),
  row('Retry', 'Retry', 'Ask'),
  row('Retry', 'Reject', 'Failure'),
];
const rowsIn = (text: string, ends = {}) => {
  const table = readCheckTable(text, ends);
  return table.kind === 'rows' ? table.rows : table;
};

describe('the table of connections', () => {
  it('follows the journey from Start, and shows what is lost, leads nowhere or is not reached', () => {
    const { nodes } = document;
    const broken = journey({
      Decide: ['Decide', { false: 'Ask', gone: FAILURE_ID }],
      Lonely: ['Step', { outcome: SUCCESS_ID }],
      Ask: ['Ask', { outcome: SUCCESS_ID }],
    });
    expect(Object.keys(nodes)).toEqual(['Ask', 'Retry', 'Decide']);
    expect(rows.map(({ source, outcome, target }) => [source, outcome, target].join(' '))).toEqual([
      'Start → Ask',
      'Ask outcome Decide',
      'Decide true Success',
      'Decide false Retry',
      'Retry Retry Ask',
      'Retry Reject Failure',
    ]);
    expect(tableOf(broken).map(({ source, outcome, target, lost }) => [source, outcome, target, lost])).toEqual([
      ['Start', '→', 'Decide', false],
      ['Decide', 'true', undefined, false],
      ['Decide', 'false', 'Ask', false],
      ['Decide', 'gone', 'Failure', true],
      ['Ask', 'outcome', 'Success', false],
      ['Lonely', 'outcome', 'Success', false],
    ]);
  });

  it('can be made of a chain that is longer than any stack', () => {
    const length = 20_000;
    const nodes = Object.fromEntries(
      Array.from({ length }, (_, index) => [
        `n${index}`,
        ['Step', { outcome: index + 1 < length ? `n${index + 1}` : SUCCESS_ID }] as const,
      ]),
    );
    expect(tableOf(journey(nodes))).toHaveLength(length + 1);
  });
});

describe('a comparison with a check table', () => {
  it('is equal when every connection is there and no other', () => {
    expect(compareConnections(rows, wanted)).toMatchObject({
      equal: true,
      counts: { equal: 6, missing: 0, extra: 0, different: 0 },
    });
    expect(compareConnections(rows, [...wanted].reverse()).equal).toBe(true);
    expect(compareConnections(rows, []).equal).toBe(false);
  });

  it('tells what is missing, what is too much and what leads elsewhere', () => {
    const changed = [...wanted.slice(0, 4), row('Retry', 'Reject', 'Ask'), row('Fourth', 'true', 'Success')];
    const { equal, connections } = compareConnections(rows, changed);
    expect(equal).toBe(false);
    expect(connections.filter(({ status }) => status !== 'equal').map(({ row: _, ...one }) => one)).toEqual([
      { status: 'extra', source: 'Retry', outcome: 'Retry', target: 'Ask', wanted: undefined },
      { status: 'different', source: 'Retry', outcome: 'Reject', target: 'Failure', wanted: 'Ask' },
      { status: 'missing', source: 'Fourth', outcome: 'true', target: undefined, wanted: 'Success' },
    ]);
  });

  it('says of an outcome that leads nowhere that its connection is missing, and where it can be made', () => {
    const open = tableOf(journey({ Ask: ['Ask', {}] }));
    expect(compareConnections(open, [row('Start', '', 'Ask'), row('Ask', 'outcome', 'Success')]).connections[1]).toMatchObject({
      status: 'missing',
      wanted: 'Success',
      row: { nodeId: 'Ask', outcomeId: 'outcome' },
    });
  });

  it('reads names as people write them, unless two nodes could be meant', () => {
    const loosely = [
      row('Start (person icon)', '→', 'ask node'),
      row('Ask containing: - Name', '->', 'DECIDE'),
      row('Decide', 'True', 'success'),
      row('Decide', 'F alse', 'Retry Node'),
      row('Retry', 'retry', 'Ask'),
      row('Retry', 'Reject', 'Failure'),
    ];
    expect(compareConnections(rows, loosely).connections.filter(({ status }) => status !== 'equal')).toEqual([]);
    const twins = tableOf(journey({ 'Ask (1)': ['Ask', { outcome: 'Ask (2)' }], 'Ask (2)': ['Ask', { outcome: SUCCESS_ID }] }));
    expect(compareConnections(twins, [row('Start', '→', 'Ask'), row('Ask', '→', 'Success')]).counts.equal).toBe(0);
  });

  it('finds every difference of two journeys, and none between one and itself', () => {
    const name = fc.constantFrom('A', 'B', 'C');
    const table = fc.uniqueArray(fc.record({ source: name, outcome: fc.constantFrom('x', 'y'), target: name }), {
      selector: ({ source, outcome }) => source + outcome,
      maxLength: 6,
    });
    fc.assert(
      fc.property(table, table, (mine, other) => {
        const own = mine.map((one) => ({ ...one, nodeId: one.source, outcomeId: one.outcome, targetId: one.target, lost: false }));
        expect(compareConnections(own, mine).counts).toMatchObject({ equal: mine.length, missing: 0, extra: 0, different: 0 });
        const text = (list: readonly CheckRow[]) => list.map((one) => `${one.source}${one.outcome}${one.target}`).sort();
        const { equal, counts } = compareConnections(own, other);
        expect(equal).toBe(mine.length > 0 && text(mine).join() === text(other).join());
        expect(counts.equal + counts.extra + counts.different).toBe(mine.length);
        expect(counts.equal + counts.missing + counts.different).toBe(other.length);
      }),
    );
  });
});

describe('a check table that somebody brings', () => {
  it.each([
    [
      'Markdown with empty sources',
      '| source | outcome | target |\n|---|:---:|---|\n| Start | → | `Ask` |\n| Decide | **true** | Success |\n| | false | Retry |',
    ],
    ['CSV', 'Source,Outcome,Target\r\nStart,→,Ask\r\nDecide,true,"Success"\r\n,false,Retry\r\n'],
    ['CSV of a spreadsheet in Europe, in German', 'Quelle;Ausgang;Ziel\nStart;→;Ask\nDecide;true;Erfolg\n;false;Retry'],
    ['cells out of a spreadsheet, without headings', 'Start\t→\tAsk\nDecide\ttrue\tSuccess\n\tfalse\tRetry'],
    [
      'columns in another order, with ids',
      '| target | outcome id | outcome shown | source |\n|--|--|--|--|\n| Ask | – | → | Start |\n| Success | t | true | Decide |\n| Retry | f | false | |',
    ],
    [
      'JSON rows',
      '[{"source":"Start","outcome":"→","target":"Ask"},{"source":"Decide","outcome":"true","target":"Success"},{"outcome":"false","target":"Retry"}]',
    ],
    ['JSON cells', '{"connections":[["Start","→","Ask"],["Decide","true","Success"],["","false","Retry"]]}'],
  ])('can be %s', (_, text) => {
    expect(rowsIn(text, { [START_ID]: 'Start', [SUCCESS_ID]: 'Erfolg', [FAILURE_ID]: 'Fehlschlag' })).toEqual([
      row('Start', '→', 'Ask'),
      row('Decide', 'true', 'Success'),
      row('Decide', 'false', 'Retry'),
    ]);
  });

  it('may have a cell over several lines, as pages on the web do', () => {
    expect(rowsIn('| Source node | Outcome path | Target node |\n| Page holding:- One\n\n- Two | → | Decide |')).toEqual([
      row('Page holding:- One - Two', '→', 'Decide'),
    ]);
  });

  it('may be the file of a journey', () => {
    expect(readCheckTable(JSON.stringify(document))).toMatchObject({ kind: 'journey', document: { name: 'Test' } });
  });

  it.each([
    ['', 'empty'],
    ['Hello', 'table'],
    ['{"a":', 'json'],
    ['{"__proto__":{"a":1},"connections":[]}', 'json'],
    ['[]', 'table'],
    ['{"name":"x"}', 'json'],
    [JSON.stringify({ trees: {} }), 'several'],
  ])('is refused with a reason: %s', (text, reason) => {
    expect(readCheckTable(text)).toEqual({ kind: 'unreadable', reason });
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('|', '"', ',', '\n', '{', '[', ']', '-', 'a', ' ', '→') }),
        (text) => void readCheckTable(text),
      ),
    );
  });
});

describe('a check table that is copied', () => {
  it('is read again as it was', () => {
    const cell = fc.constantFrom('A', 'B | C', 'D, "E"', 'F; G', 'H_1_2', '`I');
    const table = fc.array(fc.record({ source: cell, outcome: cell, target: cell }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(table, (list) => {
        expect(rowsIn(writeMarkdownTable(list))).toEqual(list);
        expect(rowsIn(writeCsvTable(list))).toEqual(list);
      }),
    );
    expect(checkRows(rows)).toHaveLength(6);
  });

  it('runs nothing in a spreadsheet', () => {
    expect(writeCsvTable([row('=HYPERLINK("x")', '+1', '@a')])).toBe('Source,Outcome,Target\r\n"\'=HYPERLINK(""x"")",\'+1,\'@a');
  });
});
