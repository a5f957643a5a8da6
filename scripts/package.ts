import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makePackage } from './package/make-package.ts';

/** Makes the package of this checkout, which must be built: the folder, and beside it the archive with its digest. */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'dist') },
    'with-node': { type: 'boolean', default: false },
    'no-archive': { type: 'boolean', default: false },
  },
});
/** Every file says that it is of this moment, so that the same sources make the same bytes. 1980 is the oldest that every archive can hold. */
const epoch = Number(process.env['SOURCE_DATE_EPOCH'] ?? Date.UTC(1980, 0, 1) / 1000);

const folder = makePackage({
  root,
  out: resolve(values.out),
  withNode: values['with-node'],
  pnpm: process.env['WAYGATE_PNPM'] ?? 'pnpm',
  epoch,
});
process.stdout.write(`${folder}\n`);
if (!values['no-archive']) process.stdout.write(`${archive(folder)}\n`);

function archive(packed: string): string {
  const file = `${packed}.tar.gz`;
  rmSync(file, { force: true });
  const tar = spawnSync(
    'tar',
    [
      ...['--sort=name', `--mtime=@${epoch}`, '--owner=0', '--group=0', '--numeric-owner', '--mode=u+rwX,go+rX,go-w', '--format=posix'],
      ...['--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime', '--use-compress-program=gzip -n -9'],
      ...['-C', dirname(packed), '-cf', file, basename(packed)],
    ],
    { stdio: 'inherit' },
  );
  if (tar.status !== 0) throw new Error('The archive was not made: GNU tar and gzip are needed. --no-archive leaves it out.');
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  writeFileSync(`${file}.sha256`, `${digest}  ${basename(file)}\n`);
  return file;
}
