import { type RealmReferences, scriptsOf } from '@waygate/graph';
import type { JourneyDocument, TransferPart } from '@waygate/schema';
import type { AdminDeps } from './admin-deps.ts';

/**
 * What the nodes of some journeys may name in their realm.
 * @param brought what comes along with the journeys and is not in the realm yet
 */
export async function realmReferences(
  {
    scripts,
    realmObjects,
    catalogue,
    webhooks,
    continuity,
    editableAttributes,
  }: Pick<AdminDeps, 'scripts' | 'realmObjects' | 'catalogue' | 'webhooks' | 'continuity' | 'editableAttributes'>,
  realm: string,
  documents: readonly JourneyDocument[],
  brought: readonly TransferPart[] = [],
): Promise<RealmReferences> {
  const ids = new Set(documents.flatMap((document) => scriptsOf(document, catalogue)));
  const coming = (kind: TransferPart['kind']) => brought.filter((part) => part.kind === kind);
  const [known, themes, providers, named, watched, editable] = await Promise.all([
    scripts?.examine(
      realm,
      [...ids],
      coming('script').map(({ value }) => value),
    ),
    realmObjects.list(realm, 'theme'),
    realmObjects.list(realm, 'socialProvider'),
    webhooks?.(realm),
    continuity?.list(realm),
    editableAttributes?.(realm),
  ]);
  return {
    ...(known === undefined ? {} : { scripts: known }),
    ...(named === undefined ? {} : { webhooks: named }),
    ...(watched === undefined ? {} : { watched: new Set(watched.map(({ name }) => name)) }),
    ...(editable === undefined ? {} : { editable }),
    themes: new Set([...themes, ...coming('theme')].map(({ id }) => id)),
    providers: new Set([...providers, ...coming('socialProvider')].map(({ id }) => id)),
  };
}
