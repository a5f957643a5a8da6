/** Somebody as the copy of a directory has them. */
export interface SnapshotUser {
  /** What stays when they are renamed or moved. */
  readonly uniqueId: string;
  /** What they sign on with. */
  readonly username: string;
  readonly dn: string;
  /** Names of the groups that they are in, by way of other groups, too. */
  readonly groups: readonly string[];
  /** Distinguished names of these groups, as `canonicalDn` writes them, for a name can be that of several; absent in copies that are older than this. */
  readonly groupDns?: readonly string[];
  /** Whether the directory says that they may not sign on. */
  readonly isDisabled: boolean;
  /** What an account here is made of, by the names of the directory. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** A part of a copy, which is read as one. A person and what their distinguished name leads to stand in the buckets that their names fall into. */
export interface SnapshotBucket {
  readonly users: readonly SnapshotUser[];
  /** User names by distinguished name, as `canonicalDn` writes it. */
  readonly names: Readonly<Record<string, string>>;
}
