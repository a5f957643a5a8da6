import type { DocumentWrite } from './document-store.ts';

/** @throws Error when a group names a document twice: engines would not agree on what that means */
export function assertDistinct(writes: readonly DocumentWrite[]): void {
  if (writes.length < 2) return;
  const named = new Set(writes.map(({ collection, id }) => `${collection}\n${id}`));
  if (named.size < writes.length) throw new Error('An atomic group names a document twice.');
}
