import { innerJourneysOf, type JourneySurroundings, scriptsOf } from '@waygate/graph';
import type { JourneyDocument, TransferPart } from '@waygate/schema';
import { editableAttributesOf, emailTemplatesOf, scriptDesk, type Workspace, webhooksOf } from '@waygate/server/administration';

/**
 * What the journeys of a realm can run inside themselves and may name: what is published and kept, and what comes along in the same import.
 * @param brought scripts, themes and the like of the import
 */
export async function surroundingsOf(
  workspace: Workspace,
  realm: string,
  documents: readonly JourneyDocument[],
  brought: readonly TransferPart[] = [],
): Promise<JourneySurroundings> {
  const { stores, catalogue } = workspace;
  const inner = new Map<string, readonly string[]>();
  const named = new Set(documents.flatMap((document) => scriptsOf(document, catalogue)));
  for (const { name } of await stores.journeys.list(realm)) {
    const document = await stores.journeys.published(realm, name);
    if (document === undefined) continue;
    inner.set(name, innerJourneysOf(document));
    for (const id of scriptsOf(document, catalogue)) named.add(id);
  }
  for (const document of documents) inner.set(document.name, innerJourneysOf(document));
  const coming = (kind: TransferPart['kind']) => brought.filter((part) => part.kind === kind);
  const scripts = await scriptDesk(workspace).examine(
    realm,
    [...named],
    coming('script').map(({ value }) => value),
  );
  const themes = new Set([...(await stores.realmObjects.list(realm, 'theme')), ...coming('theme')].map(({ id }) => id));
  const providers = new Set(
    [...(await stores.realmObjects.list(realm, 'socialProvider')), ...coming('socialProvider')].map(({ id }) => id),
  );
  return {
    innerJourneys: (name) => inner.get(name),
    emailTemplates: await emailTemplatesOf(workspace, realm),
    references: {
      scripts,
      themes,
      providers,
      webhooks: await webhooksOf(workspace, realm),
      editable: await editableAttributesOf(workspace, realm),
    },
  };
}
