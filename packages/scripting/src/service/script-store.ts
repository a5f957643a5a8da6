import type { JsonObject } from '@waygate/schema';

/** Where scripts and their revisions are kept; `RealmObjectStore` of the storage is one. */
export interface ScriptStore {
  get(realm: string, kind: 'script' | 'scriptRevision', id: string): Promise<JsonObject | undefined>;
  list(realm: string, kind: 'script'): Promise<readonly { readonly id: string; readonly value: JsonObject }[]>;
  create(realm: string, kind: 'scriptRevision', object: { readonly id: string; readonly value: JsonObject }): Promise<boolean>;
  /** Another number as soon as anything may have changed. */
  generation(): number;
}
