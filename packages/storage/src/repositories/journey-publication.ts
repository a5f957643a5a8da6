import type { JourneyDocument, JourneyVersionView } from '@waygate/schema';
import { compositeId } from '../composite-id.ts';
import type { DocumentWrite } from '../document-store.ts';
import type { PublishOptions } from '../ports/journey-store.ts';
import type { JourneyCollections } from './journey-collections.ts';
import { entryOf, pointerOf, versionOf } from './journey-records.ts';
import { baseMoved } from './journey-refusals.ts';

/** The writes that make a document live, every one guarded by the revision of the pointer. */
export async function preparePublication(
  journeys: JourneyCollections,
  realm: string,
  document: JourneyDocument,
  { at, author, note, base }: PublishOptions,
): Promise<{ readonly writes: readonly DocumentWrite[]; readonly live: JourneyVersionView }> {
  const { name } = document;
  const id = compositeId(realm, name);
  const read = await journeys.pointers.read(id);
  const before = read === undefined ? undefined : entryOf(read.value);
  const expected = base?.get(name);
  if (expected !== undefined && expected !== (before?.versionId ?? null)) throw baseMoved(name, before);
  const versionId = versionOf(document);
  const ownId = compositeId(realm, name, author);
  const own = await journeys.drafts.read(ownId);
  // A draft that says something else than what is published is work in hand, and stays.
  const spent =
    own !== undefined && versionOf(own.value.document) === versionId ? [journeys.drafts.prepared(ownId, own.revision, undefined)] : [];
  if (before?.versionId === versionId && note === '') return { writes: spent, live: before };
  const live = { versionId, number: (before?.number ?? 0) + 1, at, author, note };
  const legacy = before === undefined || read?.value.number !== undefined ? [] : [journeys.noted(realm, name, before)];
  return {
    live,
    writes: [
      journeys.pointers.prepared(id, read?.revision ?? 'absent', pointerOf(document, live), { keys: { realm } }),
      journeys.versions.prepared(compositeId(realm, name, versionId), 'any', document),
      ...legacy,
      journeys.noted(realm, name, live),
      ...spent,
    ],
  };
}
