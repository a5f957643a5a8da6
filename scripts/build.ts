import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** Builds everything that runs: the packages by the compiler, the web apps by Vite, with compressed copies of what they load. */
const root = fileURLToPath(new URL('..', import.meta.url));

function run(command: string, args: readonly string[], cwd = root): void {
  const { status } = spawnSync(join(root, 'node_modules/.bin', command), args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function compress(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) compress(path);
    else if (/\.(js|css|html|svg|json|webmanifest)$/.test(entry.name)) {
      const bytes = readFileSync(path);
      writeFileSync(`${path}.br`, brotliCompressSync(bytes));
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    }
  }
}

run('node', ['--conditions=development', 'scripts/generate-nodes.ts']);
run('tsc', ['-b']);
for (const app of ['login', 'authenticator', 'editor']) {
  run(`../../apps/${app}/node_modules/.bin/vite`, ['build', '--logLevel', 'warn'], join(root, 'apps', app));
  compress(join(root, 'apps', app, 'dist'));
}
