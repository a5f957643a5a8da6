import { FAILURE_ID, type JourneyDocument, journeyDocument } from '@waygate/schema';
import type { Installation, TestPerson } from '../server/installation.ts';

/** Gives an administrator a draft of a journey of the realm alpha that nobody has published: empty, or with what is given. */
export async function beginDraft(
  { stores }: Installation,
  { username }: TestPerson,
  name: string,
  content: Partial<JourneyDocument> = {},
): Promise<void> {
  const document = journeyDocument.parse({ entryNodeId: FAILURE_ID, nodes: {}, ...content, name });
  await stores.journeys.saveDraft('/alpha', username, { document, baseVersion: null, revision: null }, Date.now());
}
