import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { utf8 } from '../base64.ts';
import type { OfflineKey, OfflineKeyPair } from './offline-key.ts';

/** Version, suite, name of the issuer, name of the phone. */
export const HEAD_LENGTH = 10;
/** Length of the encapsulated key, a point. */
export const ENC_LENGTH = 65;
/** Length of the tag of AES-GCM. */
export const TAG_LENGTH = 16;
export const OMFA_VERSION = 0x01;
/** DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
export const OMFA_P256 = 0x10;

const INFO = utf8('OMFA/1 qr');
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/**
 * Seals for one phone in the name of one issuer (HPKE of RFC 9180, mode_auth).
 * @param ephemeral input of the ephemeral key; only for published vectors, so never given by a server
 */
export async function sealEnvelope(
  {
    issuer,
    device,
    plaintext,
  }: { readonly issuer: OfflineKeyPair; readonly device: OfflineKey; readonly plaintext: Uint8Array<ArrayBuffer> },
  ephemeral?: ArrayBuffer,
): Promise<Uint8Array<ArrayBuffer>> {
  const head = Uint8Array.from([OMFA_VERSION, OMFA_P256, ...issuer.issuerId, ...device.deviceId]);
  const sender = await suite.createSenderContext({
    recipientPublicKey: device.publicKey,
    senderKey: { privateKey: issuer.privateKey, publicKey: issuer.publicKey },
    info: INFO,
    ...(ephemeral === undefined ? {} : { ekm: ephemeral }),
  });
  const ciphertext = new Uint8Array(await sender.seal(plaintext, head));
  return Uint8Array.from([...head, ...new Uint8Array(sender.enc), ...ciphertext]);
}

/** Opens what the issuer sealed for this phone. @returns undefined when it was anybody else, for anybody else, or was altered */
export async function openEnvelope(
  envelope: Uint8Array<ArrayBuffer>,
  { issuer, device }: { readonly issuer: OfflineKey; readonly device: OfflineKeyPair },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const recipient = await suite.createRecipientContext({
      // Both halves, because the public one cannot be worked out of a key that cannot be read.
      recipientKey: { privateKey: device.privateKey, publicKey: device.publicKey },
      senderPublicKey: issuer.publicKey,
      enc: envelope.slice(HEAD_LENGTH, HEAD_LENGTH + ENC_LENGTH),
      info: INFO,
    });
    return new Uint8Array(await recipient.open(envelope.slice(HEAD_LENGTH + ENC_LENGTH), envelope.slice(0, HEAD_LENGTH)));
  } catch {
    return undefined;
  }
}
