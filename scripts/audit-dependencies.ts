// npm run dependencies:audit: asks the registry for known faults of everything in the lockfile, and looks which of what Waygate runs on is mended no more. Ends with 0 when there is nothing, 1 when
// there is something, 3 when the registry could not be asked and nothing else was found: a job must tell that from both.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endOfLifeProblems, usedVersions } from './ends-of-life.ts';
import { readAudit } from './read-audit.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOUND = 1;
const COULD_NOT_ASK = 3;
const LONGEST_MS = 300_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

const over = endOfLifeProblems(usedVersions(ROOT), new Date().toISOString().slice(0, 10));
for (const problem of over) say(problem);

const pnpm = process.env['WAYGATE_PNPM'] ?? 'pnpm';
const asked = spawnSync('npx', ['--yes', pnpm, 'audit', '--json', ...process.argv.slice(2)], {
  cwd: ROOT,
  encoding: 'utf8',
  timeout: LONGEST_MS,
});
const faults = readAudit(asked.stdout ?? '');
for (const fault of faults ?? []) say(fault);
if (faults === undefined)
  say(`The registry could not be asked for known faults:\n${(asked.stderr || asked.error?.message || asked.stdout || '').trim()}`);
else
  say(
    faults.length === 0
      ? 'No known faults.'
      : `${faults.length} known ${faults.length === 1 ? 'fault' : 'faults'}. docs/dependencies.md says until when they must be mended.`,
  );

if (over.length > 0 || (faults?.length ?? 0) > 0) process.exitCode = FOUND;
else if (faults === undefined) process.exitCode = COULD_NOT_ASK;
