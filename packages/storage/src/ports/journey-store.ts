import type { JourneyVersions } from '@waygate/engine';
import type { JourneyDocument, JourneyDraftView, JourneyVersionView } from '@waygate/schema';
import type { RealmObject, RealmObjectKind } from './realm-object-store.ts';

/** What an author knew of journeys when they made drafts of them, by name. */
export interface DraftExpectations {
  /** Versions that the drafts begin from. */
  readonly base?: ReadonlyMap<string, string | null>;
  /** Revisions of the drafts that they replace; null for none. */
  readonly revisions?: ReadonlyMap<string, number | null>;
  /** What the journeys bring along, made or replaced in the same step. */
  readonly objects?: readonly (RealmObject & { readonly kind: RealmObjectKind })[];
}

export interface JourneySummary {
  readonly name: string;
  /** Of what is published, else of the latest draft. */
  readonly enabled: boolean;
  readonly description: string | undefined;
  /** Undefined for a journey that was never published. */
  readonly published: JourneyVersionView | undefined;
}

/** Somebody's work in hand, with what it says. */
export interface JourneyDraft extends JourneyDraftView {
  readonly document: JourneyDocument;
}

export interface PublishOptions {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly author: string;
  readonly note: string;
  /** Versions that must be live by name, null for none; what is not named may be anything. */
  readonly base?: ReadonlyMap<string, string | null>;
  /** What the journeys bring along, made or replaced in the same step. */
  readonly objects?: readonly (RealmObject & { readonly kind: RealmObjectKind })[];
}

export interface JourneyStore extends JourneyVersions {
  /** Every journey that is published or that somebody has a draft of, in the order of the names. */
  list(realm: string): Promise<readonly JourneySummary[]>;
  /** Every draft of a realm, in the order of journeys and authors. */
  drafts(realm: string): Promise<readonly JourneyDraft[]>;
  draft(realm: string, name: string, author: string): Promise<JourneyDraft | undefined>;
  /** The draft of a journey that was saved last, whoever's it is. */
  latestDraft(realm: string, name: string): Promise<JourneyDraft | undefined>;
  /**
   * Keeps an author's draft if theirs is still at `revision`, null meaning that there is none.
   * @throws WaygateError `draft.changed` (state) with the draft's view in `details`
   */
  saveDraft(
    realm: string,
    author: string,
    draft: { readonly document: JourneyDocument; readonly baseVersion: string | null; readonly revision: number | null },
    at: number,
  ): Promise<JourneyDraftView>;
  /**
   * Keeps several drafts of an author over whatever drafts they had, all or none, on what is live now or what `expected` says.
   * @throws WaygateError `draft.changed` (state) when a draft has another revision than expected
   */
  saveDrafts(realm: string, author: string, documents: readonly JourneyDocument[], at: number, expected?: DraftExpectations): Promise<void>;
  /** @param revision when it is given, a draft of another is an error `draft.changed` (state). @returns whether there was one */
  discardDraft(realm: string, name: string, author: string, revision?: number): Promise<boolean>;
  /**
   * Makes immutable versions of several journeys and points to them, all or none, with an entry of their history. What is published already and has nothing new
   * to note stays as it is. A draft of the author that says the same goes.
   * @returns the live entries
   * @throws WaygateError `journey.base_moved` (state) with the live entry in `details`, `journey.malformed` (authoring), `journey.named_twice` (input)
   */
  publish(realm: string, documents: readonly JourneyDocument[], options: PublishOptions): Promise<readonly JourneyVersionView[]>;
  published(realm: string, name: string): Promise<JourneyDocument | undefined>;
  /** Publications of a journey, newest first. */
  history(realm: string, name: string): Promise<readonly JourneyVersionView[]>;
  /** Keeps a version that nothing points to, until that time (epoch milliseconds) unless it is published. @returns its id */
  keepVersion(realm: string, document: JourneyDocument, expiresAt: number): Promise<string>;
  /**
   * Gives a journey another name, with its history and drafts; journeys that run it inside themselves, and a realm whose default it is, follow in the same step.
   * @throws WaygateError `journey.exists` (state), `journey.not_found` (notFound)
   */
  rename(realm: string, from: string, to: string, by: { readonly at: number; readonly author: string }): Promise<void>;
  /** Takes a journey away with its drafts and history. Versions stay: a sign-on that runs on one must be able to end. */
  remove(realm: string, name: string): Promise<boolean>;
}
