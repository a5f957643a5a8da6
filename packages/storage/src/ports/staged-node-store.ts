import type { JsonObject } from '@waygate/schema';

/** A node that stands in no journey: its journey is yet to be written, or is gone. */
export interface StagedNode {
  readonly id: string;
  readonly type: string;
  /** Version of the type; absent for what was written without. */
  readonly version?: string;
  readonly config: JsonObject;
  /** Administrator who wrote it, or whose change left it behind. */
  readonly author: string;
}

/** Nodes of realms that stand in no journey. They go with their time, and only have to outlive the process. Sealed, for they may hold secrets. */
export interface StagedNodeStore {
  get(realm: string, id: string): Promise<StagedNode | undefined>;
  /** In the order of the ids' code points. */
  list(realm: string): Promise<readonly StagedNode[]>;
  /**
   * Keeps several, over those of the same ids, all or none. An author has room in a realm for so many nodes and bytes; of what somebody else replaces or takes away,
   * the room comes back when the time of what they wrote last is over.
   * @param expiresAt epoch milliseconds
   * @throws WaygateError `staging.full` (state)
   */
  put(realm: string, nodes: readonly StagedNode[], expiresAt: number): Promise<void>;
  /** @returns the one that this call took away: of several at once one did */
  remove(realm: string, id: string): Promise<StagedNode | undefined>;
  /** Takes away those that are there, in one step. */
  removeAll(realm: string, ids: readonly string[]): Promise<void>;
}
