import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PlatformRules } from './platforms.ts';

/** A compact JWS. */
export type Compact = string;

/** Signs claims with HS256. @param header instead of the right one */
export function hs256(secret: Buffer, header: object | undefined, claims: object): Compact {
  const text = [header ?? { typ: 'JWT', alg: 'HS256' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const unsigned = (header as { alg?: string } | undefined)?.alg === 'none';
  return `${text}.${unsigned ? '' : createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/**
 * Checks a push as an app does and reads its claims.
 * @throws Error when an SDK would not show it: another algorithm, a wrong signature, a claim that is missing or not a text
 */
export function verifyHs256(secret: Buffer, jwt: Compact, rules: PlatformRules): Record<string, string> {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg?: string };
  if (alg !== 'HS256') throw new Error(`The push is signed with ${alg}.`);
  const right = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Error('The signature of the push is wrong.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  for (const [name, value] of Object.entries(claims)) if (typeof value !== 'string') throw new Error(`Claim ${name} is not a text.`);
  for (const name of rules.requiredClaims) if (claims[name] === undefined) throw new Error(`Claim ${name} is missing.`);
  return claims as Record<string, string>;
}
