import type { RealmSettings } from '@waygate/engine';
import type { ConfigValues } from '@waygate/graph';
import type { Catalogue } from '@waygate/node-kit';
import type {
  Application,
  AuditFilter,
  AuditFormat,
  AuditPage,
  AuditRecord,
  CheckScriptRequest,
  DirectoryConnection,
  GroupPolicy,
  JourneyDocument,
  JourneyDraftView,
  JourneyVersionView,
  JsonObject,
  KeptMessageList,
  OAuthClientMade,
  OAuthClientRequest,
  OAuthClientView,
  OfflineCoverage,
  OfflineDirectoryChange,
  OfflineDirectoryRequest,
  OfflineDirectoryStatus,
  OfflineDirectoryView,
  OfflineIdp,
  OfflineKeysView,
  OfflineState,
  PersonAuthenticator,
  PersonItem,
  PersonList,
  PersonView,
  ProviderHealthView,
  SaveDraftRequest,
  SaveScriptRequest,
  ScriptListItem,
  ScriptProblem,
  ScriptReport,
  ScriptView,
  SignOnTrace,
  SignOnTraceList,
  SignOnTraceSummary,
  SocialProviderRequest,
  SocialProviderView,
} from '@waygate/schema';

/** People of realms, as administrators find them. */
export interface PeopleDesk {
  /** Whose user name, name or mail address has this in it, in the order of the user names; case does not count. @param most how many are told */
  search(realm: string, text: string, most: number): Promise<PersonList>;
  find(realm: string, username: string): Promise<PersonItem | undefined>;
}

/** Providers that are watched, as administrators see and lead them. Whatever names one throws `continuity.provider_not_found` (notFound). */
export interface ContinuityDesk {
  list(realm: string): Promise<readonly ProviderHealthView[]>;
  view(realm: string, id: string): Promise<ProviderHealthView>;
  settings(realm: string, id: string): Promise<OfflineIdp>;
  /** @throws WaygateError `continuity.provider_exists` (state) when the name is taken */
  create(realm: string, wish: Omit<OfflineIdp, 'id'>): Promise<OfflineIdp>;
  replace(realm: string, id: string, wish: Omit<OfflineIdp, 'id'>): Promise<OfflineIdp>;
  remove(realm: string, id: string): Promise<void>;
  /** @throws WaygateError `continuity.override_without_end`, `continuity.mode_disabled` (input) */
  override(
    realm: string,
    id: string,
    wish: {
      readonly by: string;
      readonly minutes: number | undefined;
      readonly state: 'online' | 'offline' | 'blocked';
      readonly reason: string;
    },
  ): Promise<void>;
  endOverride(realm: string, id: string, by: string): Promise<void>;
  simulate(realm: string, id: string, wish: { readonly by: string; readonly minutes: number }): Promise<void>;
  endSimulation(realm: string, id: string, by: string): Promise<void>;
}

/** Header-based applications that proxies guard, as administrators set them up. Whatever names one throws `application.not_found` (notFound). */
export interface ApplicationDesk {
  /** In the order of the names. */
  list(realm: string): Promise<readonly Application[]>;
  get(realm: string, id: string): Promise<Application>;
  /**
   * @throws WaygateError `application.exists` (state) when the name or the public domain is taken, `application.idp_unknown`, `application.journey_unknown` (input) when
   * what it names is not there
   */
  create(realm: string, wish: Omit<Application, 'id'>): Promise<Application>;
  replace(realm: string, id: string, wish: Omit<Application, 'id'>): Promise<Application>;
  remove(realm: string, id: string): Promise<void>;
  groupPolicy(realm: string, id: string): Promise<GroupPolicy>;
  putGroupPolicy(realm: string, id: string, policy: GroupPolicy): Promise<GroupPolicy>;
  setOfflineState(realm: string, id: string, state: OfflineState): Promise<Application>;
  setAskBeforeEntry(realm: string, id: string, askBeforeEntry: boolean): Promise<Application>;
}

