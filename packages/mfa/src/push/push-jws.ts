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
 * Checks a JWS and reads its claims. The header must say HS256 and JWT and nothing else: a member that is not understood could change what the rest means.
 * One message has one spelling, so that it cannot pass for another: each part is base64url in its shortest form.
 * @returns undefined when anything about it is wrong
 */
export async function verifyPushJws(key: CryptoKey, token: string): Promise<Record<string, unknown> | undefined> {
  const parts = token.length > LONGEST ? [] : token.split('.');
  const [header = '', payload = '', signature = ''] = parts;
  const mac = bytesOf(signature);
  if (parts.length !== 3 || mac === undefined || !isRightHeader(objectOf(header))) return undefined;
  return (await hmacMatches(key, mac, utf8(`${header}.${payload}`))) ? objectOf(payload) : undefined;
}

function isRightHeader(header: Record<string, unknown> | undefined): boolean {
  return header !== undefined && Object.keys(header).length === 2 && header['alg'] === 'HS256' && header['typ'] === 'JWT';
}

function bytesOf(segment: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = fromBase64(segment);
  return bytes === undefined || toBase64Url(bytes) !== segment ? undefined : bytes;
}

function objectOf(segment: string): Record<string, unknown> | undefined {
  const bytes = bytesOf(segment);
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
