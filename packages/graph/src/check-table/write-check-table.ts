import type { CheckRow } from './connection-table.ts';

const HEADINGS = ['Source', 'Outcome', 'Target'] as const;

/** A check table as a Markdown table; `readCheckTable` reads it again. */
export function writeMarkdownTable(rows: readonly CheckRow[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((one) => one.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
  return [line(HEADINGS), line(HEADINGS.map(() => '---')), ...rows.map((row) => line(cellsOf(row)))].join('\n');
}

/** A check table as CSV (RFC 4180). A cell that a spreadsheet would take for a formula is led by an apostrophe, so that nothing in a name runs. */
export function writeCsvTable(rows: readonly CheckRow[]): string {
  const safe = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [HEADINGS, ...rows.map(cellsOf)].map((cells) => cells.map((one) => quoted(safe(one))).join(',')).join('\r\n');
}

function cellsOf({ source, outcome, target }: CheckRow): readonly string[] {
  return [source, outcome, target];
}
