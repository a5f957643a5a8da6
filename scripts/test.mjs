// npm test: everything that CI runs, on a machine with only Node, npm and git. Ends with a plain line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from './chromium.mjs';
import { nginx } from './nginx.mjs';
import { slapd } from './slapd.mjs';
import { build, environment, install, pinnedNode, root, say } from './toolchain.mjs';

install();
const reports = mkdtempSync(join(tmpdir(), 'waygate-reports-'));
const bin = (name) => join(root, 'node_modules', '.bin', name);
let passed = 0;
let failed = 0;

/** A check that counts as one. */
function check(name, command, args) {
  say(`\n── ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: environment() });
  if (status === 0) passed += 1;
  else {
    failed += 1;
    say(`✗ ${name} failed.`);
  }
}

/** Tests that count one by one; a run that leaves no report counts as one failure. */
function tests(name, command, args, file, count, env = {}) {
  say(`\n── ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...environment(), ...env } });
  const report = existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 1 };
  passed += report.passed;
  failed += status !== 0 && report.failed === 0 ? 1 : report.failed;
}

check('Format and lint', bin('biome'), ['check', '.']);
check('Architecture', pinnedNode(), ['--conditions=development', 'scripts/check-architecture.ts']);
check('Types', bin('tsc'), ['-b']);
for (const project of ['tsconfig.tests.json', 'packages/ui', 'apps/login', 'apps/authenticator', 'apps/editor'])
  check(`Types of ${project}`, bin('tsc'), ['-p', project]);
check('Dead code', bin('knip'), ['--no-config-hints']);
slapd();
nginx();
const units = join(reports, 'units.json');
tests(
  'Unit and contract tests',
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${units}`],
  units,
  (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0).length,
  }),
);
build();
const browser = chromium();
const ends = join(reports, 'e2e.json');
// What docs/interop.md is held against must come from this run alone.
rmSync(join(root, 'test-results', 'interop'), { recursive: true, force: true });
tests(
  'End to end in Chromium',
  join(root, 'e2e/node_modules/.bin/playwright'),
  ['test', '--config', 'e2e/playwright.config.ts'],
  ends,
  ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
  }),
  { WAYGATE_E2E_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: ends },
);
check('Table of clients (docs/interop.md)', pinnedNode(), ['--conditions=development', 'scripts/generate-interop.ts', '--check']);

say(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
