import { fromBase64 } from '@waygate/mfa';
import { z } from 'zod';

/** How long a request may be good for, seconds. */
const LONGEST = 300;

const claims = z.strictObject({
  aud: z.literal('one-time-device'),
  realm: z.string().max(256),
  /** User name of whom it is for. */
  sub: z.string().min(1).max(100),
  method: z.enum(['SMS', 'VOICE', 'EMAIL']),
  /** Telephone number or mail address. */
  address: z.string().min(3).max(256),
  jti: z.string().min(8).max(128),
  /** Epoch seconds. */
  iat: z.int(),
  exp: z.int(),
});
export type DeviceRequest = z.infer<typeof claims>;

/** Everything but the claims is fixed, so that nobody chooses how it is checked. */
const HEADER = '{"alg":"HS256","typ":"JWT"}';

/**
 * Reads a request for a one-time device: a JWS of HS256 that only whoever has the key can make.
 * @param now epoch milliseconds
 * @returns undefined when it is forged, too late, too early, for too long, or for another realm
 */
export async function readDeviceRequest(jwt: string, key: string, realm: string, now: number): Promise<DeviceRequest | undefined> {
  const [header = '', payload = '', signature = '', ...rest] = jwt.split('.');
  if (rest.length > 0 || decoded(header) !== HEADER) return undefined;
  const bytes = bytesOf(signature);
  if (bytes === undefined) return undefined;
  const secret = new TextEncoder().encode(key);
  const imported = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  if (!(await crypto.subtle.verify('HMAC', imported, bytes, signed))) return undefined;
  const read = claims.safeParse(parsed(decoded(payload)));
  if (!read.success) return undefined;
  const { iat, exp } = read.data;
  const seconds = now / 1000;
  const isInTime = iat <= seconds + 60 && exp > seconds && exp - iat <= LONGEST;
  return isInTime && read.data.realm === realm ? read.data : undefined;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  return fromBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, '='));
}

function decoded(text: string): string | undefined {
  const bytes = bytesOf(text);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
