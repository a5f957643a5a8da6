import type { JourneyDocument, JourneyNode, PageChild } from '@waygate/schema';
import type { JourneyDesk } from '../admin/admin-deps.ts';

/** How many versions are remembered; a version never changes, so what was read once stays right. */
const KEPT = 1_000;
const documents = new Map<string, JourneyDocument>();

/** A journey that is live. */
export interface LiveJourney {
  readonly versionId: string;
  readonly document: JourneyDocument;
}

/** A node of a live journey; a page's child has no connections. */
export interface LiveNode {
  readonly journey: LiveJourney;
  readonly node: PageChild | JourneyNode;
}

/** Every live journey of a realm, in the order of the names. Drafts are their authors' own and no part of it. */
export async function liveJourneys(journeys: JourneyDesk, realm: string): Promise<readonly LiveJourney[]> {
  const live: LiveJourney[] = [];
  for (const { name, published } of await journeys.list(realm)) {
    const document = published === undefined ? undefined : await versionOf(journeys, realm, name, published.versionId);
    if (published !== undefined && document !== undefined) live.push({ versionId: published.versionId, document });
  }
  return live;
}

/** The live journey of a name. */
export async function liveJourney(journeys: JourneyDesk, realm: string, name: string): Promise<LiveJourney | undefined> {
  const [entry] = await journeys.history(realm, name);
  const document = entry === undefined ? undefined : await versionOf(journeys, realm, name, entry.versionId);
  return entry === undefined || document === undefined ? undefined : { versionId: entry.versionId, document };
}

/** Every place where a node stands; AM lets several journeys have one. */
export function placesOf(live: readonly LiveJourney[], id: string): readonly LiveNode[] {
  return live.flatMap((journey) => {
    const node = nodeIn(journey.document, id);
    return node === undefined ? [] : [{ journey, node }];
  });
}

/** A node of a journey, on the canvas or on a page. */
export function nodeIn({ nodes, innerNodes }: JourneyDocument, id: string): PageChild | JourneyNode | undefined {
  if (Object.hasOwn(nodes, id)) return nodes[id];
  return Object.hasOwn(innerNodes, id) ? innerNodes[id] : undefined;
}

async function versionOf(journeys: JourneyDesk, realm: string, name: string, versionId: string): Promise<JourneyDocument | undefined> {
  const key = JSON.stringify([realm, name, versionId]);
  const kept = documents.get(key);
  if (kept !== undefined) return kept;
  const document = await journeys.version(realm, name, versionId);
  if (document === undefined) return undefined;
  if (documents.size >= KEPT) documents.clear();
  documents.set(key, document);
  return document;
}
