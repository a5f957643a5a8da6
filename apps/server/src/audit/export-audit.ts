import type { AuditFormat, AuditRecord } from '@waygate/schema';
import type { AuditStore, AuditWalk } from '@waygate/storage';

export interface AuditExport extends AuditWalk {
  /** Of these topics; the others are looked at, too. */
  readonly topics?: readonly string[];
  readonly format: AuditFormat;
}

/** Columns of a table, and where they are in a record. */
const COLUMNS: readonly (readonly [name: string, of: (record: AuditRecord) => string | undefined])[] = [
  ['id', ({ id }) => id],
  ['time', ({ at }) => timeOf(at)],
  ['topic', ({ topic }) => topic],
  ['event', ({ event }) => event],
  ['realm', ({ realm }) => realm],
  ['result', ({ result }) => result],
  ['reason', ({ reason }) => reason],
  ['actorKind', ({ actor }) => actor?.kind],
  ['actorId', ({ actor }) => actor?.id],
  ['actorName', ({ actor }) => actor?.name],
  ['personId', ({ person }) => person?.id],
  ['personName', ({ person }) => person?.name],
  ['targetKind', ({ target }) => target?.kind],
  ['targetId', ({ target }) => target?.id],
  ['address', ({ address }) => address],
  ['userAgent', ({ userAgent }) => userAgent],
  ['transaction', ({ transaction }) => transaction],
  ['run', ({ run }) => run],
  ['facts', ({ facts }) => (facts === undefined ? undefined : JSON.stringify(facts))],
];

/**
 * Records as text, some at a time, for however many there are.
 * @returns parts of the text, each with the records that were looked at for it; the head of a table has none
 */
export async function* exportAudit(
  audit: Pick<AuditStore, 'walk'>,
  { topics, format, ...walk }: AuditExport,
): AsyncGenerator<{ readonly text: string; readonly seen: readonly AuditRecord[] }> {
  if (format === 'csv') yield { text: row(COLUMNS.map(([name]) => name)), seen: [] };
  for await (const part of audit.walk(walk)) {
    const records = topics === undefined ? part : part.filter(({ topic }) => topics.includes(topic));
    yield { text: records.map(format === 'csv' ? asRow : asLine).join(''), seen: part };
  }
}

function asLine(record: AuditRecord): string {
  const { id, at, ...more } = record;
  return `${JSON.stringify({ id, time: timeOf(at), at, ...more })}\n`;
}

function asRow(record: AuditRecord): string {
  return row(COLUMNS.map(([, of]) => of(record) ?? ''));
}

/** A row as RFC 4180 has it. */
function row(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${harmless(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/** Spreadsheets take what begins so for a formula, quoted or not (OWASP: CSV injection). */
function harmless(cell: string): string {
  return /^[=+\-@\t\r\n|%]/.test(cell) ? `'${cell}` : cell;
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
