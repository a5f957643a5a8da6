/** Which documents a release writes and reads. Numbers grow by one with each change after which another release could take a document for something that it is not. */
export interface StoreFormat {
  /** Format of the documents that this release writes. */
  readonly writes: number;
  /** The oldest format that a release must know to work on what this one writes. Lower than `writes` while both may run side by side, as in an update. */
  readonly readableBy: number;
  /** The oldest format that this release still reads. */
  readonly readsFrom: number;
}

/**
 * The format of this release; docs/upgrade.md has a line for each.
 * A change that the release before can live with raises `writes` alone. One that it cannot live with takes two releases: the first reads the new form and writes the old
 * one, the second writes the new one and raises `readableBy` to the format of the first.
 */
export const STORE_FORMAT: StoreFormat = { writes: 1, readableBy: 1, readsFrom: 1 };
