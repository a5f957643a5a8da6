import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type ClientRow, INTEROP_FOLDER, type JourneyFinding, writeRow } from './interop-rows.ts';

/** Leaves for `docs/interop.md` how an operation of a client went; the version is that of the installed package. */
export function recordClient(row: Omit<ClientRow, 'kind' | 'version'>): void {
  const { client, where, operation } = row;
  writeRow(INTEROP_FOLDER, nameOf('client', client, where, operation), { kind: 'client', version: versionOf(client), ...row });
}

/** Leaves for `docs/interop.md` how far a real journey comes. */
export function recordJourney(row: Omit<JourneyFinding, 'kind'>): void {
  writeRow(INTEROP_FOLDER, nameOf('journey', row.corpus ?? '', row.journey), { kind: 'journey', ...row });
}

/**
 * Does what a client is there for and records how that went.
 * @returns a function that takes the operation, as a person would name it, the work, and what one should know of it although it works
 */
export function interop(client: string, where: ClientRow['where']) {
  return async <T>(operation: string, work: () => Promise<T>, remark?: string): Promise<T> => {
    let result = 'fails';
    try {
      const found = await work();
      result = remark === undefined ? 'works' : `works; ${remark}`;
      return found;
    } finally {
      recordClient({ client, where, operation, result });
    }
  };
}

const manifest = z.object({ version: z.string() });

function versionOf(client: string): string {
  const file = fileURLToPath(new URL(`../node_modules/${client}/package.json`, import.meta.url));
  return manifest.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}

function nameOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}
