import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { offlinePublicJwk } from '@waygate/mfa';
import type { RealmObjectStore } from '@waygate/storage';
import { z } from 'zod';
import { type RealmRing, ringOf, turnRing } from './realm-ring.ts';

const keptKey = z.object({ turn: z.int().min(1), kid: z.string().regex(/^[0-9a-f]{8}$/), secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
/** A key that what is known of phones is encrypted with. */
export type DeviceKey = z.infer<typeof keptKey>;

const KEYS: RealmRing<DeviceKey> = {
  kind: 'offlineDeviceKey',
  shape: keptKey,
  make: (turn) => ({ turn, kid: randomBytes(4).toString('hex'), secret: randomBytes(32).toString('base64url') }),
};

/** The encryption keys for devices of a realm; the first one is what is written with. */
export function deviceKeysOf(objects: RealmObjectStore, realm: string): Promise<readonly [DeviceKey, ...DeviceKey[]]> {
  return ringOf(KEYS, objects, realm);
}

/** Makes another key the one that is written with. */
export function turnDeviceKey(objects: RealmObjectStore, realm: string): Promise<readonly [DeviceKey, ...DeviceKey[]]> {
  return turnRing(KEYS, objects, realm);
}

/** A phone that can show a code without a network. */
const keptPhone = z.object({
  /** Of the push device that it is. */
  id: z.string(),
  /** Name of its key, hex. */
  kidR: z.string(),
  jwk: offlinePublicJwk,
  name: z.string(),
  /** Whether it is the one that was used last. */
  primary: z.boolean(),
  /** When it last answered online, epoch seconds. */
  capturedAt: z.number(),
  /** Name of the server's key that it was told to trust last, hex. */
  kidS: z.string(),
  /** Name of the newest of those that it has said it trusts; absent until it has said so. */
  pinned: z.string().exactOptional(),
  profiles: z.array(z.string()),
});
export type KeptPhone = z.infer<typeof keptPhone>;

const keptPhones = z.object({
  v: z.literal(1),
  user: z.string(),
  devices: z.array(keptPhone),
  /** Epoch seconds. */
  writtenAt: z.number(),
  /** Digest of the realm's settings when it was written. */
  policyHash: z.string(),
});
/** All that is known of a person's phones, wherever it is kept. */
export type KeptPhones = z.infer<typeof keptPhones>;

/** Flattened JSON serialization of JWE (RFC 7516 7.2.2). */
const sealedPhones = z.object({
  protected: z.string(),
  aad: z.string(),
  iv: z.string(),
  ciphertext: z.string(),
  tag: z.string(),
});
const header = z.object({ alg: z.literal('dir'), enc: z.literal('A256GCM'), kid: z.string() });

/** Whose it is. It is bound into what is written, so that nobody's can be put in the place of somebody else's. */
export interface WhosePhones {
  readonly realm: string;
  readonly userId: string;
}

/** Encrypts for every place that phones are kept in: a JWE, `dir` and A256GCM. */
export function sealPhones({ realm, userId }: WhosePhones, { kid, secret }: DeviceKey, phones: KeptPhones): string {
  const head = inBase64(JSON.stringify({ alg: 'dir', enc: 'A256GCM', kid }));
  const aad = inBase64(`${realm}|${userId}`);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(secret, 'base64url'), iv).setAAD(Buffer.from(`${head}.${aad}`));
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(phones), 'utf8'), cipher.final()]);
  return JSON.stringify({
    protected: head,
    aad,
    iv: iv.toString('base64url'),
    ciphertext: ciphertext.toString('base64url'),
    tag: cipher.getAuthTag().toString('base64url'),
  });
}

/** @returns undefined when no key opens it, it is somebody else's, or it was altered */
export function openPhones({ realm, userId }: WhosePhones, keys: readonly DeviceKey[], text: string): KeptPhones | undefined {
  const kid = keyIdOf(text);
  const key = keys.find((one) => one.kid === kid);
  if (key === undefined) return undefined;
  try {
    const { protected: head, aad, iv, ciphertext, tag } = sealedPhones.parse(JSON.parse(text));
    if (aad !== inBase64(`${realm}|${userId}`)) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key.secret, 'base64url'), Buffer.from(iv, 'base64url'), {
      authTagLength: 16,
    })
      .setAAD(Buffer.from(`${head}.${aad}`))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    const plaintext = Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]);
    return keptPhones.parse(JSON.parse(plaintext.toString('utf8')));
  } catch {
    return undefined;
  }
}

/** Id of the key that it was written with; undefined when it is nothing of the kind. */
export function keyIdOf(text: string): string | undefined {
  try {
    const { protected: head } = sealedPhones.parse(JSON.parse(text));
    return header.parse(JSON.parse(Buffer.from(head, 'base64url').toString('utf8'))).kid;
  } catch {
    return undefined;
  }
}

function inBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}
