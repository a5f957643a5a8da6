import { hasSecretsInClear, type NodeSecrets, sealSecrets } from '@waygate/graph';
import type { Catalogue } from '@waygate/node-kit';
import type { JourneyDocument } from '@waygate/schema';
import type { JourneyStore } from '@waygate/storage';

/**
 * Journeys that keep no secret in clear, whoever brings one: every door of the server and of the command line leads through here. A secret that the realm or the
 * author has of the same node already stays sealed as it is, so that the same content stays the same version.
 */
export function sealingJourneys(journeys: JourneyStore, catalogue: Catalogue, secrets: NodeSecrets): JourneyStore {
  const sealed = async (realm: string, document: JourneyDocument, author?: string): Promise<JourneyDocument> => {
    if (!hasSecretsInClear(document, catalogue)) return document;
    const { name } = document;
    const draft = author === undefined ? undefined : await journeys.draft(realm, name, author);
    const copies = [draft?.document, await journeys.published(realm, name)].filter((one) => one !== undefined);
    return sealSecrets(document, catalogue, secrets, copies);
  };
  const allSealed = (realm: string, documents: readonly JourneyDocument[], author: string) =>
    Promise.all(documents.map((document) => sealed(realm, document, author)));
  return {
    publishedVersion: (...named) => journeys.publishedVersion(...named),
    version: (...named) => journeys.version(...named),
    published: (...named) => journeys.published(...named),
    list: (realm) => journeys.list(realm),
    drafts: (realm) => journeys.drafts(realm),
    draft: (...named) => journeys.draft(...named),
    latestDraft: (...named) => journeys.latestDraft(...named),
    history: (...named) => journeys.history(...named),
    discardDraft: (...named) => journeys.discardDraft(...named),
    rename: (...named) => journeys.rename(...named),
    remove: (...named) => journeys.remove(...named),
    saveDraft: async (realm, author, draft, at) =>
      journeys.saveDraft(realm, author, { ...draft, document: await sealed(realm, draft.document, author) }, at),
    saveDrafts: async (realm, author, documents, at, expected) =>
      journeys.saveDrafts(realm, author, await allSealed(realm, documents, author), at, expected),
    publish: async (realm, documents, options) => journeys.publish(realm, await allSealed(realm, documents, options.author), options),
    keepVersion: async (realm, document, expiresAt) => journeys.keepVersion(realm, await sealed(realm, document), expiresAt),
  };
}
