import type { KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Engine, Realms, SignOnSession, SignOnSessions } from '@waygate/engine';
import type { PushAction, PushReply } from '@waygate/mfa';
import type { AuditPort, DeviceKind, DeviceProfile, Identity, IdentityPort, NoticePort, SkipPreference, Subject } from '@waygate/node-kit';
import type { AdministratorFactorRule, JsonObject, PersonApplication, Sealer } from '@waygate/schema';
import type { AdminDeps } from './admin/admin-deps.ts';
import type { ApplicationFace } from './applications/application-face.ts';
import type { Face } from './faces/face.ts';
import type { RequestLimits } from './limits/request-limits.ts';
import type { MetricsAccess } from './metrics/may-read-metrics.ts';
import type { MetricRegistry } from './metrics/metric-registry.ts';
import type { OfflineApiDeps } from './offline-api/offline-api-deps.ts';

/** A device as its owner and administrators may see it: no secret in it. Times are epoch milliseconds. */
export interface ListedDevice {
  readonly kind: DeviceKind;
  readonly uuid: string;
  readonly deviceName: string;
  readonly createdDate: number;
  readonly lastAccessDate: number;
  /** How many recovery codes are left of it. */
  readonly recoveryCodes: number;
  /** What AM lists beside, by kind. */
  readonly listed: JsonObject;
}

/** Devices of a person, for the devices resource. */
export interface DeviceDirectory {
  /** Oldest first. */
  list(realm: string, userId: string, kind: DeviceKind): Promise<readonly ListedDevice[]>;
  /** Gives another name in one atomic step. @param rename may run more than once; what it throws is thrown, with nothing changed. @returns undefined when there is none */
  rename(
    realm: string,
    userId: string,
    kind: DeviceKind,
    uuid: string,
    rename: (device: ListedDevice) => string,
  ): Promise<ListedDevice | undefined>;
  /** @returns the device that this call took away */
  remove(realm: string, userId: string, kind: DeviceKind, uuid: string): Promise<ListedDevice | undefined>;
  /** Takes away every device of a kind and forgets whether the person skips it. @returns those that went */
  reset(realm: string, userId: string, kind: DeviceKind): Promise<readonly ListedDevice[]>;
  /** Puts new recovery codes in the place of those that a device has. @returns the codes, for showing once; undefined when there is no such device */
  renewRecoveryCodes(realm: string, userId: string, kind: DeviceKind, uuid: string): Promise<readonly string[] | undefined>;
  /** Uuid of the device that the person wants to use first. */
  primary(realm: string, userId: string): Promise<string | undefined>;
  /** Says which device the person wants to use first. @param isFirst false takes it back @returns undefined when there is no such device */
  setPrimary(realm: string, userId: string, kind: DeviceKind, uuid: string, isFirst: boolean): Promise<ListedDevice | undefined>;
  skipPreference(realm: string, userId: string, kind: DeviceKind): Promise<SkipPreference>;
  setSkipPreference(realm: string, userId: string, kind: DeviceKind, preference: SkipPreference): Promise<void>;
  listProfiles(realm: string, userId: string): Promise<readonly DeviceProfile[]>;
  /** Changes the profiles in one atomic step; `change` may run more than once and answers undefined to leave them. */
  updateProfiles(
    realm: string,
    userId: string,
    change: (profiles: readonly DeviceProfile[]) => readonly DeviceProfile[] | undefined,
  ): Promise<boolean>;
}

/** An offline code as its owner and administrators may see it. Times are epoch milliseconds. */
export interface ListedOfflineCode {
  readonly status: 'none' | 'enrolled' | 'expired';
  readonly deviceName?: string;
  readonly enrolledAt?: number;
  readonly lastUsedAt?: number;
  readonly expiresAt?: number;
  readonly hasBackupCode: boolean;
  readonly lockedUntil?: number;
}

/** Offline codes of people. */
export interface OfflineCodeDirectory {
  /** Whether the realm lets people have one. */
  isAllowed(realm: string): Promise<boolean>;
  find(realm: string, userId: string): Promise<ListedOfflineCode>;
  /** @returns whether there is one */
  rename(realm: string, userId: string, deviceName: string): Promise<boolean>;
  /** @returns what the app was called; undefined when this call took none away */
  remove(realm: string, userId: string): Promise<string | undefined>;
  /** @returns the new code, for showing once; undefined when there is nothing that it could stand in for */
  renewBackupCode(realm: string, userId: string): Promise<string | undefined>;
}

/** Journeys that the account page leads into. */
export interface DeviceJourneys {
  /** What sets an app up for offline codes, and whether it does so for whoever has no second factor. */
  readonly offlineCode?: { readonly journey: string; readonly byPassword: boolean };
  /** What proves anew who it is; the realm's default journey when there is none. */
  readonly stepUp?: string;
  /** What asks for the password alone, where any proof does. */
  readonly byPassword?: string;
  readonly add: readonly { readonly kind: DeviceKind; readonly journey: string }[];
}

/** A push that a web authenticator fetches. */
export interface InboxMessage {
  readonly messageId: string;
  readonly jwt: string;
  readonly expiresAt: number;
}

export interface Inbox {
  /** @returns how to stop */
  subscribe(inbox: string, listener: (message: InboxMessage) => void): () => void;
  /** @param unreadable is told of each message that cannot be read, and is left out */
  pending(inbox: string, now: number, unreadable: (error: unknown) => void): Promise<readonly InboxMessage[]>;
  /** The same of several at once; those for which nothing waits may be left out. */
  pendingIn(
    inboxes: readonly string[],
    now: number,
    unreadable: (error: unknown) => void,
  ): Promise<ReadonlyMap<string, readonly InboxMessage[]>>;
  /** A number that is another one as soon as another process may have sent something, which no listener here is called for. */
  changedByOthers(): number;
}

