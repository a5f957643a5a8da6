import { openWorkspace, readConfig } from '../src/index.ts';
import { sealingKeys } from '../src/sealing-keys.ts';

/** Rotates the keys of the store and keys file that it is given, and is killed when something was sealed anew and something else was not. */
const [directory = '', keysFile = ''] = process.argv.slice(2);
const config = readConfig({ WAYGATE_DATA_DIR: directory, WAYGATE_KEYS_FILE: keysFile, WAYGATE_LOG_LEVEL: 'silent' });
await sealingKeys(await openWorkspace(config), config.keysFile).rotate(({ changed }) => {
  if (changed > 0) process.kill(process.pid, 'SIGKILL');
});
