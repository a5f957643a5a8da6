import { findUnsafeKey } from '@waygate/schema';
import { fromBase64, fromUtf8, toBase64Url, utf8 } from '../base64.ts';
import { hmac, hmacMatches } from './push-key.ts';

/** Exactly this header: the iOS SDK re-pads the header segment, and any other length breaks every iPhone. */
const HEADER = toBase64Url(utf8('{"typ":"JWT","alg":"HS256"}'));

/** Longest JWS that is looked at, in characters. */
const LONGEST = 16_384;

/** Signs claims as compact JWS, HS256 (RFC 7515). */
export async function signPushJws(key: CryptoKey, claims: Readonly<Record<string, unknown>>): Promise<string> {
  const text = `${HEADER}.${toBase64Url(utf8(JSON.stringify(claims)))}`;
  return `${text}.${toBase64Url(await hmac(key, utf8(text)))}`;
}

/**
 * Checks a JWS and reads its claims. Only HS256 is accepted, whatever the header says.
 * @returns undefined when anything about it is wrong
 */
export async function verifyPushJws(key: CryptoKey, token: string): Promise<Record<string, unknown> | undefined> {
  const parts = token.split('.');
  if (token.length > LONGEST || parts.length !== 3) return undefined;
  const [header = '', payload = '', signature = ''] = parts;
  const algorithm = objectOf(header)?.['alg'];
  const mac = fromBase64(signature);
  if (algorithm !== 'HS256' || mac === undefined) return undefined;
  return (await hmacMatches(key, mac, utf8(`${header}.${payload}`))) ? objectOf(payload) : undefined;
}

function objectOf(segment: string): Record<string, unknown> | undefined {
  const bytes = fromBase64(segment);
  const text = bytes === undefined ? undefined : fromUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value) || findUnsafeKey(value) !== undefined) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
