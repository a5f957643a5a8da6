// npm test: everything that CI runs, on a machine with only Node, npm and git. Ends with a plain line `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
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

/** A check that counts as one. What it says is printed when it is over, because others run beside it. */
async function check(name, command, args) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment() });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  child.once('error', (error) => said.push(Buffer.from(`${error.message}\n`)));
  const status = await new Promise((resolve) => child.once('close', resolve));
  say(`\n── ${name}`);
  process.stdout.write(Buffer.concat(said));
  if (status === 0) passed += 1;
  else {
    failed += 1;
    say(`✗ ${name} failed.`);
  }
}

/** Checks, two at a time: half of them use one core only. */
async function checks(...all) {
  const lane = async () => {
    for (let next = all.shift(); next !== undefined; next = all.shift()) await check(...next);
  };
  await Promise.all([lane(), lane()]);
}

/** What the tests need of the machine. @returns path of a browser */
async function tools() {
  await slapd();
  await nginx();
  return chromium();
}

/** Tests that count one by one; a run that leaves no report counts as one failure. */
function tests(name, command, args, file, count, env = {}) {
  say(`\n── ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...environment(), ...env } });
  const report = existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 1 };
  passed += report.passed;
  failed += status !== 0 && report.failed === 0 ? 1 : report.failed;
}

// What is missing is loaded while the checks keep the machine busy.
const found = tools();
await checks(
  ['Format and lint', bin('biome'), ['check', '.']],
  ['Dead code', bin('knip'), ['--no-config-hints']],
  ['Architecture', pinnedNode(), ['--conditions=development', 'scripts/check-architecture.ts']],
  ['Types', bin('tsc'), ['-b']],
  ...['tsconfig.tests.json', 'packages/ui', 'apps/login', 'apps/authenticator', 'apps/editor'].map((project) => [
    `Types of ${project}`,
    bin('tsc'),
    ['-p', project],
  ]),
);
const browser = await found;
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
await check('Package', pinnedNode(), ['scripts/check-package.mjs']);
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
await check('Table of clients (docs/interop.md)', pinnedNode(), ['--conditions=development', 'scripts/generate-interop.ts', '--check']);

say(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
