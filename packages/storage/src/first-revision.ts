/**
 * Where the revisions of a new document begin. At random, so that whoever still holds the revision of a deleted or expired document
 * cannot take its successor for it; small enough that counting on stays exact.
 */
export function firstRevision(): number {
  return 1 + Math.floor(Math.random() * 2 ** 48);
}
