import { restoreSqlite } from '../src/index.ts';
import { dyingAt } from './dying.ts';

const [folder = '', directory = '', keysFile = '', n = ''] = process.argv.slice(2);

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('is not reached');
}

await dyingAt(Number(n), die, () => restoreSqlite({ folder, directory, keysFile }, () => undefined));
