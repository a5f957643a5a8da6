/**
 * Where a new node goes on a page: last, but before a last one that has several outcomes, because only the last may have more than one.
 * @param counts how many outcomes the nodes on the page have, in order
 * @param added how many the new one has
 */
export function placeOnPage(counts: readonly number[], added: number): number {
  const last = counts.at(-1);
  return last !== undefined && last > 1 && added <= 1 ? counts.length - 1 : counts.length;
}
