import { innerJourneysOf, type JourneySurroundings } from '@waygate/graph';
import type { JourneyDocument } from '@waygate/schema';
import { emailTemplatesOf, type Workspace } from '@waygate/server/administration';

/** What the journeys of a realm can run inside themselves: what is published, and what comes along in the same import. */
export async function surroundingsOf(
  workspace: Workspace,
  realm: string,
  documents: readonly JourneyDocument[],
): Promise<JourneySurroundings> {
  const { stores } = workspace;
  const inner = new Map<string, readonly string[]>();
  for (const { name } of await stores.journeys.list(realm)) {
    const document = await stores.journeys.published(realm, name);
    if (document !== undefined) inner.set(name, innerJourneysOf(document));
  }
  for (const document of documents) inner.set(document.name, innerJourneysOf(document));
  return { innerJourneys: (name: string) => inner.get(name), emailTemplates: await emailTemplatesOf(workspace, realm) };
}
