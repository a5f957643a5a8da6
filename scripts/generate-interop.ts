import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ClientRow, INTEROP_FOLDER, type InteropRow, type JourneyRow, readRows } from '../e2e/interop/interop-rows.ts';
import { isVendorType } from './node-coverage.ts';

const FILE = fileURLToPath(new URL('../docs/interop.md', import.meta.url));
const CORPUS_FILE = fileURLToPath(new URL('../docs/interop-corpus.md', import.meta.url));
const REMEDY = 'Look at what changed, then run the tests in e2e/tests/interop and `npm run docs:interop`, and commit docs/interop.md.';

/** Text of `docs/interop.md`: the same rows give the same text, whatever their order. */
export function interopTable(rows: readonly InteropRow[]): string {
  const clients = Map.groupBy(
    rows.filter((row) => row.kind === 'client'),
    ({ client, version }) => `${client} ${version}`,
  );
  const journeys = journeysOf(rows).filter(({ corpus }) => corpus === undefined);
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

/** Text of `docs/interop-corpus.md`. */
export function corpusTable(rows: readonly JourneyRow[], isVendor: (type: string) => boolean): string {
  const without = rows.filter(({ foreign }) => !foreign.some(isVendor));
  const ended = without.filter(({ end }) => ENDS.includes(end));
  // Rounded down: a goal that is nearly reached is not.
  const of = (some: readonly JourneyRow[]) => `${some.length} (${Math.floor((100 * some.length) / Math.max(without.length, 1))} %)`;
  const behind = ended.filter(({ behindPassword }) => behindPassword).length;
  const stoodIn = ended.filter(({ standIns }) => standIns > 0).length;
  const waiting = without.filter(({ end }) => end === 'waiting').length;
  const counted = (test: (row: JourneyRow) => boolean) => rows.filter(test).length;
  const corpora = Map.groupBy(rows, ({ corpus = '' }) => corpus);
  return [
    '# How far real journeys come',
    '',
    'Exports of other people, which are not in this repository. Each was imported over HTTP into a realm of its own and exported again; then somebody who knows nothing of it but the protocol went through it in up to ten ways: known, new, and signed on already, with right and wrong passwords, choosing everything that can be chosen, with a phone, an app that keeps a key, one that shows codes and passkeys where it is asked for them. A journey that came to no end for want of proof or password was tried once more inside of a journey that asks for name and password, as its authors may run it; where scripts are not in the file that it came in, stand-ins took each of their outcomes in turn and did nothing else. Both is said where it happened. An end is Success, or a Failure that the journey itself leads to. Made by `WAYGATE_JOURNEYS=folder:folder` with the tests in `e2e/tests/interop/corpus.spec.ts`, then `npm run docs:interop`.',
    '',
    `Of ${rows.length} journeys, ${counted((row) => row.import.startsWith('works'))} are imported, ${counted((row) => row.roundTrip === 'works')} come out again as they went in, and ${counted((row) => row.validates === 'yes')} can be live. ${without.length} have no node of a vendor; of those, ${of(ended)} run to an end, ${of(without.filter(({ end }) => end === 'success'))} of them to a session. ${behind} of those that end do so only behind a name and a password, ${stoodIn} with stand-ins for scripts. Not counted as an end: ${waiting} that wait for a mail which goes nowhere.`,
    ...[...corpora].sort(byText(([name]) => name)).flatMap(([name, found]) => ['', `## ${name}`, '', ...journeyLines(found)]),
    '',
  ].join('\n');
}

/** Ends that a journey has by its own design. */
const ENDS: readonly string[] = ['success', 'failure', 'nobody'];

function journeyTable(rows: readonly JourneyRow[]): string[] {
  return [
    '',
    '## Journeys in every form of a file',
    '',
    'Each is imported over HTTP, exported again, checked, and gone through in many ways.',
    '',
    ...journeyLines(rows),
  ];
}

function journeyLines(rows: readonly JourneyRow[]): string[] {
  const lines = rows.map((row) => line([row.journey, row.import, row.roundTrip, row.validates, row.runs]));
  const head = [line(['Journey', 'Import', 'Round trip', 'Validates', 'Runs']), line(['---', '---', '---', '---', '---'])];
  return [...head, ...lines.sort(byText((one) => one))];
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
}

function journeysOf(rows: readonly InteropRow[]): JourneyRow[] {
  return rows.flatMap((row) => (row.kind === 'journey' ? [row] : []));
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
  const rows = existsSync(INTEROP_FOLDER) ? readRows(INTEROP_FOLDER) : [];
  const found = interopTable(rows);
  const real = journeysOf(rows).filter(({ corpus }) => corpus !== undefined);
  if (!process.argv.includes('--check')) {
    writeFileSync(FILE, found);
    if (real.length > 0) writeFileSync(CORPUS_FILE, corpusTable(real, isVendorType));
  } else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== found) {
    const committed = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
    process.stderr.write(`docs/interop.md does not say what the tests found.\n${firstDifference(committed, found)}\n${REMEDY}\n`);
    process.exitCode = 1;
  }
}
