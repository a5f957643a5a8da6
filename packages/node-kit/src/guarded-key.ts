import type { z } from 'zod';

/**
 * Something that nodes leave each other for the run and that no script can read, write, take away or put back: it stands beside the state, sealed at rest, and is known by the
 * key alone. A key cannot be among what a node reads and writes of the state, and a name of the state leads to none of it.
 */
export interface GuardedKey<N extends string = string, S extends z.ZodType = z.ZodType> {
  readonly name: N;
  /** Shape that is checked on reading. */
  readonly holds: S;
}

/** Makes a guarded key; its name is unique among all nodes. */
export function guardedKey<const N extends string, S extends z.ZodType>(name: N, holds: S): GuardedKey<N, S> {
  return { name, holds };
}

/** What a guarded key holds. */
export type GuardedValueOf<K extends GuardedKey> = z.infer<K['holds']>;
