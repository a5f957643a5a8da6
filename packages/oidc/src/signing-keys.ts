import { createPublicKey } from 'node:crypto';
import type { RealmObjectStore } from '@waygate/storage';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';

const ALGORITHMS = ['RS256', 'ES256'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

const keptKey = z.object({ alg: z.enum(ALGORITHMS), turn: z.int(), jwk: z.record(z.string(), z.string()) });
type KeptKey = z.infer<typeof keptKey>;

/** Of RSA keys that are made from now on: 128 bits of security (NIST SP 800-57). Older ones of 2048 bits sign until they are rotated. */
export const NEW_RSA_BITS = 3_072;

/** Of the curve of ES256. */
const P256_BITS = 256;

/** How many keys of an algorithm stay: the one that signs, and those before it, by which what they signed can still be checked. */
const KEPT = 3;

/** Private signing keys of a realm, newest first; the newest of an algorithm signs. Makes the first ones: of two servers that start at once both get the same. */
export async function signingKeys(objects: RealmObjectStore, realm: string): Promise<readonly JWK[]> {
  for (const alg of ALGORITHMS) {
    if ((await keysOf(objects, realm, alg)).length === 0) await addKey(objects, realm, alg, 1);
  }
  const keys = (await Promise.all(ALGORITHMS.map((alg) => keysOf(objects, realm, alg)))).flat();
  return keys.map(({ jwk }) => jwk);
}

/** Makes new keys that sign from now on. The two before stay to check by; older ones go. */
export async function rotateSigningKeys(objects: RealmObjectStore, realm: string): Promise<void> {
  for (const alg of ALGORITHMS) {
    const [newest] = await keysOf(objects, realm, alg);
    await addKey(objects, realm, alg, (newest?.turn ?? 0) + 1);
    for (const old of (await keysOf(objects, realm, alg)).slice(KEPT)) await objects.remove(realm, 'oauthKey', idOf(alg, old.turn));
  }
}

/** A signing key as operators see it. */
export interface SigningKeyView {
  readonly kid: string;
  readonly alg: Algorithm;
  readonly bits: number;
  /** Whether it signs; the others are there to check what they signed. */
  readonly signs: boolean;
}

/** The signing keys that a realm has, newest first of each algorithm. Makes none. */
export async function listSigningKeys(objects: RealmObjectStore, realm: string): Promise<readonly SigningKeyView[]> {
  const keys = (await Promise.all(ALGORITHMS.map((alg) => keysOf(objects, realm, alg)))).flat();
  return keys.map(({ alg, turn, jwk }) => ({
    kid: jwk['kid'] ?? '',
    alg,
    bits: bitsOf(jwk),
    signs: keys.every((other) => other.alg !== alg || other.turn <= turn),
  }));
}

function bitsOf(jwk: KeptKey['jwk']): number {
  const { asymmetricKeyDetails } = createPublicKey({ key: jwk, format: 'jwk' });
  return asymmetricKeyDetails?.modulusLength ?? P256_BITS;
}

async function keysOf(objects: RealmObjectStore, realm: string, alg: Algorithm): Promise<readonly KeptKey[]> {
  const all = (await objects.list(realm, 'oauthKey')).map(({ value }) => keptKey.parse(value));
  return all.filter((key) => key.alg === alg).sort((a, b) => b.turn - a.turn);
}

async function addKey(objects: RealmObjectStore, realm: string, alg: Algorithm, turn: number): Promise<void> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: NEW_RSA_BITS });
  const jwk = await exportJWK(privateKey);
  const value = { alg, turn, jwk: { ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) } };
  await objects.create(realm, 'oauthKey', { id: idOf(alg, turn), value: keptKey.parse(value) });
}

function idOf(alg: Algorithm, turn: number): string {
  return `${alg}-${turn}`;
}
