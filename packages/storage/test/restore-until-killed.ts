import { writeSync } from 'node:fs';
import { restoreSqlite } from '../src/index.ts';
import { dyingAt } from './dying.ts';

const [folder = '', directory = '', keysFile = '', n = '', end = 'dies'] = process.argv.slice(2);

function die(): never {
  if (end === 'stands still') {
    writeSync(1, 'stands still');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  process.kill(process.pid, 'SIGKILL');
  throw new Error('is not reached');
}

await dyingAt(Number(n), die, () => restoreSqlite({ folder, directory, keysFile }, () => undefined));
