import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { AUDIT_FORMATS, AUDIT_TOPICS, type AuditFormat, type AuditRecord, WaygateError } from '@waygate/schema';
import { exportAudit, readConfig } from '@waygate/server/administration';
import { Command, Option } from 'commander';
import type { Environment } from '../environment.ts';
import { existingRealm, withWorkspace } from '../with-workspace.ts';

const DAY_MS = 86_400_000;
/** How long records may still come among what was exported, milliseconds: of a copy of the server whose clock is behind, or for which the store did not answer at once. */
const SETTLES_MS = 5 * 60_000;
/** How long an act that was begun may still end, which its record then tells in its old place, milliseconds. */
const ENDS_WITHIN_MS = 3_600_000;
/** Events whose records are written before anything is done, and again when it is. */
const ACTS: ReadonlySet<string> = new Set(['configuration.changed', 'operation.command']);
const RECORD_ID = /^[0-9a-z]{9}-[0-9a-z]{4}-[0-9a-f]{12}$/;

interface ExportOptions {
  readonly realm?: string;
  readonly from?: string;
  readonly to?: string;
  readonly topic?: string[];
  readonly format: AuditFormat;
  readonly after?: string;
  readonly cursor?: string;
}

/** `waygate audit`: what happened, for whoever keeps it elsewhere. */
export function auditCommand(environment: Environment): Command {
  const audit = new Command('audit').description('The audit log: who did what, when, from where and with what result.');

  audit
    .command('export')
    .description(
      'Writes records to standard output, oldest first, while servers run. Goes on after a record, or where a file says that the last export ended.',
    )
    .option('--realm <realm>', 'of one realm, such as alpha or /; of all when left out')
    .option('--from <time>', 'from this time on, such as 2026-01-31 or 2026-01-31T12:00:00Z')
    .option('--to <time>', 'up to this time')
    .addOption(new Option('--topic <topic...>', 'of these topics').choices(AUDIT_TOPICS))
    .addOption(new Option('--format <format>', 'a line of JSON each, or a table').choices(AUDIT_FORMATS).default('jsonl'))
    .addOption(new Option('--after <id>', 'only what comes after the record of this id').conflicts('cursor'))
    .option('--cursor <file>', 'file that says where the last export ended, and is written when this one is over')
    .action(async (options: ExportOptions) => {
      const { format, cursor, topic } = options;
      const from = options.from === undefined ? 0 : timeOf('--from', options.from);
      const to = options.to === undefined ? undefined : timeOf('--to', options.to);
      const after = options.after === undefined ? cursorIn(cursor) : idOf('--after', options.after);
      const { days } = readConfig(environment).audit;
      await withWorkspace(environment, async (workspace) => {
        const began = Date.now();
        const realm = options.realm === undefined ? {} : { realm: await existingRealm(workspace, options.realm) };
        const walk = {
          ...realm,
          from: days === 0 ? from : Math.max(from, began - days * DAY_MS),
          to: to ?? began + DAY_MS,
          ...(after === undefined ? {} : { after }),
          ...(topic === undefined ? {} : { topics: topic }),
        };
        const isSettled = ({ at, event, result }: AuditRecord) =>
          at <= began - SETTLES_MS && !(result === 'begun' && ACTS.has(event) && at > began - ENDS_WITHIN_MS);
        const unreadable: string[] = [];
        let end = after;
        let isOpen = false;
        for await (const { text, seen } of exportAudit(workspace.stores.audit, {
          ...walk,
          format,
          unreadable: (id) => unreadable.push(id),
        })) {
          if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
          // What may still change comes again with the next export, and everything after it.
          for (const record of seen) {
            isOpen ||= !isSettled(record);
            if (!isOpen) end = record.id;
          }
        }
        if (unreadable.length > 0)
          process.stderr.write(`${unreadable.length} records were left out, since they cannot be read; the first is ${unreadable[0]}.\n`);
        if (cursor !== undefined && end !== undefined) keepCursor(cursor, end);
      });
    });
  return audit;
}

/** @throws WaygateError `audit.time` (input) */
function timeOf(option: string, text: string): number {
  const at = /^\d{4}-\d\d-\d\d(T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new WaygateError('input', 'audit.time', `${option} must be a time such as 2026-01-31 or 2026-01-31T12:00:00Z.`);
  return at;
}

/** @throws WaygateError `audit.cursor` (input) */
function idOf(option: string, text: string): string {
  if (RECORD_ID.test(text)) return text;
  throw new WaygateError('input', 'audit.cursor', `${option} does not name the id of a record, such as 0mwz8cbbe-0007-f2fd1a5e0df1.`);
}

function cursorIn(file: string | undefined): string | undefined {
  if (file === undefined || !existsSync(file)) return undefined;
  return idOf(`The file ${file}`, readFileSync(file, 'utf8').trim());
}

/** In one step: whoever is killed leaves the old one. */
function keepCursor(file: string, id: string): void {
  writeFileSync(`${file}.new`, `${id}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
