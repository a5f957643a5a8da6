import { writeFileSync } from 'node:fs';
import { WaygateError } from '@waygate/schema';

/**
 * Writes a private key to a new file, which only its owner may read.
 * @throws WaygateError `file.unwritable` (input), for a file that is there already, too
 */
export function writeKey(file: string, key: string): void {
  try {
    writeFileSync(file, key, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new WaygateError('input', 'file.unwritable', `The file ${file} cannot be written, or is there already.`, { cause });
  }
}
