import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type KeyRing, openKeyRing } from '@waygate/integrations';
import { WaygateError } from '@waygate/schema';

/** Tells a key ring from others, also after its keys were rotated, without saying anything of them. */
export function keyCheckOf(ring: KeyRing): string {
  return createHmac('sha256', ring.derive('store-check')).update('keys of a store').digest('base64url').slice(0, 16);
}

/** Reads the keys file, and makes none: a new one would open nothing. @throws WaygateError `keys.missing` (operational) */
export function existingKeyRing(keysFile: string): KeyRing {
  if (existsSync(keysFile)) return openKeyRing(keysFile);
  throw new WaygateError(
    'operational',
    'keys.missing',
    `There is no keys file ${keysFile}. What is sealed in the store stays sealed and needs it: put the keys file of the installation there, or name it by WAYGATE_KEYS_FILE. Nothing was written.`,
  );
}
