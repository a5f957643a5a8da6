import { hash } from 'node:crypto';
import { decodeJwt, errors, importJWK, type JWK, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import { rsaBits } from '../rsa-bits.ts';

const LONGEST_ASSERTION = 4_096;
/** How far ahead the end of an assertion may lie, and how far clocks may differ, seconds. */
const LONGEST_S = 300;
const SKEW_S = 30;

/** What an assertion (RFC 7523) is held to. */
export interface AssertionRules<A> {
  /** Who is called so, and the public RSA keys that they sign with. */
  readonly signer: (id: string) => Promise<{ readonly account: A; readonly keys: readonly JWK[] } | undefined>;
  /** What the signer may call this server. */
  readonly audiences: string[];
  /** Claims that must be there beside issuer, subject, audience and end. */
  readonly claims: readonly ('jti' | 'iat')[];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** An assertion that the key of an account has signed for this server. */
export interface VerifiedAssertion<A> {
  readonly id: string;
  readonly account: A;
  /** The key that has signed it. */
  readonly key: JWK;
  /** Bits of that key. */
  readonly bits: number;
  readonly payload: JWTPayload;
  /** What there may be once: the id that the signer gave it, or its text. */
  readonly use: string;
  /** Until when `use` must be kept, epoch milliseconds. */
  readonly usedUntil: number;
}

/**
 * Who has signed an assertion for this server, with RS256 and no other algorithm. It says about itself who it is of, and lasts five minutes at most.
 * @returns undefined for everything that is wrong with one: nobody is told what
 * @throws what the store throws
 */
export async function verifiedAssertion<A>(assertion: string, rules: AssertionRules<A>): Promise<VerifiedAssertion<A> | undefined> {
  if (assertion.length > LONGEST_ASSERTION) return undefined;
  const id = issuerOf(assertion);
  const found = id === undefined ? undefined : await rules.signer(id);
  if (id === undefined || found === undefined) return undefined;
  for (const key of found.keys) {
    const payload = await payloadSignedBy(key, id, assertion, rules);
    if (payload === undefined) continue;
    const { jti, exp = 0, iat } = payload;
    const now = rules.now() / 1000;
    if (exp > now + LONGEST_S + SKEW_S || (iat !== undefined && iat > now + SKEW_S)) return undefined;
    if (jti !== undefined && (typeof jti !== 'string' || jti === '')) return undefined;
    const signed = assertion.slice(0, assertion.lastIndexOf('.'));
    const use = JSON.stringify([id, jti ?? { text: hash('sha256', signed, 'base64url') }]);
    return { id, account: found.account, key, bits: rsaBits(key), payload, use, usedUntil: (exp + SKEW_S + 1) * 1000 };
  }
  return undefined;
}

/** Nobody has signed it yet: what is in it can be of any type. */
function issuerOf(assertion: string): string | undefined {
  try {
    const { iss }: { iss?: unknown } = decodeJwt(assertion);
    return z.uuid().safeParse(iss).data;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

async function payloadSignedBy<A>(
  jwk: JWK,
  id: string,
  assertion: string,
  { audiences, claims, now }: AssertionRules<A>,
): Promise<JWTPayload | undefined> {
  try {
    const key = await importJWK({ ...jwk, alg: 'RS256' });
    const { payload } = await jwtVerify(assertion, key, {
      algorithms: ['RS256'],
      issuer: id,
      subject: id,
      audience: audiences,
      requiredClaims: ['exp', ...claims],
      clockTolerance: SKEW_S,
      currentDate: new Date(now()),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
