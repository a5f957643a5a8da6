import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { StepHandle } from '@waygate/engine';
import { WaygateError } from '@waygate/schema';

const HEADER = Buffer.from('{"typ":"JWT","alg":"HS256"}').toString('base64url');
const LONGEST = 4_096;

/** What an authId says that the server needs. */
export interface AuthIdClaims {
  readonly sessionId: string;
  readonly key: string;
  readonly realm: string;
}

/**
 * Writes the handle of a step as compact JWS, HS256. Two of AM's pages look inside without checking it, so the payload keeps AM's names; `whitelist-state` tells
 * them that each authId is good for one answer.
 */
export function writeAuthId(handle: StepHandle, key: KeyObject, now: number): string {
  const payload = Buffer.from(
    JSON.stringify({
      authIndexValue: handle.journey,
      otk: handle.key,
      authIndexType: 'service',
      realm: handle.realm,
      sessionId: handle.sessionId,
      'whitelist-state': handle.key.slice(0, 16),
      exp: Math.floor(handle.expiresAt / 1000),
      iat: Math.floor(now / 1000),
    }),
  ).toString('base64url');
  const text = `${HEADER}.${payload}`;
  return `${text}.${sign(text, key)}`;
}

/** @throws WaygateError `authid.malformed`, `authid.forged` (input) */
export function readAuthId(authId: unknown, key: KeyObject): AuthIdClaims {
  if (typeof authId !== 'string' || authId.length > LONGEST) throw malformed();
  const at = authId.lastIndexOf('.');
  const text = authId.slice(0, at);
  const given = Buffer.from(authId.slice(at + 1));
  if (at < 0 || !text.startsWith(`${HEADER}.`)) throw malformed();
  const right = Buffer.from(sign(text, key));
  if (given.length !== right.length || !timingSafeEqual(given, right)) {
    throw new WaygateError('input', 'authid.forged', 'AuthId JWT Signature not valid');
  }
  // Only what this server signed gets here, so its shape is known.
  const claims = JSON.parse(Buffer.from(text.slice(HEADER.length + 1), 'base64url').toString()) as {
    sessionId: string;
    otk: string;
    realm: string;
  };
  return { sessionId: claims.sessionId, key: claims.otk, realm: claims.realm };
}

function sign(text: string, key: KeyObject): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

function malformed(): WaygateError {
  return new WaygateError('input', 'authid.malformed', 'Failed to parse JWT');
}
