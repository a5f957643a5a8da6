import { X509Certificate } from 'node:crypto';
import { cose, verifySignature } from '@simplewebauthn/server/helpers';
import { CONTEXT, type DerElement, extensionOf, partsOf, readElements } from './der-element.ts';

const KEY_DESCRIPTION = '2b06010401d679020111';
/** Fields of an authorization list, and what they must be. */
const PURPOSE = 1;
const ALL_APPLICATIONS = 600;
const ORIGIN = 702;
const ROOT_OF_TRUST = 704;
const SIGN = 2;
const GENERATED = 0;
/** The system that was started is the one of the device's maker. */
const VERIFIED = 0;
const TRUE = 0xff;
/** Kinds of hardware that hold keys: a trusted environment, and a chip of its own. */
const HARDWARE = [1, 2];

/** What is said of a passkey by the key store of Android. */
interface AndroidKeyStatement {
  readonly algorithm: number | undefined;
  readonly signature: Uint8Array | undefined;
  /** In DER, that of the key first. */
  readonly certificates: readonly Uint8Array[];
}

/**
 * Whether the key store of Android attests a passkey (WebAuthn, section 8.4): the key was made there, in hardware, for this answer, for signing alone and for no other
 * application, on a locked device that runs the system of its maker. Whom the certificates lead to is asked before. The library's own check asks neither where the key came from nor what it is for, and calls addresses that
 * stand in certificates.
 * @param key public key of the passkey, in the form of SPKI
 */
export async function isAttestedByAndroid(
  { algorithm, signature, certificates }: AndroidKeyStatement,
  key: Uint8Array,
  authenticatorData: Uint8Array,
  clientDataHash: Uint8Array,
): Promise<boolean> {
  try {
    const [leaf, ...others] = certificates;
    if (leaf === undefined || signature === undefined || algorithm === undefined || !cose.isCOSEAlg(algorithm)) return false;
    if (!new X509Certificate(leaf).publicKey.export({ type: 'spki', format: 'der' }).equals(key)) return false;
    // A key that was attested could otherwise vouch for others.
    if (others.some((certificate) => extensionOf(certificate, KEY_DESCRIPTION) !== undefined)) return false;
    const description = extensionOf(leaf, KEY_DESCRIPTION);
    if (description === undefined || !isGoodKey(description, clientDataHash)) return false;
    const data = new Uint8Array(Buffer.concat([authenticatorData, clientDataHash]));
    return await verifySignature({
      signature: new Uint8Array(signature),
      data,
      x509Certificate: new Uint8Array(leaf),
      hashAlgorithm: algorithm,
    });
  } catch {
    return false;
  }
}

/** Whether a certificate is that of a key of the key store of Android. One that cannot be read may be. */
export function isOfKeyStore({ raw }: X509Certificate): boolean {
  try {
    return extensionOf(raw, KEY_DESCRIPTION) !== undefined;
  } catch {
    return true;
  }
}

function isGoodKey(description: Uint8Array, clientDataHash: Uint8Array): boolean {
  const [, level, , keyLevel, challenge, , software, hardware] = partsOf(readElements(description)[0]);
  if (challenge === undefined || !Buffer.from(challenge.content).equals(clientDataHash)) return false;
  if (![level, keyLevel].every((one) => HARDWARE.includes(numberIn(one) ?? 0))) return false;
  if ([software, hardware].some((list) => field(list, ALL_APPLICATIONS) !== undefined)) return false;
  const [, isLocked, bootState] = partsOf(field(hardware, ROOT_OF_TRUST));
  if (numberIn(isLocked) !== TRUE || numberIn(bootState) !== VERIFIED) return false;
  const purposes = partsOf(field(hardware, PURPOSE)).map(numberIn);
  return purposes.length === 1 && purposes[0] === SIGN && numberIn(field(hardware, ORIGIN)) === GENERATED;
}

/** What a field of an authorization list holds. */
function field(list: DerElement | undefined, number: number): DerElement | undefined {
  return partsOf(partsOf(list).find(({ form, tag }) => form === CONTEXT && tag === number))[0];
}

function numberIn(element: DerElement | undefined): number | undefined {
  return element?.content.length === 1 ? element.content[0] : undefined;
}
