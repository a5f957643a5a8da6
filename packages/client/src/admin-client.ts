import type {
  AdministratorView,
  Application,
  AuditFormat,
  AuditList,
  AuditRecord,
  AuditResult,
  CatalogueNode,
  CatalogueOutcome,
  CheckScriptRequest,
  JourneyCheck,
  JourneyDocument,
  JourneyDraftView,
  JourneyListItem,
  JourneyVersionView,
  JourneyView,
  JsonObject,
  KeptMessageList,
  OfflineCoverage,
  OfflineDirectoryStatus,
  OfflineDirectoryView,
  OfflineIdp,
  OfflineIdpRequest,
  OfflineState,
  OverrideRequest,
  PersonDevice,
  PersonList,
  PersonView,
  PreviewTicket,
  ProviderHealthView,
  PublishRequest,
  RollbackRequest,
  SaveDraftRequest,
  SaveScriptRequest,
  ScriptListItem,
  ScriptReport,
  ScriptView,
  SealRequest,
  SignOnTrace,
  SignOnTraceList,
  SignOnTraceSummary,
  TransferPlan,
} from '@waygate/schema';

/** What the administration API answered instead of what was asked for. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
  /** HTTP status; 0 when the server did not answer. */
  readonly status: number;
  /** Stable and dotted. */
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, code: string, message: string, details: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Length of a body that a browser sends on after its page is gone, UTF-16 code units: a third of the 64 KiB that all of them may have together. */
const LONGEST_KEEPALIVE = 20_000;

/** A file of an import. */
export interface TransferFile {
  readonly name: string;
  readonly text: string;
}

/** What to look for among the traces. Times are epoch milliseconds. */
export interface TraceSearch {
  /** A short code; a user name, or part of one when nobody is called exactly so. */
  readonly text?: string;
  readonly journey?: string;
  readonly result?: SignOnTraceSummary['result'];
  readonly from?: number;
  readonly to?: number;
}

/** What to look for in the audit log. Times are epoch milliseconds. */
export interface AuditSearch {
  /** Name of an event, or its beginning with the dot. */
  readonly event?: string;
  readonly result?: AuditResult;
  /** Id or user name of whom it concerns. */
  readonly person?: string;
  /** Id or name of whoever did it. */
  readonly actor?: string;
  readonly address?: string;
  readonly transaction?: string;
  /** Code of a sign-on. */
  readonly run?: string;
  readonly from?: number;
  readonly to?: number;
}

/**
 * A client of the administration API under `/api`. It calls with the page's own session; every method throws AdminError: status 401 when nobody is signed on
 * (any more), 403 for who is no administrator, 404, 409 with the present state in `details`, 422 with problems in `details`, 0 without an answer.
 * Realms are in slash form.
 */
