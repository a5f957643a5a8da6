import { AdminError } from '@waygate/client';
import { diffJourneys } from '@waygate/graph';
import type { JourneyProblem, JourneyVersionView } from '@waygate/schema';
import type { DraftKeeper } from '../editor/draft-keeper.ts';
import type { EditorStore } from '../editor/editor-store.ts';

/** How publishing ended. Unless it is `published`, nothing was published as far as is known. */
export type Publication =
  | { readonly kind: 'published'; readonly version: JourneyVersionView }
  /** The server found errors. */
  | { readonly kind: 'invalid'; readonly problems: readonly JourneyProblem[] }
  /** Somebody else published since, or took the journey away; the store knows what is live now. */
  | { readonly kind: 'moved' }
  /** The draft was changed elsewhere, and its author has not chosen yet. */
  | { readonly kind: 'unsettled' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'failed'; readonly message: string };

/** Publishes what stands on the canvas, in one step, after the draft has been saved. Asking again after an answer was lost publishes nothing twice. */
export async function publishJourney(store: EditorStore, keeper: DraftKeeper, note: string): Promise<Publication> {
  await keeper.flush();
  const { client } = keeper;
  const { realm, name, history, published: known, saving, setPublished } = store.getState();
  // A journey that is known to be deleted is made anew.
  const baseVersion = known === undefined ? null : history.base;
  if (saving.state === 'conflict') return { kind: 'unsettled' };
  const document = history.present;
  try {
    const version = await client.publish(realm, name, { document, baseVersion, note });
    setPublished({ ...version, document }, true);
    keeper.settle(document);
    return { kind: 'published', version };
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    if (error.code !== 'journey.base_moved') return refusal(error);
  }
  try {
    const { published } = await client.journey(realm, name);
    // The answer to an earlier try was lost: what is live is what was to be published.
    if (published !== null && diffJourneys(published.document, document).length === 0) {
      setPublished(published, true);
      keeper.settle(document);
      return { kind: 'published', version: published };
    }
    setPublished(published ?? undefined, false);
    return { kind: 'moved' };
  } catch (error) {
    if (error instanceof AdminError && error.status === 404) {
      setPublished(undefined, false);
      return { kind: 'moved' };
    }
    return refusal(error);
  }
}

function refusal(error: unknown): Publication {
  if (!(error instanceof AdminError)) throw error;
  if (error.code === 'journey.invalid') return { kind: 'invalid', problems: problemsOf(error.details) };
  if (error.status === 401) return { kind: 'signed-out' };
  if (error.status === 0 || error.status >= 500) return { kind: 'unreachable' };
  return { kind: 'failed', message: error.message };
}

/** The problems that the server names in a refusal. */
export function problemsOf(details: unknown): readonly JourneyProblem[] {
  const problems = typeof details === 'object' && details !== null && 'problems' in details ? details.problems : undefined;
  return Array.isArray(problems) ? (problems as JourneyProblem[]) : [];
}
