import { z } from 'zod';
import { fromBase64, toBase64Url } from '../base64.ts';

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url');

/** The public half of a P-256 key, as JWK (RFC 7518). Members beside these are dropped. */
export const offlinePublicJwk = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate });
export type OfflinePublicJwk = z.infer<typeof offlinePublicJwk>;

/** A P-256 key with its private half, as it is kept sealed by the server. */
export const offlinePrivateJwk = offlinePublicJwk.extend({ d: coordinate });
export type OfflinePrivateJwk = z.infer<typeof offlinePrivateJwk>;

/** A public key ready for use, with the names that it goes by in an envelope. */
export interface OfflineKey {
  readonly publicKey: CryptoKey;
  /** Uncompressed, 65 bytes. */
  readonly point: Uint8Array<ArrayBuffer>;
  /** Name of an issuer: the first 2 bytes of SHA-256 of the point. */
  readonly issuerId: Uint8Array<ArrayBuffer>;
  /** Name of a phone: the first 6 bytes of the same. */
  readonly deviceId: Uint8Array<ArrayBuffer>;
}

/** A key pair ready for use. */
export interface OfflineKeyPair extends OfflineKey {
  readonly privateKey: CryptoKey;
}

const ECDH = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** @returns undefined when the JWK is none of a point on P-256 */
export async function importOfflineKey(jwk: unknown): Promise<OfflineKey | undefined> {
  const parsed = offlinePublicJwk.safeParse(jwk);
  if (!parsed.success) return undefined;
  try {
    // The platform refuses a point that is not on the curve.
    return await offlineKeyOf(await crypto.subtle.importKey('jwk', parsed.data, ECDH, true, []));
  } catch {
    return undefined;
  }
}

/** The server's own key, as `makeOfflineKey` made it. */
export async function importOfflineKeyPair(jwk: OfflinePrivateJwk): Promise<OfflineKeyPair> {
  const { d: _, ...open } = jwk;
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('jwk', jwk, ECDH, false, ['deriveBits']),
    crypto.subtle.importKey('jwk', open, ECDH, true, []),
  ]);
  return { privateKey, ...(await offlineKeyOf(publicKey)) };
}

/** The server's own key for signatures, which phones without HPKE are shown. */
export function importOfflineSigner(jwk: OfflinePrivateJwk): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
}

/** A key for one message. */
export async function makeEphemeralKey(): Promise<OfflineKeyPair> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ECDH, false, ['deriveBits']);
  return { privateKey, ...(await offlineKeyOf(publicKey)) };
}

/** A key for a server, which keeps it sealed. */
export async function makeOfflineKey(): Promise<OfflinePrivateJwk> {
  const { privateKey } = await crypto.subtle.generateKey(ECDH, true, ['deriveBits']);
  return offlinePrivateJwk.parse(await crypto.subtle.exportKey('jwk', privateKey));
}

/** A key for a phone: the private half cannot be read out, by nobody. */
export async function makeDeviceOfflineKey(): Promise<{ readonly privateKey: CryptoKey; readonly publicKey: CryptoKey }> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ECDH, false, ['deriveBits']);
  return { privateKey, publicKey };
}

/** The names and the point of a public key. */
export async function offlineKeyOf(publicKey: CryptoKey): Promise<OfflineKey> {
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', point));
  return { publicKey, point, issuerId: digest.slice(0, 2), deviceId: digest.slice(0, 6) };
}

/** The public half as JWK. */
export function offlineJwkOf({ point }: Pick<OfflineKey, 'point'>): OfflinePublicJwk {
  return { kty: 'EC', crv: 'P-256', x: toBase64Url(point.subarray(1, 33)), y: toBase64Url(point.subarray(33)) };
}

/** Hex of a key's name, in lower case. */
export function offlineIdText(id: Uint8Array): string {
  return Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The body that a phone with an offline key gets when its registration or answer was taken. */
export const offlineEnrolment = z.object({
  kid: z.string().regex(/^[A-Za-z0-9_-]{3}$/),
  issuerKey: offlinePublicJwk,
  alg: z.literal('OMFA1-P256'),
  profiles: z.array(z.string().max(32)).max(8).readonly(),
  /** User name, which twelve digits are answered for. */
  user: z.string().max(512).exactOptional(),
});
export type OfflineEnrolment = z.infer<typeof offlineEnrolment>;

/** Ways to ask a phone: `qr` by HPKE, `qrj` the same by JOSE for phones without HPKE, `manual12` by twelve digits. */
export const OFFLINE_PROFILES = ['qr', 'qrj', 'manual12'] as const;
export type OfflineProfile = (typeof OFFLINE_PROFILES)[number];

/** Profiles that server and phone both have. @param said what the phone says it has; a phone that says nothing has what every one had at first */
export function offlineProfilesOf(said: unknown): readonly OfflineProfile[] {
  const own = Array.isArray(said) ? said : ['qr', 'manual12'];
  return OFFLINE_PROFILES.filter((profile) => own.includes(profile));
}

/** What the server tells a phone to pin, and by what it will ask. */
export function offlineEnrolmentOf(
  issuer: OfflineKey,
  profiles: readonly OfflineProfile[] = offlineProfilesOf(undefined),
  user?: string,
): OfflineEnrolment {
  const enrolment = { kid: toBase64Url(issuer.issuerId), issuerKey: offlineJwkOf(issuer), alg: 'OMFA1-P256', profiles } as const;
  return user === undefined ? enrolment : { ...enrolment, user };
}

/** Who an enrolment says the person is there, for twelve digits; undefined when it does not say. */
export function enrolledUserOf(enrolment: unknown): string | undefined {
  return offlineEnrolment.safeParse(enrolment).data?.user;
}

/** The issuer's key that an enrolment gives. @returns undefined when it is none, or goes by a name that is not its own */
export async function pinnedIssuerOf(enrolment: unknown): Promise<OfflineKey | undefined> {
  const parsed = offlineEnrolment.safeParse(enrolment);
  if (!parsed.success) return undefined;
  const key = await importOfflineKey(parsed.data.issuerKey);
  const kid = fromBase64(parsed.data.kid);
  return key !== undefined && kid !== undefined && offlineIdText(kid) === offlineIdText(key.issuerId) ? key : undefined;
}
