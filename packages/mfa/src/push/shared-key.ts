import { WaygateError } from '@waygate/schema';
import { fromBase64 } from '../base64.ts';
import { importPushKey } from './push-key.ts';

/** Shortest secret that phones can sign with, in bytes. */
const SHORTEST = 32;

/**
 * The key that a stored secret is. There is no stand-in for one that cannot be read: whoever guessed that could answer.
 * @param secret standard base64
 * @throws WaygateError `push.secret_unreadable` (unexpected)
 */
export async function sharedKey(secret: string): Promise<CryptoKey> {
  const bytes = fromBase64(secret);
  if (bytes !== undefined && bytes.length >= SHORTEST) return importPushKey(bytes);
  throw new WaygateError('unexpected', 'push.secret_unreadable', 'The secret that a phone shares with the server cannot be read.');
}
