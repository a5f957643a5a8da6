import type { ApplicationSessionStore, DirectoryStore, HealthStore, Leases } from '@waygate/continuity';
import type { JourneySessions, JourneyVersions, RealmSettings, Realms, SessionEnd, SignOnSessions } from '@waygate/engine';
import type { PushMessageStore, Throttle } from '@waygate/mfa';
import type {
  BoundDevice,
  DeviceFacts,
  DeviceKind,
  DeviceProfile,
  Identity,
  OathDevice,
  PushDevice,
  SkipPreference,
  WebAuthnDevice,
} from '@waygate/node-kit';
import type {
  JourneyDocument,
  JourneyDraftView,
  JourneyVersionView,
  JsonObject,
  ServiceName,
  ServiceSettings,
  SignOnTrace,
  SignOnTraceSummary,
} from '@waygate/schema';
import type { DocumentKeeping } from './document-keeping.ts';

/** A person with the password hash (PHC string, argon2id). */
export interface IdentityRecord extends Identity {
  readonly passwordHash: string | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** When the password was set, epoch milliseconds; absent when it is as old as the person. */
  readonly passwordChangedAt?: number;
  /** Whether the person must choose another password at the next sign-on. */
  readonly mustChangePassword?: boolean;
  /** Attributes that nobody is shown, such as hashed answers to security questions. */
  readonly privateAttributes?: Readonly<Record<string, readonly string[]>>;
  /** What is known of the person beside the attributes, such as accepted terms (IDM's `_meta`). */
  readonly meta?: JsonObject;
  /** Idempotency key of the run that made the person, so that a repetition finds its own work. */
  readonly createdBy?: string;
}

export interface IdentityStore {
  /** @throws WaygateError `identity.exists` (state) when the name is taken in the realm */
  create(record: IdentityRecord): Promise<void>;
  findByName(realm: string, username: string): Promise<IdentityRecord | undefined>;
  findById(realm: string, id: string): Promise<IdentityRecord | undefined>;
  /**
   * Everybody who has this value in an attribute; case of ASCII letters does not count. Quick for `mail`, else it looks at everybody.
   * @throws WaygateError `identity.search_too_wide` (authoring) when that are too many people
   */
  findByAttribute(realm: string, attribute: string, value: string): Promise<readonly IdentityRecord[]>;
  /** In the order of the names. */
  list(realm: string): Promise<readonly IdentityRecord[]>;
  /**
   * Changes a record in one atomic step, the name with it; `change` may run more than once. @returns the new record, or undefined when there is none
   * @throws WaygateError `identity.exists` (state) when the new name is taken
   */
  update(realm: string, id: string, change: (record: IdentityRecord) => IdentityRecord): Promise<IdentityRecord | undefined>;
}

/** A device with its one-way recovery codes, sealed at rest with the realm and the user bound in. */
export interface DeviceRecord<D extends DeviceFacts> {
  readonly device: D;
  /** Hashes as `RecoveryCodeHasher` makes them. */
  readonly recoveryCodes: readonly string[];
  /** The last code that was used up, so that a repeated step gets the same answer. */
  readonly lastUse?: {
    readonly hash: string;
    readonly use: string;
    /** New codes that this use made, in clear, until their owner has seen them. */
    readonly fresh?: readonly string[];
  };
  /** Hashes of the latest refresh messages; a repeated one is refused. */
  readonly refreshes: readonly { readonly hash: string; readonly at: number }[];
  /** Names the run that it was kept in; absent in older records. */
  readonly run?: string;
}

/** Devices of one kind. */
export interface DeviceRecords<D extends DeviceFacts> {
  /** Oldest first. */
  list(realm: string, userId: string): Promise<readonly DeviceRecord<D>[]>;
  /**
   * Stores or replaces by uuid.
   * @returns false, with nothing stored, when another device of the realm has what no two may share: the id of a passkey (WebAuthn, section 7.1)
   */
  put(realm: string, userId: string, record: DeviceRecord<D>): Promise<boolean>;
  /** Changes one device in one atomic step; `change` may run more than once and answers undefined to leave it. @returns whether it was changed */
  update(realm: string, userId: string, uuid: string, change: (record: DeviceRecord<D>) => DeviceRecord<D> | undefined): Promise<boolean>;
  remove(realm: string, userId: string, uuid: string): Promise<boolean>;
}

