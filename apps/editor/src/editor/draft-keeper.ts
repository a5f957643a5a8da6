import { type AdminClient, AdminError } from '@waygate/client';
import type { JourneyDocument, JourneyView } from '@waygate/schema';
import { newJourney } from '../document/new-journey.ts';
import type { EditorStore } from './editor-store.ts';
import { fingerprint } from './fingerprint.ts';
import { claimBackup, dropBackup, writeBackup } from './local-backup.ts';
import { t } from './messages.ts';
import type { UnsavedReason } from './saving.ts';

/** Pause in the author's work after which it goes to the server, milliseconds. */
const QUIET_MS = 700;
/** Before a server is asked again that did not answer or refused, milliseconds: at first, and at most. */
const RETRY_MS = { first: 2_000, last: 15_000 };
/** How many unanswered sendings are remembered. */
const REMEMBERED = 50;

/** What the server has of an author's work: their draft, or what is published when there is none. */
export interface KeptWork {
  readonly document: JourneyDocument;
  readonly baseVersion: string | null;
  /** Of the draft; null when there is none. */
  readonly revision: number | null;
  /** When the draft was saved, epoch milliseconds. */
  readonly at: number | undefined;
}

export interface KeeperStart {
  readonly store: EditorStore;
  /** Calls as the author, whoever else may sign on in this browser meanwhile. */
  readonly client: AdminClient;
  readonly kept: KeptWork;
  /** Place of this tab's own backup. */
  readonly backupKey: string;
  /** Fingerprints of what was sent before and not answered. */
  readonly sent?: readonly string[];
  /** Whether what the store holds was overtaken by what the server has before this tab was opened. */
  readonly isOvertaken?: boolean;
  /** Called when this tab shows what another made of the draft. */
  readonly onFollowed?: () => void;
}

/**
 * Keeps the author's work: every change at once in this browser, and after a short pause as the personal draft on the server. What the server has is forgotten
 * here. Nothing is overwritten that was changed elsewhere, and an answer that was lost on its way is no such change.
 */
export class DraftKeeper {
  readonly client: AdminClient;
  readonly #store: EditorStore;
  readonly #backupKey: string;
  readonly #onFollowed: () => void;
  readonly #sent: Set<string>;
  #isOvertaken: boolean;
  readonly #releaseBackup: () => void;
  readonly #unsubscribe: () => void;
  #kept: KeptWork;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = RETRY_MS.first;
  #saving: Promise<void> | undefined;
  #held = true;
  #stopped = false;

