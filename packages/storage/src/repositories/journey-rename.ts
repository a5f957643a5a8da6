import { WaygateError } from '@waygate/schema';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentWrite } from '../document-store.ts';
import type { JourneyCollections } from './journey-collections.ts';
import { preparePublication } from './journey-publication.ts';
import { historyId, versionOf } from './journey-records.ts';
import { exists } from './journey-refusals.ts';
import { LISTED } from './realm-repository.ts';
import { withInnerRenamed } from './with-inner-renamed.ts';

/**
 * The writes that give a journey another name, with everything that names it.
 * @throws WaygateError `journey.unknown` (notFound), `journey.exists` (state)
 */
export async function renameWrites(
  journeys: JourneyCollections,
  realm: string,
  from: string,
  to: string,
  by: { readonly at: number; readonly author: string },
): Promise<DocumentWrite[]> {
  return [...(await moved(journeys, realm, from, to)), ...(await followers(journeys, realm, from, to, by))];
}

/** Everything of a journey under its new name. Versions are named by their content, and so get new names, too. */
async function moved(journeys: JourneyCollections, realm: string, from: string, to: string): Promise<DocumentWrite[]> {
  const [id, target] = [compositeId(realm, from), compositeId(realm, to)];
  const read = await journeys.pointers.read(id);
  const drafts = await journeys.drafts.find('journey', id);
  if (read === undefined && drafts.length === 0) {
    throw new WaygateError('notFound', 'journey.unknown', `There is no journey ${from} in this realm.`);
  }
  if ((await journeys.pointers.read(target)) !== undefined || (await journeys.drafts.find('journey', target)).length > 0) throw exists(to);
  const renamed = new Map<string, string>();
  const writes: DocumentWrite[] = [];
  for (const one of await journeys.versionsOf(realm, from)) {
    const document = renamed.has(one.versionId) ? undefined : await journeys.version(realm, from, one.versionId);
    if (document !== undefined) {
      const next = { ...document, name: to };
      renamed.set(one.versionId, versionOf(next));
      writes.push(journeys.versions.prepared(compositeId(realm, to, versionOf(next)), 'any', next));
    }
    writes.push(journeys.history.prepared(historyId(realm, from, one.number), 'any', undefined));
    writes.push(journeys.noted(realm, to, { ...one, versionId: renamed.get(one.versionId) ?? one.versionId }));
  }
  if (read !== undefined) {
    const { publishedVersion } = read.value;
    const moved = publishedVersion === undefined ? undefined : renamed.get(publishedVersion);
    writes.push(journeys.pointers.prepared(id, read.revision, undefined));
    writes.push(
      journeys.pointers.prepared(
        target,
        'absent',
        { ...read.value, name: to, ...(moved === undefined ? {} : { publishedVersion: moved }) },
        { keys: { realm } },
      ),
    );
  }
  for (const { author } of drafts) {
    // At the revision that is moved: what its author saves meanwhile must come along.
    const draft = await journeys.drafts.read(compositeId(realm, from, author));
    if (draft === undefined) continue;
    const one = draft.value;
    const baseVersion = one.baseVersion === null ? null : (renamed.get(one.baseVersion) ?? one.baseVersion);
    const value = { ...one, baseVersion, document: { ...one.document, name: to } };
    writes.push(journeys.drafts.prepared(compositeId(realm, from, author), draft.revision, undefined));
    writes.push(journeys.drafts.prepared(compositeId(realm, to, one.author), 'absent', value, { keys: { realm, journey: target } }));
  }
  return writes;
}

/** What names the journey: others that run it inside themselves, their drafts, and the realm. */
async function followers(
  journeys: JourneyCollections,
  realm: string,
  from: string,
  to: string,
  { at, author }: { readonly at: number; readonly author: string },
): Promise<DocumentWrite[]> {
  const writes: DocumentWrite[] = [];
  const bases = new Map<string, { readonly before: string; readonly after: string }>();
  for (const { name, published } of await journeys.list(realm)) {
    const document = name === from || published === undefined ? undefined : await journeys.version(realm, name, published.versionId);
    const next = document === undefined ? undefined : withInnerRenamed(document, from, to);
    if (next === undefined || published === undefined) continue;
    const publication = await preparePublication(journeys, realm, next, { at, author, note: `${from} is called ${to} now.` });
    writes.push(...publication.writes);
    bases.set(name, { before: published.versionId, after: publication.live.versionId });
  }
  for (const { author, document } of await journeys.drafts.find('realm', realm)) {
    const { name } = document;
    const id = compositeId(realm, name, author);
    const draft = name === from ? undefined : await journeys.drafts.read(id);
    if (draft === undefined) continue;
    const one = draft.value;
    const next = withInnerRenamed(one.document, from, to);
    const base = bases.get(name);
    // A draft that the publication above dropped, because it said the same, needs no change.
    if (writes.some((write) => write.collection === COLLECTIONS.authorDrafts && write.id === id)) continue;
    if (next === undefined && (base === undefined || one.baseVersion !== base.before)) continue;
    const baseVersion = base !== undefined && one.baseVersion === base.before ? base.after : one.baseVersion;
    writes.push(journeys.drafts.prepared(id, draft.revision, { ...one, baseVersion, document: next ?? one.document }));
  }
  const settings = await journeys.realms.read(realm);
  if (settings?.value.defaultJourney === from) {
    writes.push(journeys.realms.prepared(realm, settings.revision, { ...settings.value, defaultJourney: to }, { keys: LISTED }));
  }
  return writes;
}
