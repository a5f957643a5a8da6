import type { Sealer } from '@waygate/schema';
import { documentKeepingOn } from './document-keeping.ts';
import type { DocumentStore } from './document-store.ts';
import type { Stores } from './ports/stores.ts';
import { ApplicationSessionRepository } from './repositories/application-session-repository.ts';
import { AttemptRepository } from './repositories/attempt-repository.ts';
import { AuditRepository } from './repositories/audit-repository.ts';
import { DeliveryClaimRepository } from './repositories/delivery-claim-repository.ts';
import { DeviceRepository } from './repositories/device-repository.ts';
import { DirectoryRepository } from './repositories/directory-repository.ts';
import { FidoMetadataRepository } from './repositories/fido-metadata-repository.ts';
import { HealthRepository } from './repositories/health-repository.ts';
import { IdentityRepository } from './repositories/identity-repository.ts';
import { JourneyRepository } from './repositories/journey-repository.ts';
import { JourneySessionRepository } from './repositories/journey-session-repository.ts';
import { LeaseRepository } from './repositories/lease-repository.ts';
import { MessageOutboxRepository } from './repositories/message-outbox-repository.ts';
import { OfflineCodeRepository } from './repositories/offline-code-repository.ts';
import { OfflineDeviceRepository } from './repositories/offline-device-repository.ts';
import { PreviewTicketRepository } from './repositories/preview-ticket-repository.ts';
import { PushMessageRepository } from './repositories/push-message-repository.ts';
import { PushOutboxRepository } from './repositories/push-outbox-repository.ts';
import { RealmObjectRepository } from './repositories/realm-object-repository.ts';
import { RealmRepository } from './repositories/realm-repository.ts';
import { ServiceRepository } from './repositories/service-repository.ts';
import { SessionEndRepository } from './repositories/session-end-repository.ts';
import { SignOnSessionRepository } from './repositories/sign-on-session-repository.ts';
import { StagedNodeRepository } from './repositories/staged-node-repository.ts';
import { StepCodeRepository } from './repositories/step-code-repository.ts';
import { ThrottleRepository } from './repositories/throttle-repository.ts';
import { TokenRepository } from './repositories/token-repository.ts';
import { TraceRepository } from './repositories/trace-repository.ts';

/** Every repository on one document store. @param now the clock that expiry is judged by, epoch milliseconds */
export function storesOn(store: DocumentStore, sealer: Sealer, now: () => number): Stores {
  const realmObjects = new RealmObjectRepository(store, sealer, now);
  const sessionEnds = new SessionEndRepository(store, now);
  const signOnSessions = new SignOnSessionRepository(store, sessionEnds, now);
  return {
    journeys: new JourneyRepository(store, realmObjects, now),
    journeySessions: new JourneySessionRepository(store, signOnSessions, now),
    signOnSessions,
    sessionEnds,
    identities: new IdentityRepository(store, now),
    devices: new DeviceRepository(store, sealer, now),
    pushMessages: new PushMessageRepository(store, sealer, now),
    pushOutbox: new PushOutboxRepository(store, sealer, now),
    messageOutbox: new MessageOutboxRepository(store, sealer, now),
    stepCodes: new StepCodeRepository(store, sealer, now),
    deliveryClaims: new DeliveryClaimRepository(store, now),
    throttle: new ThrottleRepository(store, now),
    attempts: new AttemptRepository(store, now),
    offlineDevices: new OfflineDeviceRepository(store, sealer, now),
    offlineCodes: new OfflineCodeRepository(store, sealer, now),
    realms: new RealmRepository(store, now),
    services: new ServiceRepository(store, sealer, now),
    realmObjects,
    tokens: new TokenRepository(store, sealer, now),
    stagedNodes: new StagedNodeRepository(store, sealer, now),
    traces: new TraceRepository(store, now),
    previewTickets: new PreviewTicketRepository(store, now),
    providerHealth: new HealthRepository(store, now),
    leases: new LeaseRepository(store, now),
    directories: new DirectoryRepository(store, sealer, now),
    fidoMetadata: new FidoMetadataRepository(store, sealer, now),
    applicationSessions: new ApplicationSessionRepository(store, sealer, now),
    audit: new AuditRepository(store, now),
    documents: documentKeepingOn(store),
    ping: () => store.ping(),
    sweep: (at) => store.sweep(at),
    close: () => store.close(),
  };
}
