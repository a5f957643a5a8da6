import { type AdminClient, createAdminClient } from '@waygate/client';
import type { CatalogueNode, JourneyView } from '@waygate/schema';
import { makeEditorCatalogue } from './catalogue.ts';
import { DraftKeeper, keptOf } from './draft-keeper.ts';
import { createEditorStore, type EditorStore } from './editor-store.ts';
import { fingerprint } from './fingerprint.ts';
import { backupPrefix, dropBackup, leftBackups } from './local-backup.ts';
import { newId } from './new-id.ts';

/** A journey that is open: its state, and who keeps the work on it. */
export interface OpenedJourney {
  readonly store: EditorStore;
  readonly keeper: DraftKeeper;
}

/** What was closed and still goes to the server, by author, realm and name. */
const closing = new Map<string, Promise<void>>();

/** Opens at what this browser still holds, else at one's own draft, else at what is published. */
export async function openJourney(options: {
  readonly realm: string;
  readonly view: JourneyView;
  readonly author: string;
  readonly nodes: readonly CatalogueNode[];
  readonly onFollowed: () => void;
}): Promise<OpenedJourney> {
  const { realm, view, author, nodes, onFollowed } = options;
  const prefix = backupPrefix(author, realm, view.name);
  const kept = keptOf(view);
  const mark = fingerprint(kept.document);
  const left = await leftBackups(prefix);
  for (const { key, backup } of left) if (fingerprint(backup.document) === mark) dropBackup(key);
  // Of several tabs that ended with unsaved work the latest comes first; the others wait for the next time.
  const held = left.find(({ backup }) => fingerprint(backup.document) !== mark);
  // The server may have what was sent last although its answer never came; anything else there was made in another tab or browser, and the author chooses.
  const isAnswered = held !== undefined && (held.backup.revision === kept.revision || held.backup.sent.includes(mark));
  const isOvertaken = held !== undefined && !isAnswered;
  const store = createEditorStore({
    realm,
    name: view.name,
    catalogue: makeEditorCatalogue(nodes),
    document: held?.backup.document ?? kept.document,
    baseVersion:
      held === undefined || (isAnswered && held.backup.revision !== null && kept.revision === null)
        ? kept.baseVersion
        : held.backup.baseVersion,
    published: view.published ?? undefined,
    saving: isOvertaken ? { state: 'conflict', held: true } : { state: 'saved', at: kept.at },
  });
  const client: AdminClient = createAdminClient({ author });
  const backupKey = held?.key ?? `${prefix}${newId()}`;
  const keeper = new DraftKeeper({ store, client, kept, backupKey, isOvertaken, sent: held?.backup.sent ?? [], onFollowed });
  return { store, keeper };
}

/** Lets a journey go, and with it what still waits. */
export function closeJourney({ store, keeper }: OpenedJourney, author: string): Promise<void> {
  const { realm, name } = store.getState();
  const key = backupPrefix(author, realm, name);
  const closed = keeper.flush().finally(() => {
    keeper.stop();
    if (closing.get(key) === closed) closing.delete(key);
  });
  closing.set(key, closed);
  return closed;
}

/** Resolves when nothing of the journey is on its way to the server any more, so that what is fetched then is the latest. */
export async function whenClosed(author: string, realm: string, name: string): Promise<void> {
  await closing.get(backupPrefix(author, realm, name));
}
