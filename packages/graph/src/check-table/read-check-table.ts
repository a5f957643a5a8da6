import { findUnsafeKey, type JourneyDocument, readJourneys } from '@waygate/schema';
import { type CheckRow, END_NAMES } from './connection-table.ts';

/** What a text held: rows, a whole journey, or nothing that can be compared. */
export type CheckTable =
  | { readonly kind: 'rows'; readonly rows: readonly CheckRow[] }
  | { readonly kind: 'journey'; readonly document: JourneyDocument }
  | { readonly kind: 'unreadable'; readonly reason: 'empty' | 'json' | 'table' | 'several' };

/** Longest text that is read, characters. */
const LONGEST = 4_000_000;

const HEADERS = {
  source: ['source', 'source node', 'from', 'quelle', 'von'],
  outcome: ['outcome', 'outcome shown', 'outcome path', 'ausgang'],
  target: ['target', 'target node', 'to', 'ziel', 'nach'],
} as const;

/**
 * Reads a check table out of what people have: a Markdown table, CSV or a pasted part of a spreadsheet, JSON rows, or the file of a journey.
 * An empty source is the one of the row above.
 * @param endNames Start and the ends in the reader's language, by id; English is known anyway
 */
export function readCheckTable(text: string, endNames: Readonly<Record<string, string>> = {}): CheckTable {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > LONGEST) return { kind: 'unreadable', reason: trimmed === '' ? 'empty' : 'table' };
  const isJson = trimmed.startsWith('{') || trimmed.startsWith('[');
  const read = isJson ? readJson(trimmed) : rowsOfCells(cellsOf(trimmed));
  if (!Array.isArray(read)) return read;
  const english = new Map(Object.entries(endNames).map(([id, name]) => [name.toLowerCase(), END_NAMES[id] ?? name]));
  const named = (name: string) => english.get(name.toLowerCase()) ?? name;
  const rows = read.map(({ source, outcome, target }) => ({ source: named(source), outcome, target: named(target) }));
  return rows.length === 0 ? { kind: 'unreadable', reason: 'table' } : { kind: 'rows', rows };
}

function readJson(text: string): CheckRow[] | CheckTable {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', reason: 'json' };
  }
  if (findUnsafeKey(parsed) !== undefined) return { kind: 'unreadable', reason: 'json' };
  const list = Array.isArray(parsed)
    ? parsed
    : isRecord(parsed) && Array.isArray(parsed['connections'])
      ? parsed['connections']
      : undefined;
  if (list === undefined) return readJourneyFile(parsed);
  if (list.every((row) => Array.isArray(row))) return rowsOfCells(list.map((row: unknown[]) => row.map(cell)));
  return filledDown(
    list.filter(isRecord).map((row) => ({ source: cell(row['source']), outcome: cell(row['outcome']), target: cell(row['target']) })),
  );
}

function readJourneyFile(parsed: unknown): CheckTable {
  try {
    const [document, ...more] = readJourneys(parsed);
    if (document === undefined || more.length > 0) return { kind: 'unreadable', reason: 'several' };
    return { kind: 'journey', document };
  } catch {
    return { kind: 'unreadable', reason: 'json' };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cell(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function cellsOf(text: string): string[][] {
  const [first = ''] = text.split('\n');
  if (first.includes('|') || /^\s*\|/m.test(text)) return markdownCells(text);
  const separator = ['\t', ';', ','].find((one) => first.includes(one)) ?? ',';
  return csvCells(text, separator);
}

/** A row whose first cell goes over several lines ends where the cells are complete. */
function markdownCells(text: string): string[][] {
  const rows: string[][] = [];
  let pending = '';
  for (const line of text.split(/\r?\n/)) {
    if (!line.includes('|') && pending === '') continue;
    const whole = pending === '' ? line.trim() : `${pending} ${line.trim()}`.trim();
    const cells = whole
      .replace(/^\|/, '')
      .replace(/(?<!\\)\|\s*$/, '')
      .split(/(?<!\\)\|/)
      .map((one) =>
        one
          .replaceAll('\\|', '|')
          .trim()
          .replace(/^(\*\*|__|[*_`])(.+)\1$/, '$2'),
      );
    pending = cells.length < 2 ? whole : '';
    if (cells.length < 2 || cells.every((one) => /^:?-+:?$/.test(one))) continue;
    rows.push(cells);
  }
  return rows;
}

/** RFC 4180: a quoted cell may hold separators, line breaks and doubled quotes. */
function csvCells(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let value = '';
  let quoted = false;
  const endCell = () => {
    row.push(value.trim());
    value = '';
  };
  const endRow = () => {
    endCell();
    if (row.some((one) => one !== '')) rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quoted) {
      if (char !== '"') value += char;
      else if (text[at + 1] === '"') {
        value += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && value.trim() === '') {
      value = '';
      quoted = true;
    } else if (char === separator) endCell();
    else if (char === '\n') endRow();
    else if (char !== '\r') value += char;
  }
  endRow();
  return rows;
}

/** Finds the columns by their headings; without headings source is first, target last and the outcome second. */
function rowsOfCells(table: readonly (readonly string[])[]): CheckRow[] {
  const [first = [], ...rest] = table;
  const place = (names: readonly string[]) => first.findIndex((one) => names.includes(one.toLowerCase()));
  const found = { source: place(HEADERS.source), outcome: place(HEADERS.outcome), target: place(HEADERS.target) };
  const hasHeadings = found.source >= 0 && found.target >= 0;
  const rows = (hasHeadings ? rest : table).map((cells) => {
    const last = cells.length - 1;
    const at = hasHeadings ? found : { source: 0, outcome: last > 1 ? 1 : -1, target: last };
    if (last < 1) return { source: '', outcome: '', target: '' };
    return { source: cells[at.source] ?? '', outcome: cells[at.outcome] ?? '', target: cells[at.target] ?? '' };
  });
  return filledDown(rows);
}

function filledDown(rows: readonly CheckRow[]): CheckRow[] {
  let above = '';
  return rows.flatMap((row) => {
    if (row.source !== '') above = row.source;
    return above === '' || row.target === '' ? [] : [{ ...row, source: above }];
  });
}
