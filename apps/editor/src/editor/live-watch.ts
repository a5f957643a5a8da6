import { type AdminClient, AdminError } from '@waygate/client';
import type { DraftKeeper } from './draft-keeper.ts';
import type { EditorStore } from './editor-store.ts';

/** Between two looks at what is live while the page is in sight, milliseconds. */
const EVERY_MS = 15_000;

/**
 * Looks from time to time, and whenever the author comes back to the page, whether somebody published the journey or another tab changed the draft. A look that
 * fails says nothing: whoever saves says that the server does not answer.
 */
export function keepWatching(store: EditorStore, keeper: DraftKeeper, client: AdminClient): () => void {
  let isLooking = false;

  const look = async (work: () => Promise<void>) => {
    if (isLooking || document.visibilityState !== 'visible') return;
    isLooking = true;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
    } finally {
      isLooking = false;
    }
  };

  /** The list of versions is small; only a new one is fetched whole. */
  const lookForVersion = async () => {
    const { realm, name, published } = store.getState();
    const [live] = (await client.history(realm, name)).versions;
    // What was published from here meanwhile is known better.
    if (store.getState().published !== published || live?.number === published?.number) return;
    const whole = live === undefined ? undefined : { ...live, ...(await client.version(realm, name, live.versionId)) };
    if (store.getState().published === published) store.getState().setPublished(whole, false);
  };

  const lookForAll = async () => {
    const { realm, name, published } = store.getState();
    const { kept } = keeper;
    const view = await client.journey(realm, name);
    if (store.getState().published !== published) return;
    if (keeper.kept === kept) keeper.meet(view);
    if (view.published?.number !== published?.number && store.getState().published === published) {
      store.getState().setPublished(view.published ?? undefined, false);
    }
  };

  const timer = setInterval(() => void look(lookForVersion), EVERY_MS);
  const onReturn = () => void look(lookForAll);
  window.addEventListener('focus', onReturn);
  document.addEventListener('visibilitychange', onReturn);
  return () => {
    clearInterval(timer);
    window.removeEventListener('focus', onReturn);
    document.removeEventListener('visibilitychange', onReturn);
  };
}