export interface DeviceStore {
  readonly push: DeviceRecords<PushDevice>;
  readonly oath: DeviceRecords<OathDevice>;
  readonly webauthn: DeviceRecords<WebAuthnDevice>;
  readonly binding: DeviceRecords<BoundDevice>;
  /** Profiles of a person's devices, those that were recognised longest ago first. */
  listProfiles(realm: string, userId: string): Promise<readonly DeviceProfile[]>;
  /** Changes a person's profiles in one atomic step; `change` may run more than once and answers undefined to leave them. @returns whether they were changed */
  updateProfiles(
    realm: string,
    userId: string,
    change: (profiles: readonly DeviceProfile[]) => readonly DeviceProfile[] | undefined,
  ): Promise<boolean>;
  skipPreference(realm: string, userId: string, kind: DeviceKind): Promise<SkipPreference>;
  setSkipPreference(realm: string, userId: string, kind: DeviceKind, preference: SkipPreference): Promise<void>;
}

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

/** What to look for among the traces. Times are epoch milliseconds. */
export interface TraceQuery {
  /** A short code; a user name, or part of one when nobody is called exactly so. Letter case does not count. */
  readonly text?: string;
  readonly journey?: string;
  readonly result?: SignOnTraceSummary['result'];
  readonly from: number;
  readonly to: number;
  /** About how many at most: those that began in one millisecond stay together. */
  readonly limit: number;
}

/** Part of what a search finds. */
export interface TracePage {
  /** Newest first. */
  readonly traces: readonly SignOnTraceSummary[];
  /** Where to go on: the latest time that was not looked at. Undefined when everything was. */
  readonly next?: number;
}

/** How a part of a trace is kept. */
export interface TraceKeeping {
  /** When the trace goes, epoch milliseconds. */
  readonly expiresAt: number;
  /** When a sign-on that is not over by then has expired, epoch milliseconds. */
  readonly until?: number;
  /** Hash of the ticket of a preview. */
  readonly ticket?: string;
}

/** What nodes did in the sign-ons of the last days. Only has to outlive the process. */
export interface TraceStore {
  /** Adds to the trace of its code, or begins it; several processes may add to one. */
  append(part: SignOnTrace, keeping: TraceKeeping): Promise<void>;
  find(realm: string, code: string): Promise<SignOnTrace | undefined>;
  /** The latest trace of a preview ticket's hash. */
  findByTicket(ticket: string): Promise<SignOnTrace | undefined>;
  /** Looks at no more than it must, and at no more than some thousands at once: then it says where to go on. */
  search(realm: string, query: TraceQuery): Promise<TracePage>;
}

/** A right to run one version that nothing points to. */
export interface PreviewGrant {
  readonly realm: string;
  readonly journey: string;
  readonly versionId: string;
  /** Administrator that it was made for. */
  readonly adminId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** When the run was begun, epoch milliseconds. */
  readonly usedAt?: number;
}

/** Preview tickets by their hash: the ticket itself is never stored. */
export interface PreviewTicketStore {
  put(hash: string, grant: PreviewGrant): Promise<void>;
  find(hash: string, now: number): Promise<PreviewGrant | undefined>;
  /** Begins the one run that a ticket is for. @returns whether this call began it: of several at once one does */
  use(hash: string, now: number): Promise<boolean>;
}

export interface RealmStore extends Realms {
  list(): Promise<readonly RealmSettings[]>;
  put(settings: RealmSettings): Promise<void>;
}

export interface ServiceStore {
  get<N extends ServiceName>(realm: string, name: N): Promise<ServiceSettings<N> | undefined>;
  /** Sealed as a whole. The settings must have been parsed by their schema. */
  set<N extends ServiceName>(realm: string, name: N, settings: ServiceSettings<N>): Promise<void>;
  remove(realm: string, name: ServiceName): Promise<boolean>;
}

/**
 * Kinds of what a realm keeps beside its journeys and services. They stand in files, so they never change. A `scriptRevision` is what a script was when sign-ons
 * began that ran it, with its libraries, under the hash of all that.
 */
export type RealmObjectKind =
  | 'script'
  | 'scriptRevision'
  | 'emailTemplate'
  | 'theme'
  | 'socialProvider'
  | 'samlEntity'
  | 'circleOfTrust'
  | 'oauthClient'
  | 'oauthKey'
  | 'application'
  | 'offlineIdp'
  | 'offlineDeviceKey'
  | 'offlineIssuer'
  | 'apiClient'
  | 'certificate'
  | 'authenticationService'
  | 'accessPolicy'
  | 'offlineAuthenticator'
  | 'offlineDirectory'
  | 'serviceAccount';

