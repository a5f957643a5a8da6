import type { Stores } from '../../src/index.ts';
import { applicationSessionsContract } from './application-sessions.contract.ts';
import { attemptsContract } from './attempts.contract.ts';
import { auditContract } from './audit.contract.ts';
import { deliveryClaimsContract } from './delivery-claims.contract.ts';
import { devicesContract } from './devices.contract.ts';
import { directoriesContract } from './directories.contract.ts';
import { documentKeepingContract } from './document-keeping.contract.ts';
import { fidoMetadataContract } from './fido-metadata.contract.ts';
import { identitiesContract } from './identities.contract.ts';
import { journeySessionsContract } from './journey-sessions.contract.ts';
import { journeysContract } from './journeys.contract.ts';
import { leasesContract } from './leases.contract.ts';
import { messageOutboxContract } from './message-outbox.contract.ts';
import { offlineCodesContract } from './offline-codes.contract.ts';
import { offlineDevicesContract } from './offline-devices.contract.ts';
import type { OpenStores } from './open-stores.ts';
import { previewTicketsContract } from './preview-tickets.contract.ts';
import { providerHealthContract } from './provider-health.contract.ts';
import { pushMessagesContract } from './push-messages.contract.ts';
import { pushOutboxContract } from './push-outbox.contract.ts';
import { realmObjectsContract } from './realm-objects.contract.ts';
import { realmsContract } from './realms.contract.ts';
import { servicesContract } from './services.contract.ts';
import { sessionEndsContract } from './session-ends.contract.ts';
import { signOnSessionsContract } from './sign-on-sessions.contract.ts';
import { stagedNodesContract } from './staged-nodes.contract.ts';
import { stepCodesContract } from './step-codes.contract.ts';
import { throttleContract } from './throttle.contract.ts';
import { tokensContract } from './tokens.contract.ts';
import { tracesContract } from './traces.contract.ts';

/** The suite of each port: a port without one does not compile. */
const SUITES: Readonly<Record<Exclude<keyof Stores, 'ping' | 'sweep' | 'close'>, (open: OpenStores) => void>> = {
  identities: identitiesContract,
  journeys: journeysContract,
  journeySessions: journeySessionsContract,
  signOnSessions: signOnSessionsContract,
  sessionEnds: sessionEndsContract,
  devices: devicesContract,
  pushMessages: pushMessagesContract,
  pushOutbox: pushOutboxContract,
  messageOutbox: messageOutboxContract,
  stepCodes: stepCodesContract,
  deliveryClaims: deliveryClaimsContract,
  throttle: throttleContract,
  attempts: attemptsContract,
  offlineDevices: offlineDevicesContract,
  offlineCodes: offlineCodesContract,
  realms: realmsContract,
  services: servicesContract,
  realmObjects: realmObjectsContract,
  tokens: tokensContract,
  stagedNodes: stagedNodesContract,
  traces: tracesContract,
  previewTickets: previewTicketsContract,
  providerHealth: providerHealthContract,
  leases: leasesContract,
  directories: directoriesContract,
  fidoMetadata: fidoMetadataContract,
  applicationSessions: applicationSessionsContract,
  audit: auditContract,
  documents: documentKeepingContract,
};

/** What every port promises, on every engine. */
export function storesContract(open: OpenStores): void {
  for (const suite of Object.values(SUITES)) suite(open);
}
