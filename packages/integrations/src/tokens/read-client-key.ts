import { createPrivateKey, type KeyObject } from 'node:crypto';
import { isEncryptedKey } from './is-encrypted-key.ts';

/** What a client signs with. */
export interface ClientKey {
  readonly key: KeyObject;
  /** Name of the signature in JOSE. */
  readonly algorithm: string;
}

/** Least bits of an RSA key (RFC 7518, 3.3). */
const LEAST_RSA_BITS = 2_048;
const CURVES: Readonly<Record<string, string>> = { prime256v1: 'ES256', secp384r1: 'ES384', secp521r1: 'ES512' };

/**
 * Reads the private key by which a client proves itself.
 * @param pem RSA (RS256), EC (ES256, ES384, ES512) or Ed25519
 * @throws Error with what to do, and nothing of the key
 */
export function readClientKey(pem: string): ClientKey {
  if (isEncryptedKey(pem)) throw new Error('The private key is encrypted. Give it without a passphrase; it is sealed here.');
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // What the library says could quote the key.
    throw new Error('The private key cannot be read. Give it as PEM, whole and with its line ends.');
  }
  const algorithm = algorithmOf(key);
  if (algorithm === undefined)
    throw new Error(
      `The private key is of a kind that no client signs with here. Take RSA of ${LEAST_RSA_BITS} bits or more, EC on P-256, P-384 or P-521, or Ed25519.`,
    );
  return { key, algorithm };
}

function algorithmOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string | undefined {
  if (type === 'rsa') return (details?.modulusLength ?? 0) < LEAST_RSA_BITS ? undefined : 'RS256';
  if (type === 'ed25519') return 'Ed25519';
  return type === 'ec' ? CURVES[details?.namedCurve ?? ''] : undefined;
}