/** Offline directories, as administrators work on them. Whatever names one throws `offline_directory.not_found` (notFound); no answer has a credential. */
export interface DirectoryDesk {
  list(realm: string): Promise<readonly OfflineDirectoryView[]>;
  get(realm: string, id: string): Promise<OfflineDirectoryView>;
  /** @throws WaygateError `continuity.provider_not_found` (notFound), `offline_directory.exists` (state), `offline_directory.filter`, `offline_directory.authority` (input) */
  create(realm: string, idpId: string, wish: OfflineDirectoryRequest): Promise<OfflineDirectoryView>;
  /** @throws WaygateError `offline_directory.credential_needed` (input) when the connection changes and no credential comes with it */
  replace(realm: string, id: string, wish: OfflineDirectoryChange): Promise<OfflineDirectoryView>;
  remove(realm: string, id: string): Promise<void>;
  /** @throws WaygateError `offline_directory.unreachable`, `…certificate`, `…credentials`, `…host_refused` (input) */
  testConnection(connection: DirectoryConnection): Promise<void>;
  syncNow(realm: string, id: string): Promise<OfflineDirectoryStatus>;
  status(realm: string, id: string): Promise<OfflineDirectoryStatus>;
}

/** Phones that can show a code without a network, as administrators see them. */
export interface OfflineDeviceDesk {
  keys(realm: string): Promise<OfflineKeysView>;
  /** @returns its id */
  rotateDeviceKey(realm: string): Promise<string>;
  /** @returns its id */
  rotateIssuer(realm: string): Promise<string>;
  /** @param page where the last answer said to go on, and how many people are looked at */
  coverage(realm: string, page: { readonly after?: string; readonly most?: number }): Promise<OfflineCoverage>;
}

/** The throttle, as administrators see it and clear it. */
export interface AttemptDesk {
  standing(
    realm: string,
    personId: string,
  ): Promise<{ readonly lock: PersonView['lock'] | undefined; readonly authenticators: readonly PersonAuthenticator[] }>;
  /** @param authenticator every one when none is named */
  reset(realm: string, personId: string, authenticator?: string): Promise<void>;
  unlock(realm: string, personId: string): Promise<void>;
}

/** Somebody's work in hand, with what it says. */
export interface Draft extends JourneyDraftView {
  readonly document: JourneyDocument;
}

/** Journeys as authors work on them; `JourneyStore` of the storage is one. */
export interface JourneyDesk {
  list(realm: string): Promise<
    readonly {
      readonly name: string;
      readonly enabled: boolean;
      readonly description: string | undefined;
      readonly published: JourneyVersionView | undefined;
    }[]
  >;
  drafts(realm: string): Promise<readonly Draft[]>;
  draft(realm: string, name: string, author: string): Promise<Draft | undefined>;
  saveDraft(realm: string, author: string, draft: SaveDraftRequest, at: number): Promise<JourneyDraftView>;
  saveDrafts(
    realm: string,
    author: string,
    documents: readonly JourneyDocument[],
    at: number,
    expected?: {
      readonly base?: ReadonlyMap<string, string | null>;
      readonly revisions?: ReadonlyMap<string, number | null>;
      readonly objects?: readonly (RealmObject & { readonly kind: RealmObjectKind })[];
    },
  ): Promise<void>;
  /** @param revision when it is given, a draft of another is an error `draft.changed` */
  discardDraft(realm: string, name: string, author: string, revision?: number): Promise<boolean>;
  publish(
    realm: string,
    documents: readonly JourneyDocument[],
    options: {
      readonly at: number;
      readonly author: string;
      readonly note: string;
      readonly base?: ReadonlyMap<string, string | null>;
      readonly objects?: readonly (RealmObject & { readonly kind: RealmObjectKind })[];
    },
  ): Promise<readonly JourneyVersionView[]>;
  published(realm: string, name: string): Promise<JourneyDocument | undefined>;
  version(realm: string, name: string, versionId: string): Promise<JourneyDocument | undefined>;
  history(realm: string, name: string): Promise<readonly JourneyVersionView[]>;
  keepVersion(realm: string, document: JourneyDocument, expiresAt: number): Promise<string>;
  rename(realm: string, from: string, to: string, by: { readonly at: number; readonly author: string }): Promise<void>;
  remove(realm: string, name: string): Promise<boolean>;
}

