import type { JourneySessions, JourneyVersions, RealmSettings, Realms, SignOnSessions } from '@waygate/engine';
import type { PushMessageStore, Throttle } from '@waygate/mfa';
import type { DeviceKind, Identity, PushDevice, SkipPreference } from '@waygate/node-kit';
import type { JourneyDocument, ServiceName, ServiceSettings } from '@waygate/schema';

/** A person with the password hash (PHC string, argon2id). */
export interface IdentityRecord extends Identity {
  readonly passwordHash: string | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export interface IdentityStore {
  /** @throws WaygateError `identity.exists` (state) when the name is taken in the realm */
  create(record: IdentityRecord): Promise<void>;
  findByName(realm: string, username: string): Promise<IdentityRecord | undefined>;
  findById(realm: string, id: string): Promise<IdentityRecord | undefined>;
  /** In the order of the names. */
  list(realm: string): Promise<readonly IdentityRecord[]>;
  /** Changes a record in one atomic step; `change` may run more than once. @returns the new record, or undefined when there is none */
  update(realm: string, id: string, change: (record: IdentityRecord) => IdentityRecord): Promise<IdentityRecord | undefined>;
}

/** A device with its one-way recovery codes, sealed at rest with the realm and the user bound in. */
export interface PushDeviceRecord {
  readonly device: PushDevice;
  /** Hashes as `RecoveryCodeHasher` makes them. */
  readonly recoveryCodes: readonly string[];
  /** The last code that was used up, so that a repeated step gets the same answer. */
  readonly lastUse?: { readonly hash: string; readonly use: string };
  /** Hashes of the latest refresh messages; a repeated one is refused. */
  readonly refreshes: readonly { readonly hash: string; readonly at: number }[];
}

export interface DeviceStore {
  listPush(realm: string, userId: string): Promise<readonly PushDeviceRecord[]>;
  /** Stores or replaces by uuid. */
  putPush(realm: string, userId: string, record: PushDeviceRecord): Promise<void>;
  /** Changes one device in one atomic step; `change` may run more than once and answers undefined to leave it. @returns whether it was changed */
  updatePush(
    realm: string,
    userId: string,
    uuid: string,
    change: (record: PushDeviceRecord) => PushDeviceRecord | undefined,
  ): Promise<boolean>;
  removePush(realm: string, userId: string, uuid: string): Promise<boolean>;
  skipPreference(realm: string, userId: string, kind: DeviceKind): Promise<SkipPreference>;
  setSkipPreference(realm: string, userId: string, kind: DeviceKind, preference: SkipPreference): Promise<void>;
}

export interface JourneySummary {
  readonly name: string;
  readonly enabled: boolean;
  readonly publishedVersion: string | undefined;
  readonly publishedAt: number | undefined;
  readonly hasDraft: boolean;
  readonly description: string | undefined;
}

export interface JourneyStore extends JourneyVersions {
  list(realm: string): Promise<readonly JourneySummary[]>;
  draft(realm: string, name: string): Promise<JourneyDocument | undefined>;
  /** Keeps several drafts, all or none. */
  saveDrafts(realm: string, documents: readonly JourneyDocument[]): Promise<void>;
  /** Makes immutable versions of several journeys and points to them, all or none. Publishing what is already published changes nothing. @returns version ids */
  publish(realm: string, documents: readonly JourneyDocument[], at: number): Promise<readonly string[]>;
  published(realm: string, name: string): Promise<JourneyDocument | undefined>;
  remove(realm: string, name: string): Promise<boolean>;
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
}

/** Every store of a server. */
export interface Stores {
  readonly journeys: JourneyStore;
  readonly journeySessions: JourneySessions;
  readonly signOnSessions: SignOnSessions;
  readonly identities: IdentityStore;
  readonly devices: DeviceStore;
  readonly pushMessages: PushMessageStore;
  readonly pushOutbox: PushOutbox;
  readonly throttle: Throttle;
  readonly realms: RealmStore;
  readonly services: ServiceStore;
  /** Whether the store answers, for readiness. */
  ping(): Promise<void>;
  /** Removes what has expired; a server calls it now and then. @returns how many records went */
  sweep(now: number): Promise<number>;
  close(): Promise<void>;
}
