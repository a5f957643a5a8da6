import { randomBytes } from 'node:crypto';
import { importOfflineKeyPair, makeOfflineKey, type OfflineKeyPair, offlineIdText, offlinePrivateJwk } from '@waygate/mfa';
import type { RealmObjectStore } from '@waygate/storage';
import { z } from 'zod';

const keptIssuer = z.object({ turn: z.int().min(1), jwk: offlinePrivateJwk, pepper: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

/** A key in whose name a realm seals codes for phones. */
export interface OfflineIssuer extends OfflineKeyPair {
  /** Name of the key, hex. */
  readonly name: string;
  /** Keys the digests of codes. */
  readonly pepper: Buffer;
}

/** The issuers of a realm, newest first. The first one is made when it is asked for: of two servers that start at once both get the same. */
export async function offlineIssuers(objects: RealmObjectStore, realm: string): Promise<readonly [OfflineIssuer, ...OfflineIssuer[]]> {
  const [newest, ...older] = await kept(objects, realm);
  if (newest !== undefined) return [newest, ...older];
  const value = { turn: 1, jwk: await makeOfflineKey(), pepper: randomBytes(32).toString('base64url') };
  await objects.create(realm, 'offlineIssuer', { id: '1', value });
  const [made, ...others] = await kept(objects, realm);
  if (made === undefined) throw new Error('The key that was just made is not there.');
  return [made, ...others];
}

async function kept(objects: RealmObjectStore, realm: string): Promise<readonly OfflineIssuer[]> {
  const all = (await objects.list(realm, 'offlineIssuer')).map(({ value }) => keptIssuer.parse(value)).sort((a, b) => b.turn - a.turn);
  return Promise.all(
    all.map(async ({ jwk, pepper }) => {
      const pair = await importOfflineKeyPair(jwk);
      return { ...pair, name: offlineIdText(pair.issuerId), pepper: Buffer.from(pepper, 'base64url') };
    }),
  );
}