/** Something that a realm keeps under an id of its kind; its shape is the consumer's to check. */
export interface RealmObject {
  readonly id: string;
  readonly value: JsonObject;
}

/** Scripts, templates, themes, providers and clients of realms. Sealed as a whole, for several kinds hold credentials. */
export interface RealmObjectStore {
  /** What was read is kept until something changes, so asking for one thing often is cheap. It is frozen. */
  get(realm: string, kind: RealmObjectKind, id: string): Promise<JsonObject | undefined>;
  /** In the order of the ids' code points. */
  list(realm: string, kind: RealmObjectKind): Promise<readonly RealmObject[]>;
  /** @returns false, with nothing written, when the id is taken */
  create(realm: string, kind: RealmObjectKind, object: RealmObject): Promise<boolean>;
  /** Makes or replaces several, all or none. */
  put(realm: string, objects: readonly (RealmObject & { readonly kind: RealmObjectKind })[]): Promise<void>;
  /**
   * Changes one in one atomic step; `change` may run more than once and answers undefined to leave it.
   * @returns the new value; undefined when there is none or it was left
   */
  update(
    realm: string,
    kind: RealmObjectKind,
    id: string,
    change: (value: JsonObject) => JsonObject | undefined,
  ): Promise<JsonObject | undefined>;
  remove(realm: string, kind: RealmObjectKind, id: string): Promise<boolean>;
  /** A number that is another one as soon as anything here may have changed, whoever changed it. */
  generation(): number;
}

/** Kinds of what applications are given, and of what leads there. They stand in files, so they never change. */
export type TokenKind =
  | 'Grant'
  | 'RefreshToken'
  | 'Consent'
  | 'AuthorizationCode'
  | 'AccessToken'
  | 'ClientCredentials'
  | 'Interaction'
  | 'ServiceAccountToken'
  | 'ApiToken'
  | 'Assertion';

/** A token, code or grant, without the text that its holder shows. Times are epoch milliseconds. */
export interface TokenRecord {
  readonly payload: JsonObject;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When it was used, of what may be used once. */
  readonly consumedAt?: number;
  /** Grant that it stops with. */
  readonly grantId?: string;
  /** Handle of the sign-on session that it was made in. */
  readonly session?: string;
  /** Id of the person: a name may be somebody else's by now. */
  readonly personId?: string;
}

/**
 * What applications hold, by a hash of it, sealed. Grants, refresh tokens and consents outlive a power cut; the rest only the process, but what was taken back or used
 * up stays so.
 */
export interface TokenStore {
  /** Makes or replaces. */
  put(realm: string, kind: TokenKind, id: string, record: TokenRecord): Promise<void>;
  /** Keeps one that there must be once. @returns whether this call did: of several at once one does */
  claim(realm: string, kind: TokenKind, id: string, record: TokenRecord): Promise<boolean>;
  /** Expired ones are never returned, used ones are. */
  find(realm: string, kind: TokenKind, id: string): Promise<TokenRecord | undefined>;
  /** Uses up what may be used once. @returns whether this call did: of several at once one does */
  consume(realm: string, kind: TokenKind, id: string, now: number): Promise<boolean>;
  /** @returns whether there was one */
  remove(realm: string, kind: TokenKind, id: string): Promise<boolean>;
  /** Takes back a grant and everything that stops with it. */
  revokeGrant(realm: string, grantId: string): Promise<void>;
  /** Takes back every grant that something was made of in a sign-on session. */
  revokeSession(realm: string, session: string): Promise<void>;
}

/** A node that stands in no journey: its journey is yet to be written, or is gone. */
export interface StagedNode {
  readonly id: string;
  readonly type: string;
  /** Version of the type; absent for what was written without. */
  readonly version?: string;
  readonly config: JsonObject;
  /** Administrator who wrote it, or whose change left it behind. */
  readonly author: string;
}