export function createAdminClient(
  options: {
    readonly baseUrl?: string;
    readonly fetch?: typeof fetch;
    /** User name that every change is to be made by; one that would be somebody else's, because they signed on meanwhile, is refused (403 `admin.other`). */
    readonly author?: string;
  } = {},
) {
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const author = options.author === undefined ? {} : { 'X-Waygate-Author': encodeURIComponent(options.author) };
  /** @throws AdminError for every answer that is none of success */
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    more: { signal?: AbortSignal; keepalive?: boolean } = {},
  ): Promise<Response> => {
    let response: Response;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const { signal } = more;
    try {
      response = await send(`${options.baseUrl ?? ''}/api${path}`, {
        method,
        credentials: 'same-origin',
        headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest', 'Content-Type': 'application/json', ...author },
        ...(text === undefined ? {} : { body: text }),
        // Browsers let what outlives its page be this small, all of it together.
        ...(more.keepalive === true && text !== undefined && text.length < LONGEST_KEEPALIVE ? { keepalive: true } : {}),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (cause) {
      if (signal?.aborted === true) throw cause;
      throw new AdminError(0, 'network.down', 'The server does not answer.', undefined);
    }
    if (response.ok) return response;
    const answer = (await response.json().catch(() => ({}))) as { code?: string; detail?: string; details?: unknown };
    throw new AdminError(response.status, answer.code ?? 'unexpected', answer.detail ?? response.statusText, answer.details);
  };
  const call = async <T>(...asked: Parameters<typeof ask>): Promise<T> => {
    const response = await ask(...asked);
    return (response.status === 204 ? undefined : await response.json().catch(() => ({}))) as T;
  };
  const queryOf = (search: object) =>
    new URLSearchParams(Object.entries(search).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
  const inRealm = (realm: string) => `/realms/${encodeURIComponent(realm === '/' ? 'root' : realm.slice(1))}`;
  const ofPerson = (realm: string, name: string) => `${inRealm(realm)}/people/${encodeURIComponent(name)}`;
  const continuity = (realm: string, kind: 'providers' | 'directories' | 'applications', id?: string) =>
    `${inRealm(realm)}/continuity/${kind}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
  const journey = (realm: string, name: string) => `${inRealm(realm)}/journeys/${encodeURIComponent(name)}`;
  return {
    me: () => call<AdministratorView>('GET', '/me'),
    catalogue: () => call<{ nodes: CatalogueNode[] }>('GET', '/catalogue'),
    /** Outcomes of nodes with a configuration; null where it is not right. */
    outcomes: (nodes: readonly { type: string; config: JsonObject }[]) =>
      call<{ outcomes: (CatalogueOutcome[] | null)[] }>('POST', '/catalogue/outcomes', { nodes }),

    /** Seals a secret for one field of a node type: only what comes back may enter a journey. */
    seal: (request: SealRequest) => call<{ sealed: string }>('POST', '/seal', request),

    journeys: (realm: string) => call<{ journeys: JourneyListItem[] }>('GET', `${inRealm(realm)}/journeys`),
    /** Shipped journeys that a new one can begin from. */
    templates: () => call<{ templates: { name: string; description: string; document: JourneyDocument }[] }>('GET', '/templates'),
    journey: (realm: string, name: string) => call<JourneyView>('GET', journey(realm, name)),
    check: (realm: string, name: string, document: JourneyDocument, signal?: AbortSignal) =>
      call<JourneyCheck>('POST', `${journey(realm, name)}/check`, { document }, signal === undefined ? {} : { signal }),
    /** A small document is saved even when its page is closed meanwhile. */
    saveDraft: (realm: string, name: string, draft: SaveDraftRequest) =>
      call<JourneyDraftView>('PUT', `${journey(realm, name)}/draft`, draft, { keepalive: true }),
    /** @param revision of the draft that is meant; another one is kept (409 `draft.changed`) */
    discardDraft: (realm: string, name: string, revision?: number) =>
      call<void>('DELETE', `${journey(realm, name)}/draft${revision === undefined ? '' : `?revision=${revision}`}`),
    draftOf: (realm: string, name: string, author: string) =>
      call<JourneyDraftView & { document: JourneyDocument }>('GET', `${journey(realm, name)}/drafts/${encodeURIComponent(author)}`),
    publish: (realm: string, name: string, request: PublishRequest) =>
      call<JourneyVersionView>('POST', `${journey(realm, name)}/publish`, request),
    rollback: (realm: string, name: string, request: RollbackRequest) =>
      call<JourneyVersionView>('POST', `${journey(realm, name)}/rollback`, request),
    history: (realm: string, name: string) => call<{ versions: JourneyVersionView[] }>('GET', `${journey(realm, name)}/history`),
    version: (realm: string, name: string, versionId: string) =>
      call<{ document: JourneyDocument }>('GET', `${journey(realm, name)}/versions/${encodeURIComponent(versionId)}`),
    rename: (realm: string, name: string, to: string) => call<void>('POST', `${journey(realm, name)}/rename`, { to }),
    duplicate: (realm: string, name: string, to: string) => call<void>('POST', `${journey(realm, name)}/duplicate`, { to }),
    setEnabled: (realm: string, name: string, enabled: boolean) => call<void>('POST', `${journey(realm, name)}/enable`, { enabled }),
    /** Refused (409 `journey.in_use`, details `usedBy`) while other journeys or the realm use it. */
    remove: (realm: string, name: string) => call<void>('DELETE', journey(realm, name)),
    setDefault: (realm: string, name: string | null) => call<void>('PUT', `${inRealm(realm)}/default-journey`, { name }),

    preview: (realm: string, name: string, document: JourneyDocument) =>
      call<PreviewTicket>('POST', `${journey(realm, name)}/preview`, { document }),
    /** What a preview did so far; undefined until it began. */
    previewTrace: (ticket: string) => call<SignOnTrace | undefined>('GET', `/previews/${encodeURIComponent(ticket)}/trace`),

    planImport: (realm: string, files: readonly TransferFile[]) => call<TransferPlan>('POST', `${inRealm(realm)}/import/plan`, { files }),
    applyImport: (
      realm: string,
      request: {
        files: readonly TransferFile[];
        journeys: readonly string[];
        as: 'draft' | 'published';
        base: Readonly<Record<string, string | null>>;
        drafts: Readonly<Record<string, number | null>>;
      },
    ) => call<{ imported: string[] }>('POST', `${inRealm(realm)}/import`, request),
    /**
     * Text of the export file, canonical.
     * @param choice with the journeys that they run when `withInner`; one's own drafts rather than what is live when `drafts`
     */
    exportJourneys: (
      realm: string,
      names: readonly string[],
      format: 'native' | 'am',
      choice: { readonly withInner: boolean; readonly drafts?: boolean },
    ) => call<{ fileName: string; text: string }>('POST', `${inRealm(realm)}/export`, { names, format, ...choice }),

    scripts: (realm: string) => call<{ scripts: ScriptListItem[] }>('GET', `${inRealm(realm)}/scripts`),
    script: (realm: string, id: string) => call<ScriptView>('GET', `${inRealm(realm)}/scripts/${encodeURIComponent(id)}`),
    /** What can be told of a source without running it; nothing is kept. */
    checkScript: (realm: string, request: CheckScriptRequest) => call<ScriptReport>('POST', `${inRealm(realm)}/scripts-check`, request),
    /** Refused (403 `script.forbidden`) for who may not write scripts, and (409 `script.changed`, `script.name_taken`) when others were first. */
    saveScript: (realm: string, id: string, request: SaveScriptRequest) =>
      call<ScriptView>('PUT', `${inRealm(realm)}/scripts/${encodeURIComponent(id)}`, request),
    /** Refused (409 `script.in_use`, details `usedBy`) while journeys or scripts use it. */
    removeScript: (realm: string, id: string) => call<void>('DELETE', `${inRealm(realm)}/scripts/${encodeURIComponent(id)}`),

    people: (realm: string, text: string) => call<PersonList>('GET', `${inRealm(realm)}/people?${new URLSearchParams({ text })}`),
    person: (realm: string, name: string) => call<PersonView>('GET', ofPerson(realm, name)),
    removeDevice: (realm: string, name: string, { kind, uuid }: Pick<PersonDevice, 'kind' | 'uuid'>) =>
      call<void>('DELETE', `${ofPerson(realm, name)}/devices/${kind}/${encodeURIComponent(uuid)}`),
    /** Removes every device of a kind. */
    resetDevices: (realm: string, name: string, kind: PersonDevice['kind']) =>
      call<void>('POST', `${ofPerson(realm, name)}/reset`, { kind }),
    /** Removes the app for offline codes, with its backup code. */
    removeOfflineCode: (realm: string, name: string) => call<void>('DELETE', `${ofPerson(realm, name)}/offline-code`),
    /** Takes back what the person has given an application: its tokens, and what they agreed to. */
    takeBack: (realm: string, name: string, clientId: string) =>
      call<void>('DELETE', `${ofPerson(realm, name)}/applications/${encodeURIComponent(clientId)}`),
    unlock: (realm: string, name: string) => call<void>('POST', `${ofPerson(realm, name)}/unlock`, {}),
    /** Lets what failed too often be tried again. */
    resetAuthenticator: (realm: string, name: string, authenticator: string) =>
      call<void>('POST', `${ofPerson(realm, name)}/authenticators/reset`, { authenticator }),
    /** Messages that were kept because the realm has no gateway. */
    messages: (realm: string) => call<KeptMessageList>('GET', `${inRealm(realm)}/messages`),

    /** How everything is that the realm has watched, in the order of the names. */
    providers: (realm: string) => call<{ providers: ProviderHealthView[] }>('GET', continuity(realm, 'providers')),
    provider: (realm: string, id: string) =>
      call<{ settings: OfflineIdp; health: ProviderHealthView }>('GET', continuity(realm, 'providers', id)),
    /** Refused (409 `continuity.provider_exists`) when the realm has one of that name. */
    watchProvider: (realm: string, request: OfflineIdpRequest) => call<OfflineIdp>('POST', continuity(realm, 'providers'), request),
    /** Replaces the settings; state and counters stay. Refused like `watchProvider`. */
    changeProvider: (realm: string, id: string, request: OfflineIdpRequest) =>
      call<OfflineIdp>('PUT', continuity(realm, 'providers', id), request),
    unwatchProvider: (realm: string, id: string) => call<void>('DELETE', continuity(realm, 'providers', id)),
    /** Sets how a provider is in the place of what its checks find. Refused (400) without an end unless it is led by hand, and while failover is off. */
    overrideProvider: (realm: string, id: string, request: OverrideRequest) =>
      call<ProviderHealthView>('PUT', `${continuity(realm, 'providers', id)}/override`, request),
    endOverride: (realm: string, id: string) => call<ProviderHealthView>('DELETE', `${continuity(realm, 'providers', id)}/override`),
    /** Rehearses an outage for some minutes. */
    simulateOutage: (realm: string, id: string, minutes: number) =>
      call<ProviderHealthView>('PUT', `${continuity(realm, 'providers', id)}/simulation`, { minutes }),
    endSimulation: (realm: string, id: string) => call<ProviderHealthView>('DELETE', `${continuity(realm, 'providers', id)}/simulation`),
    /** Directories that are copied for the time when a provider cannot be reached, without their credentials. */
    directories: (realm: string) => call<{ directories: OfflineDirectoryView[] }>('GET', continuity(realm, 'directories')),
    directory: (realm: string, id: string) =>
      call<{ settings: OfflineDirectoryView; status: OfflineDirectoryStatus }>('GET', continuity(realm, 'directories', id)),
    syncDirectory: (realm: string, id: string) => call<OfflineDirectoryStatus>('POST', `${continuity(realm, 'directories', id)}/sync`, {}),
    /** Who could sign on offline now, and who could not, because of what. @param after where the last answer said to go on */
    coverage: (realm: string, after?: string) =>
      call<OfflineCoverage>(
        'GET',
        `${inRealm(realm)}/continuity/coverage${after === undefined ? '' : `?${new URLSearchParams({ after })}`}`,
      ),
    /** Applications behind a proxy. */
    applications: (realm: string) => call<{ applications: Application[] }>('GET', continuity(realm, 'applications')),
    /** What an application does while its provider cannot be reached. */
    setOfflineState: (realm: string, id: string, state: OfflineState) =>
      call<Application>('PUT', `${continuity(realm, 'applications', id)}/offline-state`, { state }),
    /** Whether people who are signed on already are asked before they enter an application. */
    setAskBeforeEntry: (realm: string, id: string, askBeforeEntry: boolean) =>
      call<Application>('PUT', `${continuity(realm, 'applications', id)}/ask-before-entry`, { askBeforeEntry }),

    traces: (realm: string, search: TraceSearch) => call<SignOnTraceList>('GET', `${inRealm(realm)}/traces?${queryOf(search)}`),
    trace: (realm: string, code: string) => call<SignOnTrace>('GET', `${inRealm(realm)}/traces/${encodeURIComponent(code)}`),
    /** Records of the audit log, newest first. @param part only what comes before the record of this id, and how many at most */
    audit: (realm: string, search: AuditSearch, part: { readonly before?: string; readonly limit?: number } = {}) =>
      call<AuditList>('GET', `${inRealm(realm)}/audit?${queryOf({ ...search, ...part })}`),
    auditRecord: (realm: string, id: string) => call<AuditRecord>('GET', `${inRealm(realm)}/audit/${encodeURIComponent(id)}`),
    /** Records of the audit log as text, oldest first, while the server reads them. The answer is cut off when it fails; whoever asked is recorded. */
    exportAudit: async (
      realm: string,
      search: AuditSearch,
      format: AuditFormat,
      signal: AbortSignal,
    ): Promise<ReadableStream<Uint8Array>> => {
      const { body } = await ask('POST', `${inRealm(realm)}/audit/export`, { ...search, format }, { signal });
      if (body === null) throw new AdminError(0, 'network.down', 'The server does not answer.', undefined);
      return body;
    },
  };
}

export type AdminClient = ReturnType<typeof createAdminClient>;
