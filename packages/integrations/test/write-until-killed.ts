import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** Writes what is known of somebody's phones, and is killed when the new file is to take the place of the old one. */
fs.rename = async () => {
  process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();
const { filePlace } = await import('../src/offline/places/file-place.ts');
await filePlace(process.argv[2] ?? '').write({ realm: '/alpha', userId: 'id-mia', username: 'mia' }, 'new');
