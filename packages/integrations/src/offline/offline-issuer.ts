import { randomBytes } from 'node:crypto';
import {
  importOfflineKeyPair,
  importOfflineSigner,
  makeOfflineKey,
  type OfflineKeyPair,
  type OfflineSigner,
  offlineIdText,
  offlinePrivateJwk,
} from '@waygate/mfa';
import type { RealmObjectStore } from '@waygate/storage';
import { z } from 'zod';
import { type RealmRing, ringOf, turnRing } from './realm-ring.ts';

const keptIssuer = z.object({ turn: z.int().min(1), jwk: offlinePrivateJwk, pepper: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
type KeptIssuer = z.infer<typeof keptIssuer>;

const ISSUERS: RealmRing<KeptIssuer> = {
  kind: 'offlineIssuer',
  shape: keptIssuer,
  make: async (turn) => ({ turn, jwk: await makeOfflineKey(), pepper: randomBytes(32).toString('base64url') }),
};

/** A key in whose name a realm seals codes for phones. */
export interface OfflineIssuer extends OfflineKeyPair, OfflineSigner {
  /** Name of the key, hex. */
  readonly name: string;
  /** Its place in the order of their making. */
  readonly turn: number;
  /** Keys the digests of codes. */
  readonly pepper: Buffer;
}

/** The issuers of a realm, newest first. The first one is made when it is asked for. */
export async function offlineIssuers(objects: RealmObjectStore, realm: string): Promise<readonly [OfflineIssuer, ...OfflineIssuer[]]> {
  return imported(await ringOf(ISSUERS, objects, realm));
}

/** Makes a new issuer. Phones learn of it with their next answer online; until then codes are sealed for them in the name that they trust. */
export async function turnIssuer(objects: RealmObjectStore, realm: string): Promise<readonly [OfflineIssuer, ...OfflineIssuer[]]> {
  return imported(await turnRing(ISSUERS, objects, realm));
}

async function imported([newest, ...older]: readonly [KeptIssuer, ...KeptIssuer[]]): Promise<readonly [OfflineIssuer, ...OfflineIssuer[]]> {
  return [await issuerOf(newest), ...(await Promise.all(older.map(issuerOf)))];
}

async function issuerOf({ turn, jwk, pepper }: KeptIssuer): Promise<OfflineIssuer> {
  const [pair, signingKey] = await Promise.all([importOfflineKeyPair(jwk), importOfflineSigner(jwk)]);
  return { ...pair, name: offlineIdText(pair.issuerId), turn, signingKey, pepper: Buffer.from(pepper, 'base64url') };
}