/** Nodes of realms that stand in no journey. They go with their time, and only have to outlive the process. Sealed, for they may hold secrets. */
export interface StagedNodeStore {
  get(realm: string, id: string): Promise<StagedNode | undefined>;
  /** In the order of the ids' code points. */
  list(realm: string): Promise<readonly StagedNode[]>;
  /**
   * Keeps several, over those of the same ids, all or none. An author has room in a realm for so many nodes and bytes; of what somebody else replaces or takes away,
   * the room comes back when the time of what they wrote last is over.
   * @param expiresAt epoch milliseconds
   * @throws WaygateError `staging.full` (state)
   */
  put(realm: string, nodes: readonly StagedNode[], expiresAt: number): Promise<void>;
  /** @returns the one that this call took away: of several at once one did */
  remove(realm: string, id: string): Promise<StagedNode | undefined>;
  /** Takes away those that are there, in one step. */
  removeAll(realm: string, ids: readonly string[]): Promise<void>;
}

/** A push that waits for a web authenticator to fetch it. */
export interface OutboxMessage {
  readonly messageId: string;
  readonly jwt: string;
  readonly subjectLine: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface PushOutbox {
  add(inbox: string, message: OutboxMessage): Promise<void>;
  /** Unexpired messages of an inbox, oldest first. */
  pending(inbox: string, now: number): Promise<readonly OutboxMessage[]>;
  remove(inbox: string, messageId: string): Promise<void>;
  /** A number that is another one as soon as another process may have put a message somewhere. */
  changedByOthers(): number;
}

/** Who tries are counted for: a person, or a name that nobody is called, as a digest. */
export type AttemptHolder = { readonly person: string } | { readonly name: string };

/** One try that was not found right. */
export interface AttemptTry {
  /** A digest. */
  readonly key: string;
  readonly at: number;
  /** It was made before anything was proved of the person, so it locks no account. */
  readonly unproved?: true;
  /** It is known to have been wrong. */
  readonly wrong?: true;
}

/** What was tried in vain with one authenticator, or was not found right yet. Times are epoch milliseconds. */
export interface AuthenticatorAttempts {
  readonly name: string;
  /** How many tries there were in a row besides those whose keys are still known. */
  readonly forgotten: number;
  /** Oldest first. */
  readonly tries: readonly AttemptTry[];
  /** When it came to be worth nothing, until somebody resets it. */
  readonly disabledAt?: number;
}

/** What was tried in vain for somebody, in one document, so that a limit over all of it can be kept. Nothing in it is secret. */
export interface AttemptRecord {
  readonly authenticators: readonly AuthenticatorAttempts[];
  /** The account is locked; until when, or until somebody unlocks it. */
  readonly lock?: { readonly at: number; readonly until?: number };
  /** How often it was locked in a row. */
  readonly locks?: number;
  /** What was tried up to then locks the account no more. */
  readonly countedFrom?: number;
}

export interface AttemptStore {
  /** @param now epoch milliseconds by which expiry is judged */
  find(realm: string, holder: AttemptHolder, now: number): Promise<AttemptRecord | undefined>;
  /**
   * Changes what is counted for somebody in one atomic step, nothing being the same as an empty record; `change` may run more than once and answers undefined to
   * leave it. What becomes empty goes.
   * @param options.now epoch milliseconds by which expiry is judged
   * @param options.expiresAt when the record that comes of it goes by itself, epoch milliseconds; left out, it stays
   */
  update(
    realm: string,
    holder: AttemptHolder,
    options: { readonly now: number; readonly expiresAt?: (record: AttemptRecord) => number },
    change: (record: AttemptRecord) => AttemptRecord | undefined,
  ): Promise<void>;
}

/** A code that was shown and may still be typed. Times are epoch milliseconds. */
export interface OfflineChallengeRecord {
  readonly id: string;
  /** Digest of the step that began it: the same step again replaces it. */
  readonly step: string;
  /** Digest of the run that it belongs to. */
  readonly run: string;
  readonly device: string;
  readonly application: string;
  /** Keyed digest of id and code; the code itself is kept nowhere. */
  readonly proof: string;
  readonly expiresAt: number;
  readonly wrong: number;
  /** Digest of the step that was right: only that step is right again. */
  readonly usedBy?: string;
}

/** What is known of a person for the time of an outage, with what was tried then. */
export interface OfflineDeviceRecord {
  /** Their phones, encrypted with the realm's key for devices, and whether what else the realm keeps them in says the same. */
  readonly kept?: { readonly text: string; readonly isPlaced: boolean };
  /** What an administrator has said of them, as it was read last; epoch milliseconds. */
  readonly userState?: { readonly attribute: string; readonly value: string; readonly readAt: number };
  readonly challenges: readonly OfflineChallengeRecord[];
  /** When codes were shown of late, epoch milliseconds. */
  readonly begun: readonly number[];
  /** Wrong codes in a row. */
  readonly wrong: number;
  /** How often it was locked since the last online success. */
  readonly locks: number;
  /** Epoch milliseconds. */
  readonly lockedUntil?: number;
}

/** One sealed document for each person. It outlives a power cut, counters and locks with it. */
export interface OfflineDeviceStore {
  find(realm: string, userId: string): Promise<OfflineDeviceRecord | undefined>;
  /** Changes a record in one atomic step, nothing being the same as an empty one; `change` may run more than once and answers undefined to leave it. */
  update(realm: string, userId: string, change: (record: OfflineDeviceRecord) => OfflineDeviceRecord | undefined): Promise<void>;
  /** Forgets a person. @returns whether there was anything */
  remove(realm: string, userId: string): Promise<boolean>;
}

/** What became of the offline code of a person, or of a phone of theirs, for the log and for its owner. */
export type OfflineEventKind = 'backupCodeUsed' | 'backupCodeNew' | 'codeRenamed' | 'codeExpired' | 'codeRemoved' | 'phoneRemoved';

/** News that waits until everything can be reached again. */
export interface OfflineEvent {
  readonly id: string;
  readonly kind: OfflineEventKind;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: 'owner' | 'operator';
  readonly deviceName: string;
  /** From when on codes are worth nothing, epoch milliseconds. */
  readonly until?: number;
  /** Whoever delivers it has it until then, epoch milliseconds. */
  readonly claimedUntil?: number;
}

/** The app that shows codes for an outage. It was kept only after one of its codes was typed. */
export interface OfflineCodeApp {
  /** With its secret, and the last step that was used. */
  readonly device: OathDevice;
  /** One-way. */
  readonly backupCodeHash?: string;
  /** From when on it is worth nothing, epoch milliseconds. */
  readonly expiresAt?: number;
}

/** The offline code of a person with what was tried against it. Times are epoch milliseconds. */
export interface OfflineCodeRecord {
  readonly app?: OfflineCodeApp;
  /** When the person was reminded last and put it off. */
  readonly lastReminder?: number;
  /** Days between reminders in the place of what the realm says; 0 for none. */
  readonly reminderDays?: number;
  readonly unsentEvents: readonly OfflineEvent[];
  /** The step whose code was right last, as a digest: only that step is right again. */
  readonly lastUse?: { readonly step: string; readonly with: 'app' | 'backupCode'; readonly device: string };
  /** Wrong codes in a row. */
  readonly wrong: number;
  /** How often it was locked of late. */
  readonly locks: number;
  readonly lockedUntil?: number;
}

/** One sealed document for each person. It outlives a power cut, counters and locks with it. */
export interface OfflineCodeStore {
  find(realm: string, userId: string): Promise<OfflineCodeRecord | undefined>;
  /** Changes a record in one atomic step, nothing being the same as an empty one; `change` may run more than once and answers undefined to leave it. What becomes empty goes. */
  update(realm: string, userId: string, change: (record: OfflineCodeRecord) => OfflineCodeRecord | undefined): Promise<void>;
  /** Ids of people of a realm whose events were not delivered yet. @param most how many at most */
  withUnsentEvents(realm: string, most: number): Promise<readonly string[]>;
}

/** A message that no gateway took, because there is none: it waits here for whoever tries the server out. */
export interface KeptMessage {
  readonly id: string;
  readonly channel: 'sms' | 'voice' | 'email';
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Messages of realms without a gateway. Sealed, for they hold codes; they go with their time, and only have to outlive the process. */
export interface MessageOutbox {
  /** Keeps one; the same id twice is one message. */
  add(realm: string, message: KeptMessage): Promise<void>;
  /** Newest first. */
  list(realm: string): Promise<readonly KeptMessage[]>;
}

/** A webhook that is told of the end of a session. */
export interface ToldWebhook {
  /** Of the realm. */
  readonly name: string;
  /** The same however often it is told, so that whoever is told twice can see it. */
  readonly eventId: string;
}

/** What webhooks are told of a session that has ended: nothing of how its person signed on. Times are epoch milliseconds. */
export interface EndedSession {
  /** Of the session. */
  readonly id: string;
  readonly handle: string;
  readonly realm: string;
  readonly username: string;
  readonly createdAt: number;
  readonly authLevel: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly end: { readonly how: SessionEnd | 'MAX_TIMEOUT' | 'IDLE_TIMEOUT'; readonly at: number };
  /** Those that do not know it yet. */
  readonly webhooks: readonly ToldWebhook[];
  /** How often it was tried to tell them. */
  readonly tries: number;
  /** When they are to be told, or told again. */
  readonly dueAt: number;
}

/** Ends of sessions that webhooks are to be told. Each is kept together with its session, so that none is lost whatever happens to the process. */
export interface SessionEnds {
  /** Sessions of which webhooks are to be told by now. @param since epoch milliseconds; what was due in a minute before is not looked for */
  due(now: number, since?: number): Promise<readonly string[]>;
  /** Takes one for whoever asks first, until a time; then it is due again. A session whose time is over is gone for good with it. */
  claim(id: string, now: number, until: number): Promise<EndedSession | undefined>;
  /** Keeps what is left of one that was claimed for another time, or forgets it when nothing is left. Of a claim that is over nothing is kept. */
  settle(
    claimed: EndedSession,
    left: { readonly webhooks: readonly ToldWebhook[]; readonly tries: number; readonly dueAt: number },
  ): Promise<void>;
}

/** What the FIDO alliance, or who speaks in its place, says of a model of authenticators. */
export interface FidoModel {
  /** A UUID in small letters; absent for those that are known by their certificates. */
  readonly aaguid?: string;
  /** Names of the keys of its certificates, hexadecimal in small letters. */
  readonly keyIdentifiers: readonly string[];
  readonly description: string;
  /** Certificates that its own lead to, DER in base64. */
  readonly roots: readonly string[];
  /** Its certification, and what was found out about it, in no order. */
  readonly reports: readonly {
    readonly status: string;
    /** Such as 2026-11-27. */
    readonly effectiveDate?: string;
  }[];
}

/** Metadata that was found right when it came. Times are epoch milliseconds. */
export interface FidoMetadataRecord {
  /** What it was checked by, a digest. What was checked by something else is worth nothing. */
  readonly trust: string;
  /** Number of the publication; a later one has a higher one. */
  readonly no: number;
  /** A digest of the publication. */
  readonly digest: string;
  /** From then on it is worth nothing. */
  readonly until: number;
  readonly fetchedAt: number;
  readonly models: readonly FidoModel[];
}

/** The last good metadata of each source of a realm. Sealed, so that nobody who writes files makes models trusted. */
export interface FidoMetadataStore {
  /** The same object until it changes. What does not open any more is not there. */
  find(realm: string, source: string): Promise<FidoMetadataRecord | undefined>;
  /** @returns false, with nothing written, when a higher number, or another publication of the same, was kept that was checked by the same */
  keep(realm: string, source: string, record: FidoMetadataRecord): Promise<boolean>;
}

/** Every store of a server. */
export interface Stores {
  readonly journeys: JourneyStore;
  readonly journeySessions: JourneySessions;
  readonly signOnSessions: SignOnSessions;
  readonly sessionEnds: SessionEnds;
  readonly identities: IdentityStore;
  readonly devices: DeviceStore;
  readonly pushMessages: PushMessageStore;
  readonly pushOutbox: PushOutbox;
  readonly messageOutbox: MessageOutbox;
  readonly throttle: Throttle;
  readonly attempts: AttemptStore;
  readonly offlineDevices: OfflineDeviceStore;
  readonly offlineCodes: OfflineCodeStore;
  readonly realms: RealmStore;
  readonly services: ServiceStore;
  readonly realmObjects: RealmObjectStore;
  readonly tokens: TokenStore;
  readonly stagedNodes: StagedNodeStore;
  readonly traces: TraceStore;
  readonly previewTickets: PreviewTicketStore;
  readonly providerHealth: HealthStore;
  readonly leases: Leases;
  readonly directories: DirectoryStore;
  readonly fidoMetadata: FidoMetadataStore;
  readonly applicationSessions: ApplicationSessionStore;
  readonly documents: DocumentKeeping;
  /** Whether the store answers, for readiness. */
  ping(): Promise<void>;
  /** Removes what has expired; a server calls it now and then. @returns how many records went */
  sweep(now: number): Promise<number>;
  close(): Promise<void>;
}