/** A request to an address of a realm's authorization server. */
export interface OAuthRequest {
  readonly incoming: IncomingMessage;
  readonly realm: string;
  /** What follows the realm, such as `/authorize`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Text of the body; empty when there is none. */
  readonly body: string;
  /** Live session of the realm that came by cookie or header, with its token. */
  readonly signedOn?: { readonly session: SignOnSession; readonly token: string };
  /** Is called once when the request was answered well and a secret, a grant or a token proved that a client or a person let in has sent it. */
  readonly proved?: () => void;
}

/** What an access token allows on the resources of administrators. */
export interface AdminAccess {
  readonly administrator: Identity;
  readonly scopes: ReadonlySet<string>;
}

/** Tokens for applications. What it does not answer itself it throws as `WaygateError`. */
export interface OAuthFace {
  answer(request: OAuthRequest, response: ServerResponse): Promise<void>;
  /** What an access token allows on the resources of administrators now; undefined when nothing. */
  administration(token: string): Promise<AdminAccess | undefined>;
}

/** What people have given applications. */
export interface GrantedAccess {
  list(realm: string, person: Subject): Promise<readonly PersonApplication[]>;
  /** Forgets what was agreed to, and takes every token back. @returns what there was; undefined when there was nothing */
  takeBack(realm: string, person: Subject, clientId: string): Promise<PersonApplication | undefined>;
}

/** Structured logging at the boundary. Never given a body, a token or an authId. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** A request that begins. */
export interface BegunRequest {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** Ties together what is logged of it. */
  readonly transaction: string;
  /** Whether a proxy brings it whose word on it counts. */
  isFromProxy(): boolean;
  /** The template of the address that it came to, as far as it is known by now; never a part that the client made up. */
  route(): string;
  /** Every text that it brought, so that what is said of a failure can be cleared of them. */
  brought(): readonly string[];
}

export interface HttpConfig {
  /** Public address without a slash at the end; links, cookies and same-origin rules are made from it and from nothing a client sends. */
  readonly publicUrl: string;
  /** Address of the console, the administration APIs and everything of the root realm, on another host; all of it is at the public address when left out. */
  readonly adminUrl?: string;
  /** Addresses or CIDR ranges of proxies whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Origins that may call with credentials. */
  readonly corsOrigins: readonly string[];
  /** Whether an address may name a token of a session, for old clients of AM. */
  readonly tokensInAddresses?: boolean;
  /** Who may read the metrics; nobody when left out. */
  readonly metrics?: MetricsAccess;
  /** Folders of the built web apps. */
  readonly pages: { readonly login: string; readonly authenticator: string; readonly editor?: string };
  readonly version: string;
}

/** Everything that the HTTP face needs. */
export interface HttpDeps {
  readonly engine: Engine;
  /** Bounds what one address may do; without it nothing does. */
  readonly limits?: RequestLimits;
  readonly realms: Realms;
  readonly signOnSessions: SignOnSessions;
  readonly identities: Pick<IdentityPort, 'find'> & { findById(realm: string, id: string): Promise<Identity | undefined> };
  /** What is asked of administrators beside their first factor; without it nothing is. */
  readonly administratorFactor?: () => Promise<AdministratorFactorRule>;
  readonly devices: DeviceDirectory;
  /** Offline codes of people; without it there are none. */
  readonly offlineCodes?: OfflineCodeDirectory;
  /** Journeys of a realm that the account page leads into; without it there are none. */
  readonly deviceJourneys?: (realm: string) => Promise<DeviceJourneys>;
  /** Tells people by another way what was changed of their devices; without it they are not told. */
  readonly notices?: NoticePort;
  readonly push: { answer(realm: string, action: PushAction, body: unknown, clientIp?: string): Promise<PushReply> };
  readonly inbox: Inbox;
  /** Key that signs authIds. */
  readonly authIdKey: KeyObject;
  /** Seals the steps that pages keep; without it they keep none. */
  readonly sealer?: Sealer;
  readonly config: HttpConfig;
  /** Which face routes serve where administration has an address of its own: the server says so itself, and `config.publicUrl` is then the face's. */
  readonly face?: Face;
  readonly log: Log;
  /** Where what happens is recorded; without it nothing is. */
  readonly audit?: AuditPort;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Resolves when everything that a request needs answers. */
  readonly ready: () => Promise<void>;
  /** Guards applications behind proxies; without it there are none. */
  readonly applications?: ApplicationFace;
  /** Tells that others are to take what comes: from then on `/readyz` answers 503 and no connection is kept for another request. */
  readonly draining?: AbortSignal;
  /** Tells that the server stops, so that streams end that would not by themselves. */
  readonly stopping?: AbortSignal;
  /** What administrators work on; without it there is no administration API. */
  readonly admin?: AdminDeps;
  /** What programs set up offline sign-on by; without it nothing is at its addresses. */
  readonly offlineApi?: OfflineApiDeps;
  /** The authorization servers of the realms; without it nothing is at their addresses. */
  readonly oauth2?: OAuthFace;
  /** What people have given applications; without it there is nothing of it. */
  readonly granted?: GrantedAccess;
  /**
   * Where a browser goes on that posted a provider's answer here: an address without parameters. Undefined for a provider that is not there or does not answer by
   * a form.
   */
  readonly afterFormPost?: (realm: string, provider: string) => Promise<string | undefined>;
  /** What the metrics page shows, besides requests. */
  readonly metrics?: MetricRegistry;
  /** Serves each request, by calling `serve` once: what is logged and measured meanwhile can be tied to it. Called straight when left out. */
  readonly within?: (request: BegunRequest, serve: () => void) => void;
}
