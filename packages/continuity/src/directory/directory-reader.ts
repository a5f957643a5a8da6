import type { OfflineDirectory, RunningSync } from '@waygate/schema';

/** An entry as it was read. What is binary there is text here: ids as GUID, SIDs as `S-1-…`, the rest in hex. */
export interface RawEntry {
  readonly dn: string;
  /** By the names of attributes in lower case. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Everything that was found, to the last entry. */
export interface DirectoryContent {
  readonly users: readonly RawEntry[];
  readonly groups: readonly RawEntry[];
  /** Other servers that the directory names for parts that it does not have. They are not asked. */
  readonly references: number;
}

/** Reads directories over the network. */
export interface DirectoryReader {
  /**
   * Reads all people and groups.
   * @param progress told of every page
   * @throws Error that says in words for whoever runs the server why not everything was read
   */
  read(
    directory: OfflineDirectory,
    signal: AbortSignal,
    progress: (phase: Exclude<RunningSync['phase'], 'writing'>, entries: number) => void,
  ): Promise<DirectoryContent>;
}
