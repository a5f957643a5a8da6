import { readFileSync } from 'node:fs';
import { WaygateError } from '@waygate/schema';

/**
 * Reads a text file.
 * @throws WaygateError `file.unreadable` (input) that names the file
 */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new WaygateError('input', 'file.unreadable', `The file ${path} cannot be read.`, { cause });
  }
}
