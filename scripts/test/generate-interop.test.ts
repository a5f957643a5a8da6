import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type InteropRow, type JourneyRow, readRows, writeRow } from '../../e2e/interop/interop-rows.ts';
import { corpusTable, interopTable } from '../generate-interop.ts';

const rows: InteropRow[] = [
  { kind: 'client', client: 'b-client', version: '2.0.0', where: 'Node', operation: 'signs on', result: 'works' },
  { kind: 'client', client: 'a-client', version: '1.0.0', where: 'Chromium', operation: 'signs on', result: 'works' },
  { kind: 'client', client: 'a-client', version: '1.0.0', where: 'Chromium', operation: 'a | b', result: 'not yet:\nno node' },
  journey('Login', {}),
];

function journey(name: string, more: Partial<JourneyRow>): JourneyRow {
  const found = { import: 'works', roundTrip: 'works', validates: 'yes', runs: 'to success', end: 'success', foreign: [] };
  const went = { ...found, behindPassword: false, standIns: 0 };
  return { kind: 'journey', journey: name, ...went, ...more };
}

test('the table says what was found, by client and operation', () => {
  const text = interopTable(rows);
  expect(text.slice(text.indexOf('\n## '))).toBe(`
## a-client 1.0.0

| Operation | Run in | Result |
| --- | --- | --- |
| a \\| b | Chromium | not yet: no node |
| signs on | Chromium | works |

## b-client 2.0.0

| Operation | Run in | Result |
| --- | --- | --- |
| signs on | Node | works |

## Journeys in every form of a file

Each is imported over HTTP, exported again, checked, and gone through in many ways.

| Journey | Import | Round trip | Validates | Runs |
| --- | --- | --- | --- | --- |
| Login | works | works | yes | to success |
`);
});

test('journeys of other people stand apart, and those without nodes of a vendor are counted', () => {
  const theirs = [
    journey('A', { corpus: 'them' }),
    journey('B', { corpus: 'them', end: 'unsupported', runs: 'no end', foreign: ['a-vendor'] }),
    journey('C', { corpus: 'them', end: 'broken', runs: 'no end', foreign: ['not-yet'] }),
    journey('E', { corpus: 'them', end: 'waiting' }),
    journey('D', { corpus: 'others', end: 'failure', behindPassword: true, standIns: 2, validates: 'no', roundTrip: 'lost: x' }),
  ];
  expect(interopTable([...rows, ...theirs])).toBe(interopTable(rows));
  const text = corpusTable(theirs, (type) => type === 'a-vendor');
  expect(text).toContain('Of 5 journeys, 5 are imported, 4 come out again as they went in, and 4 can be live.');
  expect(text).toContain('4 have no node of a vendor; of those, 2 (50 %) run to an end, 1 (25 %) of them to a session.');
  expect(text).toContain(
    '1 of those that end do so only behind a name and a password, 1 with stand-ins for scripts. Not counted as an end: 1 that wait',
  );
  expect(corpusTable(theirs.slice(0, 4), () => false)).toContain('1 (25 %) run to an end');
  expect(text.indexOf('## others')).toBeLessThan(text.indexOf('## them'));
});

test('the order in which tests ended does not show', () => {
  expect(interopTable(rows.toReversed())).toBe(interopTable(rows));
});

test('the last run of a test is the one that counts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waygate-interop-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [row] = rows;
  if (row === undefined || row.kind !== 'client') throw new Error('There is a row.');
  writeRow(folder, 'one', { ...row, result: 'fails' });
  writeRow(folder, 'one', row);
  expect(readRows(folder)).toEqual([row]);
});
