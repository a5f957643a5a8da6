import type { AuditFormat } from '@waygate/schema';

const NEWLINE = 0x0a;
const QUOTE = 0x22;

/** Counts the records of an export while it comes, in whatever pieces: lines, or rows of a table without its head. Cells of a table may have lines of their own. */
export function recordCounter(format: AuditFormat): { add(bytes: Uint8Array): number } {
  let lines = 0;
  let isQuoted = false;
  return {
    add(bytes) {
      for (const byte of bytes) {
        if (byte === QUOTE && format === 'csv') isQuoted = !isQuoted;
        else if (byte === NEWLINE && !isQuoted) lines += 1;
      }
      return format === 'csv' ? Math.max(0, lines - 1) : lines;
    },
  };
}