  constructor({ store, client, kept, backupKey, sent = [], isOvertaken = false, onFollowed = () => undefined }: KeeperStart) {
    this.client = client;
    this.#store = store;
    this.#kept = kept;
    this.#backupKey = backupKey;
    this.#sent = new Set(sent);
    this.#isOvertaken = isOvertaken;
    this.#onFollowed = onFollowed;
    this.#releaseBackup = claimBackup(backupKey);
    let before = store.getState().history;
    this.#unsubscribe = store.subscribe(({ history }) => {
      const isSame = history.present === before.present && history.base === before.base;
      before = history;
      if (!isSame) this.#changed();
    });
    window.addEventListener('online', this.#soon);
    window.addEventListener('focus', this.#soon);
    window.addEventListener('pagehide', this.#leaving);
    window.addEventListener('beforeunload', this.#warn);
    document.addEventListener('visibilitychange', this.#soon);
    if (this.#isBehind()) this.#changed();
  }

  /** What the server has as far as this tab knows. */
  get kept(): KeptWork {
    return this.#kept;
  }

  /** What both sides of a conflict began from; undefined when it began before this tab was opened. */
  get common(): KeptWork | undefined {
    return this.#isOvertaken ? undefined : this.#kept;
  }

  /** Whether closing the tab would lose work: neither the server nor this browser has it. */
  get isAtRisk(): boolean {
    return this.#isChanged() && !this.#held;
  }

  /** Sends to the server what waits; resolves when everything is there, was refused, or needs a choice. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    while (this.#isBehind() && !this.#isConflict()) {
      const revision = this.#kept.revision;
      await this.#save();
      if (this.#kept.revision === revision) return;
    }
  }

  /** Tells that what stands here is what is live, and that the server has no draft any more. */
  settle(document: JourneyDocument): void {
    const { baseVersion } = this.#store.getState();
    this.#keep({ document, baseVersion, revision: null, at: undefined });
  }

  /** Ends a conflict in favour of what stands here: it is to replace what the server has now. */
  keepMine(view: JourneyView): void {
    this.#keep(keptOf(view));
  }

  /** Ends a conflict with a journey that joins what stands here with what the server has. It can be taken back. */
  join(view: JourneyView, document: JourneyDocument, baseVersion: string | null, label: string): void {
    this.#store.getState().rebase(label, document, baseVersion);
    this.#keep(keptOf(view));
  }

  /** Ends a conflict in favour of what the server has. It can be taken back. */
  takeTheirs(view: JourneyView): void {
    this.#follow(keptOf(view), t('tookTheirs'));
  }

  /** Shows what is live, where nothing was changed here. It can be taken back. */
  showLive(): void {
    const { published } = this.#store.getState();
    if (published === undefined || this.#isBehind() || this.#kept.revision !== null) return;
    this.#follow({ document: published.document, baseVersion: published.versionId, revision: null, at: undefined }, t('showedLive'));
  }

  /** Drops the draft, here and on the server, and goes back to what is live. It can be taken back. Throws what the client throws. */
  async discard(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    const { realm, name, published } = this.#store.getState();
    if (published === undefined) return;
    if (this.#kept.revision !== null) await this.client.discardDraft(realm, name, this.#kept.revision);
    this.#follow({ document: published.document, baseVersion: published.versionId, revision: null, at: undefined }, t('discarded'));
  }

  /**
   * Looks at what the server has now. When another tab saved, published or discarded the draft and nothing waits here, it is shown; it can be taken back.
   * With work that waits, a draft of one's own that was merely not answered is recognized, and anything else is a conflict.
   */
  meet(view: JourneyView): void {
    if (this.#saving !== undefined || this.#stopped || this.#isConflict()) return;
    if (keptOf(view).revision === this.#kept.revision) return;
    this.#sort(view);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#unsubscribe();
    this.#releaseBackup();
    window.removeEventListener('online', this.#soon);
    window.removeEventListener('focus', this.#soon);
    window.removeEventListener('pagehide', this.#leaving);
    window.removeEventListener('beforeunload', this.#warn);
    document.removeEventListener('visibilitychange', this.#soon);
  }

  readonly #soon = () => {
    this.#wait = RETRY_MS.first;
    if (this.#isBehind()) this.#plan(0);
  };

  /** The page may be gone before a planned save; a small document still gets through, and a large one stands in the browser. */
  readonly #leaving = () => {
    if (this.#isBehind() && !this.#isConflict()) void this.#put();
  };

  readonly #warn = (event: BeforeUnloadEvent) => {
    if (this.isAtRisk) event.preventDefault();
  };

  #isConflict(): boolean {
    return this.#store.getState().saving.state === 'conflict';
  }

  /** Whether the server has to be asked: something was changed here, or something was sent and nobody knows whether it arrived. */
  #isBehind(): boolean {
    return this.#isChanged() || this.#sent.size > 0;
  }

  #isChanged(): boolean {
    const { present, base } = this.#store.getState().history;
    return present !== this.#kept.document || (this.#kept.revision !== null && base !== this.#kept.baseVersion);
  }

  #changed(): void {
    const { history, saving, setSaving } = this.#store.getState();
    if (!this.#isBehind() && this.#saving === undefined && saving.state !== 'conflict') {
      this.#told();
      return;
    }
    this.#held = writeBackup(this.#backupKey, {
      document: history.present,
      baseVersion: history.base,
      revision: this.#kept.revision,
      at: Date.now(),
      sent: [...this.#sent],
    });
    if (saving.state === 'saved') setSaving({ state: 'saving', held: this.#held });
    else if (saving.held !== this.#held) setSaving({ ...saving, held: this.#held });
    if (saving.state !== 'conflict') this.#plan(QUIET_MS);
  }

  #plan(after: number): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#autosave(), after);
  }

  async #autosave(): Promise<void> {
    if (this.#saving === undefined && this.#isBehind() && !this.#isConflict()) await this.#save();
  }

  #save(): Promise<void> {
    this.#saving ??= this.#put().finally(() => {
      this.#saving = undefined;
      if (!this.#stopped && this.#store.getState().saving.state === 'saving' && this.#isBehind()) this.#plan(QUIET_MS);
    });
    return this.#saving;
  }

  async #put(): Promise<void> {
    const { realm, name, history } = this.#store.getState();
    const work = { document: history.present, baseVersion: history.base, revision: this.#kept.revision };
    const mark = fingerprint(work.document);
    const isSentBefore = this.#sent.has(mark);
    this.#sent.add(mark);
    for (const oldest of [...this.#sent].slice(0, -REMEMBERED)) this.#sent.delete(oldest);
    try {
      const { revision, updatedAt } = await this.client.saveDraft(realm, name, work);
      this.#keep({ ...work, revision, at: updatedAt });
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      // A refusal is an answer: this did not arrive.
      if (error.status >= 400 && error.status < 500 && !isSentBefore) this.#sent.delete(mark);
      if (error.code === 'draft.changed') await this.#meetChanged(work.revision);
      else this.#unsaved(error);
    }
  }

  /** The server has another state of the draft than was sent. @param sent revision that was built on */
  async #meetChanged(sent: number | null): Promise<void> {
    const { realm, name } = this.#store.getState();
    // Of two sendings at once, because the page seemed to go away, one was too late.
    if (this.#kept.revision !== sent) {
      this.#changed();
      return;
    }
    try {
      this.#sort(await this.client.journey(realm, name));
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      if (error.status === 404) this.#conflict();
      else this.#unsaved(error);
    }
  }

  /** What the server has is not what this tab builds on. */
  #sort(view: JourneyView): void {
    if (this.#isOwn(view)) this.#goOn(view);
    else if (this.#isChanged()) this.#conflict();
    else {
      this.#follow(keptOf(view), t('followed'));
      this.#onFollowed();
    }
  }

  /** Whether what the server has is this tab's own work: saved with an answer that was lost, or published from another tab as it was saved here. */
  #isOwn({ draft, published }: JourneyView): boolean {
    if (draft !== null) return this.#sent.has(fingerprint(draft.document));
    return published !== null && this.#kept.revision !== null && fingerprint(published.document) === fingerprint(this.#kept.document);
  }

  #goOn(view: JourneyView): void {
    const { setPublished } = this.#store.getState();
    if (view.draft === null && view.published !== null) setPublished(view.published, true);
    const { present } = this.#store.getState().history;
    const now = keptOf(view);
    // The same in other words: who compares by identity must not take it for a change.
    this.#keep(fingerprint(now.document) === fingerprint(present) ? { ...now, document: present } : now);
  }

  #conflict(): void {
    clearTimeout(this.#timer);
    this.#store.getState().setSaving({ state: 'conflict', held: this.#held });
  }

  #unsaved({ status, code, message }: AdminError): void {
    if (!this.#isBehind()) {
      this.#told();
      return;
    }
    const reason = reasonOf(status, code);
    this.#store.getState().setSaving({ state: 'local', reason, message, held: this.#held });
    // A session that ended comes back in another tab, and a server that restarts in a moment: both are worth asking again. A refusal waits for another document.
    if (reason === 'refused') return;
    this.#plan(this.#wait);
    this.#wait = Math.min(this.#wait * 1.5, RETRY_MS.last);
  }

  /** Shows what the server has, as one step. */
  #follow(now: KeptWork, label: string): void {
    this.#kept = now;
    const { rebase, history } = this.#store.getState();
    if (fingerprint(history.present) !== fingerprint(now.document) || history.base !== now.baseVersion) {
      rebase(label, now.document, now.baseVersion);
    }
    this.#keep({ ...now, document: this.#store.getState().history.present });
  }

  #keep(kept: KeptWork): void {
    this.#kept = kept;
    this.#isOvertaken = false;
    this.#sent.clear();
    this.#wait = RETRY_MS.first;
    const { setSaving } = this.#store.getState();
    if (this.#isBehind()) {
      setSaving({ state: 'saving', held: this.#held });
      this.#changed();
    } else this.#told();
  }

  /** Says that the server has everything. */
  #told(): void {
    clearTimeout(this.#timer);
    dropBackup(this.#backupKey);
    this.#held = true;
    this.#store.getState().setSaving({ state: 'saved', at: this.#kept.at });
  }
}

/** What the server has of the author's work. */
export function keptOf({ name, draft, published }: JourneyView): KeptWork {
  if (draft !== null) {
    return { document: draft.document, baseVersion: draft.baseVersion, revision: draft.revision, at: draft.updatedAt };
  }
  return { document: published?.document ?? newJourney(name), baseVersion: published?.versionId ?? null, revision: null, at: undefined };
}

function reasonOf(status: number, code: string): UnsavedReason {
  if (status === 401) return 'signed-out';
  if (code === 'admin.other') return 'other-author';
  // Another document would be taken: without the node that runs a script.
  if (code === 'script.forbidden') return 'refused';
  if (status === 403) return 'forbidden';
  return status >= 400 && status < 500 ? 'refused' : 'offline';
}
