import type { JsonObject } from '@waygate/schema';
import type { RealmObjectKind, RealmObjectStore } from '@waygate/storage';
import type { z } from 'zod';

/** Something of which a realm has a newest, and those before it. */
export interface Turned {
  readonly turn: number;
}

/** Kinds of realm objects that take turns. */
export interface RealmRing<T extends Turned> {
  readonly kind: RealmObjectKind;
  readonly shape: z.ZodType<T>;
  /** Makes what is to be the newest. */
  make(turn: number): Promise<T & JsonObject> | (T & JsonObject);
}

/** All of a realm, newest first. The first one is made when it is asked for: of two servers that start at once both get the same. */
export async function ringOf<T extends Turned>(
  ring: RealmRing<T>,
  objects: RealmObjectStore,
  realm: string,
): Promise<readonly [T, ...T[]]> {
  const [newest, ...older] = await listed(ring, objects, realm);
  return newest === undefined ? added(ring, objects, realm, 1) : [newest, ...older];
}

/** Puts a new one before all others. @returns all, newest first */
export async function turnRing<T extends Turned>(
  ring: RealmRing<T>,
  objects: RealmObjectStore,
  realm: string,
): Promise<readonly [T, ...T[]]> {
  const [newest] = await ringOf(ring, objects, realm);
  return added(ring, objects, realm, newest.turn + 1);
}

async function added<T extends Turned>(
  ring: RealmRing<T>,
  objects: RealmObjectStore,
  realm: string,
  turn: number,
): Promise<readonly [T, ...T[]]> {
  // Of several that do so at once one is kept, and it is the new one for all of them.
  await objects.create(realm, ring.kind, { id: String(turn), value: await ring.make(turn) });
  const [newest, ...older] = await listed(ring, objects, realm);
  if (newest === undefined) throw new Error('The key that was just made is not there.');
  return [newest, ...older];
}

async function listed<T extends Turned>({ kind, shape }: RealmRing<T>, objects: RealmObjectStore, realm: string): Promise<T[]> {
  const all = (await objects.list(realm, kind)).map(({ value }) => shape.parse(value));
  return all.sort((a, b) => b.turn - a.turn);
}
