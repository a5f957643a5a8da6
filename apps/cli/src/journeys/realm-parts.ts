import type { RealmParts } from '@waygate/graph';
import { PART_KINDS } from '@waygate/schema';
import type { Workspace } from '@waygate/server/administration';

/** What a realm has beside its journeys, by kind. */
export async function realmParts({ stores }: Workspace, realm: string): Promise<RealmParts> {
  const kinds = Object.values(PART_KINDS);
  const lists = await Promise.all(kinds.map((kind) => stores.realmObjects.list(realm, kind)));
  return new Map(kinds.map((kind, at) => [kind, lists[at] ?? []]));
}
