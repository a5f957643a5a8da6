import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type InteropRow, readRows, writeRow } from '../../e2e/interop/interop-rows.ts';
import { interopTable } from '../generate-interop.ts';

const rows: InteropRow[] = [
  { kind: 'client', client: 'b-client', version: '2.0.0', where: 'Node', operation: 'signs on', result: 'works' },
  { kind: 'client', client: 'a-client', version: '1.0.0', where: 'Chromium', operation: 'signs on', result: 'works' },
  { kind: 'client', client: 'a-client', version: '1.0.0', where: 'Chromium', operation: 'a | b', result: 'not yet:\nno node' },
  { kind: 'journey', journey: 'Login', import: 'whole', roundTrip: 'equal', validates: 'yes', runs: 'to success' },
];

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

## Real journeys

| Journey | Import | Round trip | Validates | Runs |
| --- | --- | --- | --- | --- |
| Login | whole | equal | yes | to success |
`);
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
