import type { AdminClient } from '@waygate/client';
import type { JourneyDocument } from '@waygate/schema';
import { own } from '../document/own.ts';
import type { EditorStore } from './editor-store.ts';

const QUIET_MS = 250;

/** Asks the server after every change what it says of the journey: its problems, and the outcomes that follow from the configuration. The latest question counts. */
export function keepChecking(store: EditorStore, client: AdminClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;
  let asked: JourneyDocument | undefined;

  const ask = async () => {
    const { realm, name, history, outcomes, outcomesLearned, setProblems } = store.getState();
    const document = history.present;
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    try {
      const answer = await client.check(realm, name, document, mine.signal);
      if (mine.signal.aborted) return;
      asked = document;
      for (const [id, found] of Object.entries(answer.outcomes)) {
        const node = own(document.nodes, id) ?? own(document.innerNodes, id);
        if (node !== undefined && node.type !== 'PageNode') outcomes.learn(node, found);
      }
      setProblems(answer.problems);
      outcomesLearned();
    } catch {
      // Whoever saves says that the server does not answer; here the last answer stays until there is a new one.
      if (mine.signal.aborted) return;
      store.getState().checkFailed();
      timer = setTimeout(() => void ask(), 5_000);
    }
  };

  const plan = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), QUIET_MS);
  };
  void ask();
  const unsubscribe = store.subscribe(({ history }) => {
    if (history.present !== asked) plan();
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
    asking?.abort();
  };
}
