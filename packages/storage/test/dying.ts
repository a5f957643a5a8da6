import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const CHANGES = ['writeFileSync', 'copyFileSync', 'linkSync', 'rmSync', 'chmodSync', 'mkdirSync', 'fsyncSync'] as const;

/**
 * Runs work that dies at its n-th change of the disk, which is left half done where that can be. Whoever is dead changes nothing any more.
 * @param die must not return
 */
export async function dyingAt(n: number, die: () => never, work: () => Promise<unknown>): Promise<void> {
  const before = Object.fromEntries(CHANGES.map((name) => [name, fs[name]]));
  let changes = 0;
  const patched = CHANGES.map((name) => {
    const change = fs[name] as (...given: unknown[]) => unknown;
    const dying = (...given: unknown[]) => {
      changes += 1;
      if (changes < n) return change(...given);
      const [path, content, options] = given;
      if (changes === n && name === 'writeFileSync' && typeof content === 'string')
        change(path, content.slice(0, content.length / 2), options);
      return die();
    };
    return [name, dying];
  });
  Object.assign(fs, Object.fromEntries(patched));
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(fs, before);
    syncBuiltinESMExports();
  }
}
