import { readFileSync } from 'node:fs';
import { type TransferText, WaygateError } from '@waygate/schema';

/**
 * Reads a file of journeys as its text; what it holds is for `readTransfer`.
 * @throws WaygateError `file.unreadable` (input)
 */
export function readJourneyText(file: string): TransferText {
  try {
    return { name: file, text: readFileSync(file, 'utf8') };
  } catch (cause) {
    throw new WaygateError('input', 'file.unreadable', `The file ${file} cannot be read.`, { cause });
  }
}
