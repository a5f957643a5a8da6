import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * Where tests leave what they found, one file for each row, so that tests that run at once do not meet. Not in Playwright's own folder, which is emptied at
 * every start: who runs one part of the tests again keeps what the others found.
 */
export const INTEROP_FOLDER = fileURLToPath(new URL('../../test-results/interop', import.meta.url));

const clientRow = z.strictObject({
  kind: z.literal('client'),
  /** Name of the package. */
  client: z.string(),
  version: z.string(),
  /** What the client ran in. */
  where: z.enum(['Chromium', 'Node']),
  operation: z.string(),
  /** `works`, perhaps with a remark, `fails`, or `not yet`. */
  result: z.string(),
});
export type ClientRow = z.infer<typeof clientRow>;

const journeyRow = z.strictObject({
  kind: z.literal('journey'),
  /** The folder that it stands in; our own have none. */
  corpus: z.string().optional(),
  journey: z.string(),
  import: z.string(),
  roundTrip: z.string(),
  validates: z.string(),
  runs: z.string(),
  /** How the best of the ways ended that were tried. */
  end: z.string(),
  /** Whether it came there only inside of a journey that asks for name and password first. */
  behindPassword: z.boolean().default(false),
  /** How many of its scripts are not in its file, so that stand-ins ran. */
  standIns: z.number().default(0),
  /** Types of nodes that the server cannot run. */
  foreign: z.array(z.string()),
});
export type JourneyRow = z.infer<typeof journeyRow>;
/** As a test leaves it. */
export type JourneyFinding = z.input<typeof journeyRow>;

const interopRow = z.discriminatedUnion('kind', [clientRow, journeyRow]);
export type InteropRow = z.infer<typeof interopRow>;

/** Leaves a row. A later one under the same name takes its place. @param name of the file, without its ending */
export function writeRow(folder: string, name: string, row: z.input<typeof interopRow>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(row));
}

/** Every row that tests left. @throws Error when none did */
export function readRows(folder: string): InteropRow[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => interopRow.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
}
