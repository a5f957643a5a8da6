import { useQuery } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import type { JourneyDocument } from '@waygate/schema';
import { admin } from '../app/admin.tsx';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { OutcomeBook } from '../editor/outcome-book.ts';

/** A version of a journey with everything that its drawing needs. */
export interface DrawnVersion {
  readonly document: JourneyDocument;
  readonly outcomes: OutcomeBook;
}

/** Fetches a version to draw. A version never changes. `data` is null for one that is not in the store any more. */
export function useDrawnVersion(realm: string, journey: string, versionId: string, catalogue: EditorCatalogue | undefined) {
  return useQuery({
    queryKey: ['drawn-version', realm, journey, versionId],
    queryFn: () => (catalogue === undefined ? null : drawnVersion(realm, journey, versionId, catalogue)),
    enabled: catalogue !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

async function drawnVersion(realm: string, journey: string, versionId: string, catalogue: EditorCatalogue): Promise<DrawnVersion | null> {
  let document: JourneyDocument;
  try {
    document = (await admin.version(realm, journey, versionId)).document;
  } catch (error) {
    if (error instanceof AdminError && error.status === 404) return null;
    throw error;
  }
  const outcomes = new OutcomeBook(catalogue);
  const unknown = [...Object.values(document.nodes), ...Object.values(document.innerNodes)].filter((node) => outcomes.isUnknown(node));
  if (unknown.length > 0) {
    const told = await admin.outcomes(unknown.map(({ type, config }) => ({ type, config })));
    for (const [index, node] of unknown.entries()) outcomes.learn(node, told.outcomes[index] ?? null);
  }
  return { document, outcomes };
}
