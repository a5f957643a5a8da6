import type { ApplicationSessionStore, DirectoryStore, HealthStore, Leases } from '@waygate/continuity';
import type { JourneySessions, SignOnSessions } from '@waygate/engine';
import type { PushMessageStore, Throttle } from '@waygate/mfa';
import type { DocumentKeeping } from '../document-keeping.ts';
import type { AttemptStore } from './attempt-store.ts';
import type { AuditStore } from './audit-store.ts';
import type { DeliveryClaimStore } from './delivery-claim-store.ts';
import type { DeviceStore } from './device-store.ts';
import type { FidoMetadataStore } from './fido-metadata-store.ts';
import type { IdentityStore } from './identity-store.ts';
import type { JourneyStore } from './journey-store.ts';
import type { MessageOutbox } from './message-outbox.ts';
import type { OfflineCodeStore } from './offline-code-store.ts';
import type { OfflineDeviceStore } from './offline-device-store.ts';
import type { PreviewTicketStore } from './preview-ticket-store.ts';
import type { PushOutbox } from './push-outbox.ts';
import type { RealmObjectStore } from './realm-object-store.ts';
import type { RealmStore } from './realm-store.ts';
import type { ServiceStore } from './service-store.ts';
import type { SessionEnds } from './session-ends.ts';
import type { StagedNodeStore } from './staged-node-store.ts';
import type { StepCodeStore } from './step-code-store.ts';
import type { TokenStore } from './token-store.ts';
import type { TraceStore } from './trace-store.ts';

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
  readonly stepCodes: StepCodeStore;
  readonly deliveryClaims: DeliveryClaimStore;
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
  readonly audit: AuditStore;
  readonly documents: DocumentKeeping;
  /** Whether the store answers, for readiness. */
  ping(): Promise<void>;
  /** Removes what has expired; a server calls it now and then. @returns how many records went */
  sweep(now: number): Promise<number>;
  close(): Promise<void>;
}