/** A right to run one version that nothing points to. */
export interface PreviewGrant {
  readonly realm: string;
  readonly journey: string;
  readonly versionId: string;
  readonly adminId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Applications that get tokens from realms; errors name what is wrong. */
export interface ClientDesk {
  list(realm: string): Promise<readonly OAuthClientView[]>;
  get(realm: string, id: string): Promise<OAuthClientView>;
  create(realm: string, id: string, request: OAuthClientRequest): Promise<OAuthClientMade>;
  update(realm: string, id: string, request: OAuthClientRequest): Promise<OAuthClientMade>;
  renewSecret(realm: string, id: string): Promise<OAuthClientMade>;
  remove(realm: string, id: string): Promise<void>;
}

/** Providers that people of realms sign on with elsewhere; errors name what is wrong. */
export interface ProviderDesk {
  list(realm: string): Promise<readonly SocialProviderView[]>;
  get(realm: string, id: string): Promise<SocialProviderView>;
  create(realm: string, id: string, request: SocialProviderRequest): Promise<SocialProviderView>;
  update(realm: string, id: string, request: SocialProviderRequest): Promise<SocialProviderView>;
  remove(realm: string, id: string): Promise<void>;
}

/** Scripts as administrators work on them; errors are told in the package that brings it. */
export interface ScriptDesk {
  list(realm: string): Promise<readonly ScriptListItem[]>;
  get(realm: string, id: string): Promise<ScriptView>;
  save(realm: string, id: string, request: SaveScriptRequest, by: { readonly author: string; readonly at: number }): Promise<ScriptView>;
  remove(realm: string, id: string): Promise<void>;
  check(realm: string, request: CheckScriptRequest): Promise<ScriptReport>;
  examine(
    realm: string,
    ids: readonly string[],
    brought?: readonly JsonObject[],
  ): Promise<ReadonlyMap<string, { readonly name: string; readonly problems: readonly ScriptProblem[] }>>;
}

/** Kinds of what a realm keeps beside its journeys that the configuration API serves. */
export type RealmObjectKind = 'script' | 'emailTemplate' | 'theme' | 'socialProvider' | 'samlEntity' | 'circleOfTrust';

/** Something that a realm keeps under an id. */
export interface RealmObject {
  readonly id: string;
  readonly value: JsonObject;
}

/** Scripts, templates, themes and the like of realms; `RealmObjectStore` of the storage is one. */
export interface RealmObjects {
  get(realm: string, kind: RealmObjectKind, id: string): Promise<JsonObject | undefined>;
  list(realm: string, kind: RealmObjectKind): Promise<readonly RealmObject[]>;
  put(realm: string, objects: readonly (RealmObject & { readonly kind: RealmObjectKind })[]): Promise<void>;
  remove(realm: string, kind: RealmObjectKind, id: string): Promise<boolean>;
}

/** A node that stands in no journey. */
export interface StagedNode {
  readonly id: string;
  readonly type: string;
  readonly version?: string;
  readonly config: JsonObject;
  readonly author: string;
}

/** Nodes that stand in no journey; `StagedNodeStore` of the storage is one. */
export interface StagedNodes {
  get(realm: string, id: string): Promise<StagedNode | undefined>;
  list(realm: string): Promise<readonly StagedNode[]>;
  put(realm: string, nodes: readonly StagedNode[], expiresAt: number): Promise<void>;
  remove(realm: string, id: string): Promise<StagedNode | undefined>;
  removeAll(realm: string, ids: readonly string[]): Promise<void>;
}

/** What administrators work on. */
export interface AdminDeps {
  readonly catalogue: Catalogue;
  /** Must keep no secret in clear. */
  readonly journeys: JourneyDesk;
  readonly realmObjects: RealmObjects;
  readonly stagedNodes: StagedNodes;
  /** What the sealed secrets and the placeholders of configurations stand for. */
  readonly values: ConfigValues;
  readonly realms: { list(): Promise<readonly RealmSettings[]>; put(settings: RealmSettings): Promise<void> };
  readonly traces: {
    find(realm: string, code: string): Promise<SignOnTrace | undefined>;
    findByTicket(ticket: string): Promise<SignOnTrace | undefined>;
    search(
      realm: string,
      query: {
        readonly text?: string;
        readonly journey?: string;
        readonly result?: SignOnTraceSummary['result'];
        readonly from: number;
        readonly to: number;
        readonly limit: number;
      },
    ): Promise<Pick<SignOnTraceList, 'traces' | 'next'>>;
  };
  /** E-mail templates that journeys of a realm may name, by id, and whether each is switched on; without it none is checked. */
  readonly emailTemplates?: (realm: string) => Promise<ReadonlyMap<string, boolean>>;
  /** Names of the webhooks that journeys of a realm may name; without it none is looked for. */
  readonly webhooks?: (realm: string) => Promise<ReadonlySet<string>>;
  /** Attributes of accounts that people may edit themselves, where what administrators say of people stands in accounts; without it none is looked for. */
  readonly editableAttributes?: (realm: string) => Promise<ReadonlySet<string>>;
  /** The audit log, as administrators read it; without it there is nothing to read. */
  readonly audit?: {
    find(realm: string, id: string): Promise<AuditRecord | undefined>;
    /** Records as text, oldest first and some at a time, with how many there are in each part; a part may be empty. */
    export(
      format: AuditFormat,
      which: { readonly realm: string; readonly filter: AuditFilter; readonly from: number; readonly to: number },
    ): AsyncIterable<{ readonly text: string; readonly count: number }>;
    search(
      realm: string,
      query: AuditFilter & {
        readonly from: number;
        readonly to: number;
        readonly before?: string;
        readonly limit: number;
      },
    ): Promise<AuditPage>;
  };
  /** How many days records of the audit log are kept; 0 for ever. */
  readonly auditDays?: number;
  /** How many days traces are kept; 0 when none are made. */
  readonly traceDays: number;
  readonly previewTickets: {
    put(hash: string, grant: PreviewGrant): Promise<void>;
    find(hash: string, now: number): Promise<PreviewGrant | undefined>;
    /** Begins the one run that a ticket is for. @returns whether this call began it */
    use(hash: string, now: number): Promise<boolean>;
  };
  readonly clients?: ClientDesk;
  /** Without it nobody is found. */
  readonly people?: PeopleDesk;
  /** Without it nothing is watched. */
  readonly continuity?: ContinuityDesk;
  /** Without it no application is guarded. */
  readonly applications?: ApplicationDesk;
  /** Without it no directory is copied. */
  readonly directories?: DirectoryDesk;
  /** Without it nobody could sign on offline. */
  readonly offlineDevices?: OfflineDeviceDesk;
  /** Without it nothing is told of failures. */
  readonly attempts?: AttemptDesk;
  readonly providers?: ProviderDesk;
  readonly scripts?: ScriptDesk;
  /** Messages of a realm that were kept because there is no gateway. */
  readonly messages?: (realm: string) => Promise<KeptMessageList>;
  /** Shipped journeys that a new one can begin from. */
  readonly templates: () => readonly JourneyDocument[];
  /** Short code that a sign-on is called by in traces and on error pages; without traces there is none. */
  readonly traceCode?: (sessionId: string) => string;
}
