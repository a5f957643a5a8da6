import type { DocumentStore, WholeDocument } from '../document-store.ts';
import { livingDocuments } from './living-documents.ts';

/** The last moment that a date can name, epoch milliseconds: what stays for longer may be kept as staying until then. */
const LAST_MOMENT = 8_640_000_000_000_000;

/** A document on both sides, or on one of them. */
export interface Compared {
  readonly source: WholeDocument | undefined;
  readonly target: WholeDocument | undefined;
  readonly isSame: boolean;
}

/** Goes through a collection of two stores side by side, both in the order of ids. @param now epoch milliseconds by which expiry is judged on both */
export async function* compareDocuments(
  { source, target }: { readonly source: DocumentStore; readonly target: DocumentStore },
  collection: string,
  now: number,
): AsyncGenerator<Compared> {
  const ours = livingDocuments(source, collection, now);
  const theirs = livingDocuments(target, collection, now);
  const next = async (side: AsyncGenerator<WholeDocument>) => {
    const { value, done } = await side.next();
    return done === true ? undefined : value;
  };
  let here = await next(ours);
  let there = await next(theirs);
  while (here !== undefined || there !== undefined) {
    const order = here === undefined ? 1 : there === undefined ? -1 : byCodePoints(here.id, there.id);
    const pair = { source: order <= 0 ? here : undefined, target: order >= 0 ? there : undefined };
    yield { ...pair, isSame: isSame(pair.source, pair.target) };
    if (order <= 0) here = await next(ours);
    if (order >= 0) there = await next(theirs);
  }
}

function isSame(a: WholeDocument | undefined, b: WholeDocument | undefined): boolean {
  if (a === undefined || b === undefined || a.revision !== b.revision || a.body !== b.body) return false;
  return expiryOf(a) === expiryOf(b) && keysOf(a) === keysOf(b);
}

function expiryOf({ expiresAt }: WholeDocument): number | undefined {
  return expiresAt === undefined ? undefined : Math.min(expiresAt, LAST_MOMENT);
}

function keysOf({ keys }: WholeDocument): string {
  return JSON.stringify(Object.entries(keys).sort(([a], [b]) => byCodePoints(a, b)));
}

function byCodePoints(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
