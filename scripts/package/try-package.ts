import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signOn } from './sign-on.ts';

/** Runs the package in a folder as an operator does: from somewhere else, with nothing of this checkout in the environment. Exit code 1 says that something is wrong with it. */
const [out = ''] = process.argv.slice(2);
const [name = ''] = readdirSync(out);
const folder = join(out, name);
const data = mkdtempSync(join(tmpdir(), 'waygate-packaged-'));
const PASSWORD = 'a-long-password';
const environment = {
  PATH: process.env['PATH'] ?? '',
  WAYGATE_DATA_DIR: data,
  WAYGATE_PORT: '0',
  WAYGATE_ADMIN_PASSWORD: PASSWORD,
  WAYGATE_ADMIN_SECOND_FACTOR: 'off',
  WAYGATE_DEMO: '1',
  WAYGATE_LOG_LEVEL: 'warn',
};

assertNothingOfTheTools();
const server = spawn(process.execPath, [join(folder, 'apps/server/dist/main.js')], {
  cwd: '/',
  env: environment,
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const url = await ready();
  await signOn(url, 'amadmin', PASSWORD);
  for (const page of ['/sign-on/alpha/Login', '/authenticator/', '/account', '/admin', '/healthz', '/readyz']) {
    const { status } = await fetch(`${url}${page}`);
    assert.equal(status, 200, `${page} answered ${status}`);
  }
  const said = execFileSync(join(folder, 'bin/waygate'), ['users', 'list', '--realm', 'alpha', '--json'], {
    cwd: '/',
    env: environment,
    encoding: 'utf8',
  });
  assert.match(said, /"demo"/, 'the command line works on the same store');
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null], 'a stop is a clean one');
  process.stdout.write('The package runs from elsewhere.\n');
} finally {
  server.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
}

async function ready(): Promise<string> {
  let said = '';
  for await (const chunk of server.stdout) {
    said += String(chunk);
    const url = /Waygate ready at (\S+)/.exec(said)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`The server did not start: ${said}`);
}

/** Every library is in the bill of materials and among the licenses, and there are no others. */
function assertNothingOfTheTools(): void {
  const bill = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8')) as {
    readonly components: readonly { readonly name: string; readonly group?: string; readonly version: string }[];
  };
  const billed = new Set(
    bill.components.map(({ name: own, group, version }) => `${group === undefined ? '' : `${group}/`}${own}@${version}`),
  );
  const licenses = readFileSync(join(folder, 'THIRD-PARTY.txt'), 'utf8');
  const there = readdirSync(join(folder, 'node_modules/.pnpm'))
    .filter((entry) => entry !== 'node_modules')
    .map((entry) => entry.replace(/\(.*|_.*$/, '').replace('+', '/'));
  assert.ok(there.length > 100, 'the libraries are there');
  for (const library of there) {
    assert.ok(billed.has(library), `${library} is not in the bill of materials`);
    assert.ok(licenses.includes(`\n${library.replace(/@([^@]+)$/, ' $1')}\t`), `${library} is not among the licenses`);
  }
  const tools = there.filter((library) => /^(typescript|vite|vitest|@biomejs\/|@playwright|node-linux)/.test(library));
  assert.deepEqual(tools, [], 'no tool goes along');
}
