import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { WaygateError } from '@waygate/schema';

/**
 * Makes the data directory, or closes the one that is there to everybody but its owner. A directory of somebody else (such as a mounted
 * volume) is left as it is: only its owner can change it, and the files in it are closed to others in any case.
 * @throws WaygateError `storage.unreadable` (operational)
 */
export function prepareDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (statSync(directory).uid === process.getuid?.()) chmodSync(directory, 0o700);
  } catch (cause) {
    throw new WaygateError('operational', 'storage.unreadable', `The data directory ${directory} cannot be made or opened.`, { cause });
  }
}
