import type { z } from 'zod';

/** A key of the journey's state as a value: it has a name that AM knows and a shape that is checked on reading. */
export interface StateKey<N extends string = string, S extends z.ZodType = z.ZodType> {
  readonly name: N;
  readonly schema: S;
}

/** Makes a state key; keys that several nodes share stand in `well-known-keys.ts`, a key of one node beside it. */
export function stateKey<const N extends string, S extends z.ZodType>(name: N, schema: S): StateKey<N, S> {
  return { name, schema };
}

/** What a key of the state holds. */
export type ValueOf<K extends StateKey> = z.infer<K['schema']>;
