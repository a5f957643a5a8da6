import { type AdminClient, AdminError } from '@waygate/client';
import type { JourneyDocument } from '@waygate/schema';
import type { EditorStore } from './editor-store.ts';
import { backupKey, dropBackup, writeBackup } from './local-backup.ts';
import { t } from './messages.ts';

/** Pause in the author's work after which it goes to the server, milliseconds. */
const QUIET_MS = 700;
/** Between two tries to reach a server that does not answer, milliseconds. */
const RETRY_MS = 3_000;

/**
 * Keeps the author's work: every change at once in this browser, and after a short pause as the personal draft on the server. What the server has is forgotten
 * here. Nothing is overwritten that was changed elsewhere.
 */
export class DraftKeeper {
  readonly #store: EditorStore;
  readonly #client: AdminClient;
  readonly #key: string;
  #revision: number | null;
  /** The document as the server has it. */
  #kept: JourneyDocument;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | undefined;
  #stopped = false;
  readonly #unsubscribe: () => void;

  /** @param kept what the server has: the draft, or what is published when there is none */
  constructor(store: EditorStore, client: AdminClient, author: string, kept: JourneyDocument, revision: number | null) {
    this.#store = store;
    this.#client = client;
    this.#revision = revision;
    this.#kept = kept;
    const { realm, name } = store.getState();
    this.#key = backupKey(author, realm, name);
    let before = store.getState().history.present;
    this.#unsubscribe = store.subscribe(({ history }) => {
      if (history.present === before) return;
      before = history.present;
      this.#changed();
    });
    window.addEventListener('online', this.#soon);
    if (before !== kept) this.#changed();
  }

  /** Goes to the server now if anything waits; resolves when it is there or was refused. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    if (this.#isBehind()) await this.#save();
  }

  /** Tells that the server dropped the draft, because it was published or discarded, and what it has instead. */
  settle(document: JourneyDocument): void {
    clearTimeout(this.#timer);
    this.#revision = null;
    this.#kept = document;
    dropBackup(this.#key);
    this.#store.getState().setSaving({ state: 'saved', at: undefined });
    if (this.#isBehind()) this.#changed();
  }

  /** Goes on after a conflict: what stands here is to replace the draft of that revision. */
  adopt(revision: number | null): void {
    this.#revision = revision;
    this.#changed();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#unsubscribe();
    window.removeEventListener('online', this.#soon);
  }

  readonly #soon = () => {
    if (this.#isBehind()) this.#plan(0);
  };

  #isBehind(): boolean {
    return this.#store.getState().history.present !== this.#kept;
  }

  #changed(): void {
    const { history, baseVersion, saving, setSaving } = this.#store.getState();
    writeBackup(this.#key, { document: history.present, baseVersion, revision: this.#revision, at: Date.now() });
    if (saving.state === 'conflict') return;
    if (saving.state !== 'local') setSaving({ state: 'saving' });
    this.#plan(QUIET_MS);
  }

  #plan(after: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.flush(), after);
  }

  async #save(): Promise<void> {
    this.#saving = this.#put();
    await this.#saving;
    this.#saving = undefined;
  }

  async #put(): Promise<void> {
    const { realm, name, history, baseVersion, setSaving } = this.#store.getState();
    const document = history.present;
    try {
      const kept = await this.#client.saveDraft(realm, name, { document, baseVersion, revision: this.#revision });
      this.#revision = kept.revision;
      this.#kept = document;
      if (this.#isBehind()) return this.#changed();
      dropBackup(this.#key);
      setSaving({ state: 'saved', at: kept.updatedAt });
    } catch (error) {
      const status = error instanceof AdminError ? error.status : 0;
      const message = error instanceof Error ? error.message : String(error);
      if (status === 409) setSaving({ state: 'conflict', message });
      else if (status === 401 || status === 403) setSaving({ state: 'local', reason: 'signed-out', message: t('signedOut') });
      else if (status >= 400 && status < 500) setSaving({ state: 'local', reason: 'refused', message });
      else setSaving({ state: 'local', reason: 'offline', message: t('offline') });
      // A session that ended comes back in another tab, and a server that restarts in a moment: both are worth asking again.
      if (status === 0 || status >= 500 || status === 401) this.#plan(RETRY_MS);
    }
  }
}
