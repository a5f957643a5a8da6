import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ClientRow, INTEROP_FOLDER, type InteropRow, type JourneyRow, readRows } from '../e2e/interop/interop-rows.ts';

const FILE = fileURLToPath(new URL('../docs/interop.md', import.meta.url));
const REMEDY = 'Look at what changed, then run the tests in e2e/tests/interop and `npm run docs:interop`, and commit docs/interop.md.';

/** Text of `docs/interop.md`: the same rows give the same text, whatever their order. */
export function interopTable(rows: readonly InteropRow[]): string {
  const clients = Map.groupBy(
    rows.filter((row) => row.kind === 'client'),
    ({ client, version }) => `${client} ${version}`,
  );
  const journeys = rows.filter((row) => row.kind === 'journey');
  return [
    '# What works with which client',
    '',
    'Found by the tests in `e2e/tests/interop`, which run the published packages, unchanged, against the built server. Made by `scripts/generate-interop.ts` of what they recorded; do not edit. `npm test` fails when it says something else than the tests found. How to point a client at Waygate stands in [sdks.md](sdks.md).',
    ...[...clients].sort(byText(([name]) => name)).flatMap(([name, found]) => clientTable(name, found)),
    ...(journeys.length === 0 ? [] : journeyTable(journeys)),
    '',
  ].join('\n');
}

function clientTable(name: string, rows: readonly ClientRow[]): string[] {
  const lines = rows.map(({ operation, where, result }) => line([operation, where, result]));
  return ['', `## ${name}`, '', line(['Operation', 'Run in', 'Result']), line(['---', '---', '---']), ...lines.sort(byText((one) => one))];
}

function journeyTable(rows: readonly JourneyRow[]): string[] {
  const lines = rows.map((row) => line([row.journey, row.import, row.roundTrip, row.validates, row.runs]));
  const head = [line(['Journey', 'Import', 'Round trip', 'Validates', 'Runs']), line(['---', '---', '---', '---', '---'])];
  return ['', '## Real journeys', '', ...head, ...lines.sort(byText((one) => one))];
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
}

/** By code point, so that the machine's language does not matter. */
function byText<T>(read: (one: T) => string): (a: T, b: T) => number {
  return (a, b) => (read(a) < read(b) ? -1 : read(a) > read(b) ? 1 : 0);
}

/** The first line in which two texts differ, as a person wants to read it. */
function firstDifference(committed: string, found: string): string {
  const [ours, theirs] = [committed.split('\n'), found.split('\n')];
  const missing = theirs.find((one) => !ours.includes(one));
  const gone = ours.find((one) => !theirs.includes(one));
  return [
    ...(missing === undefined ? [] : [`  the tests found     ${missing}`]),
    ...(gone === undefined ? [] : [`  the file still says ${gone}`]),
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = interopTable(existsSync(INTEROP_FOLDER) ? readRows(INTEROP_FOLDER) : []);
  if (!process.argv.includes('--check')) writeFileSync(FILE, found);
  else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== found) {
    const committed = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
    process.stderr.write(`docs/interop.md does not say what the tests found.\n${firstDifference(committed, found)}\n${REMEDY}\n`);
    process.exitCode = 1;
  }
}
