import { once } from 'node:events';
import { openAttempts } from './open-attempts.ts';

/**
 * A process beside others on the same files: says `ready`, waits for a line, tries wrong codes, and says how many it was let compare. The part `kill` says each one
 * and goes on until it is killed. Arguments: the directory, the part, and a name of its own.
 */
const [directory = '', part = '', name = ''] = process.argv.slice(2);
let clock = 1_790_000_000_000;
const { stores, attempts } = await openAttempts(directory, () => clock);
const target = { realm: '/alpha', subject: { id: 'id-mia', username: 'mia' }, authenticator: 'oath:one' };
process.stdout.write('ready\n');
await once(process.stdin, 'data');
if (part === 'kill') {
  for (let index = 0; ; index += 1) {
    clock += 24 * 3_600_000;
    if ((await attempts.begin(target, `${name}-${index}`)).allowed) process.stdout.write('let\n');
  }
}
const permits = await Promise.all(Array.from({ length: 100 }, (_, index) => attempts.begin(target, `${name}-${index}`)));
await stores.close();
process.stdout.write(`${permits.filter(({ allowed }) => allowed).length}\n`);
process.exit(0);
