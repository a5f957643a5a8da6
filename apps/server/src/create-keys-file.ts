import { existsSync } from 'node:fs';
import { openKeyRing } from '@waygate/integrations';
import { WaygateError } from '@waygate/schema';

/**
 * Makes a keys file before there is a server that would make it, to be laid where all copies read it.
 * @returns the id of its key
 * @throws WaygateError `keys.exist` (state) where there is one: it is never replaced
 */
export function createKeysFile(path: string): string {
  if (existsSync(path)) {
    throw new WaygateError(
      'state',
      'keys.exist',
      `There is a keys file ${path} already, without which nothing that it sealed opens. Nothing was changed.`,
    );
  }
  return openKeyRing(path).active;
}
