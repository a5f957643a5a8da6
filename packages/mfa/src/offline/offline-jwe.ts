import { fromBase64, fromUtf8, toBase64Url, utf8 } from '../base64.ts';
import { LONGEST_CHALLENGE, type OfflineChallenge, writeOfflineChallenge } from './offline-challenge.ts';
import { importOfflineKey, makeEphemeralKey, type OfflineKey, type OfflineKeyPair, offlineIdText, offlineJwkOf } from './offline-key.ts';

/** What stands before a code for phones without HPKE: a JWS of the issuer (ES256) in a JWE for the phone (ECDH-ES, A256GCM), both compact. */
const PREFIX = 'OMFA1J:';
/** Longest text that is looked at, characters; a server writes half as many. */
const LONGEST_TEXT = 2_400;

const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Who signs: the name of an issuer, and its key for signatures, for phones without HPKE. */
export interface OfflineSigner extends Pick<OfflineKey, 'issuerId'> {
  readonly signingKey: CryptoKey;
}

/** What `makeOfflineQr` says, for a phone without HPKE. */
export async function makeOfflineJwe(issuer: OfflineSigner, device: OfflineKey, challenge: OfflineChallenge): Promise<string> {
  // For whom it is stands in what is signed: whoever opens it could encrypt it for another phone.
  const head = inBase64({ alg: 'ES256', kid: toBase64Url(issuer.issuerId), aud: await audienceOf(device) });
  const signed = `${head}.${toBase64Url(writeOfflineChallenge(challenge))}`;
  const signature = await crypto.subtle.sign(SIGNATURE, issuer.signingKey, utf8(signed));
  const jws = utf8(`${signed}.${toBase64Url(new Uint8Array(signature))}`);
  const ephemeral = await makeEphemeralKey();
  const header = inBase64({
    alg: 'ECDH-ES',
    enc: 'A256GCM',
    cty: 'JWT',
    kid: toBase64Url(device.deviceId),
    epk: offlineJwkOf(ephemeral),
  });
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await contentKey(ephemeral.privateKey, device.publicKey, 'encrypt');
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(header) }, key, jws));
  return `${PREFIX}${header}..${toBase64Url(iv)}.${toBase64Url(sealed.subarray(0, -16))}.${toBase64Url(sealed.subarray(-16))}`;
}

/** Whether a scanned text wants to be a code of this kind. */
export function isOfflineJwe(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** What a phone makes of a code of this kind before it looks at the clock. */
export type OpenedOfflineJwe<A> =
  | { readonly account: A; readonly plaintext: Uint8Array<ArrayBuffer> }
  | { readonly reason: 'unreadable' | 'oversized' | 'suite' | 'foreignIssuer' | 'otherDevice' | 'forged' };

/** Opens with the key of the phone that it is for, and believes it only in the name of an issuer that the phone trusts. */
export async function openOfflineJwe<A extends { readonly issuer: OfflineKey; readonly device: OfflineKeyPair }>(
  text: string,
  accounts: readonly A[],
): Promise<OpenedOfflineJwe<A>> {
  if (text.length > LONGEST_TEXT) return { reason: 'oversized' };
  const [header = '', wrapped, iv = '', ciphertext = '', tag = '', ...more] = text.slice(PREFIX.length).split('.');
  const head = objectOf(header);
  const epk = await importOfflineKey(head?.['epk']);
  const [nonce, ...sealed] = [iv, ciphertext, tag].map(fromBase64);
  if (head === undefined || wrapped !== '' || more.length > 0 || epk === undefined || nonce?.length !== 12) return { reason: 'unreadable' };
  if (head['alg'] !== 'ECDH-ES' || head['enc'] !== 'A256GCM') return { reason: 'suite' };
  const meant = accounts.filter(({ device }) => toBase64Url(device.deviceId) === head['kid']);
  const [first] = meant;
  if (first === undefined) return { reason: accounts.length === 0 ? 'foreignIssuer' : 'otherDevice' };
  let jws: string | undefined;
  try {
    const key = await contentKey(first.device.privateKey, epk.publicKey, 'decrypt');
    const parts = Uint8Array.from(sealed.flatMap((part) => [...(part ?? [])]));
    jws = fromUtf8(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData: utf8(header) }, key, parts)));
  } catch {
    return { reason: 'forged' };
  }
  return believed(jws ?? '', meant);
}

async function believed<A extends { readonly issuer: OfflineKey; readonly device: OfflineKeyPair }>(
  jws: string,
  accounts: readonly A[],
): Promise<OpenedOfflineJwe<A>> {
  const [header = '', payload = '', signature = '', ...more] = jws.split('.');
  const head = objectOf(header);
  const [plaintext, proof] = [payload, signature].map(fromBase64);
  if (head === undefined || plaintext === undefined || proof === undefined || more.length > 0) return { reason: 'unreadable' };
  if (plaintext.length > LONGEST_CHALLENGE) return { reason: 'oversized' };
  if (head['alg'] !== 'ES256') return { reason: 'suite' };
  const trusting = accounts.filter(({ issuer }) => toBase64Url(issuer.issuerId) === head['kid']);
  if (trusting.length === 0) return { reason: 'foreignIssuer' };
  for (const account of trusting) {
    const key = await crypto.subtle.importKey('raw', account.issuer.point, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    const isSigned = await crypto.subtle.verify(SIGNATURE, key, proof, utf8(`${header}.${payload}`));
    if (isSigned && head['aud'] === (await audienceOf(account.device))) return { account, plaintext };
  }
  return { reason: 'forged' };
}

/** 16 bytes of SHA-256 of the phone's key. */
async function audienceOf({ point }: Pick<OfflineKey, 'point'>): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', point)).subarray(0, 16));
}

/** The key that ECDH-ES agrees on for A256GCM: the Concat KDF of RFC 7518 4.6, of which one round of SHA-256 is enough. */
async function contentKey(own: CryptoKey, other: CryptoKey, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, own, 256));
  const algorithm = utf8('A256GCM');
  const number = (value: number) => [0, 0, value >> 8, value & 255];
  const info = [...number(algorithm.length), ...algorithm, ...number(0), ...number(0), ...number(256)];
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from([...number(1), ...shared, ...info]));
  return crypto.subtle.importKey('raw', digest, 'AES-GCM', false, [use]);
}

/** Names of the keys that a code of this kind goes by, hex; a phone remembers it under them. */
export function namesOf({ issuer, device }: { readonly issuer: OfflineKey; readonly device: OfflineKey }): string {
  return `${offlineIdText(issuer.issuerId)}${offlineIdText(device.deviceId)}`;
}

function inBase64(value: object): string {
  return toBase64Url(utf8(JSON.stringify(value)));
}

function objectOf(segment: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = fromBase64(segment);
  try {
    const value: unknown = JSON.parse((bytes === undefined ? undefined : fromUtf8(bytes)) ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
