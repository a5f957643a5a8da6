import { attemptsContract } from './attempts.contract.ts';
import { devicesContract } from './devices.contract.ts';
import { directoriesContract } from './directories.contract.ts';
import { fidoMetadataContract } from './fido-metadata.contract.ts';
import { identitiesContract } from './identities.contract.ts';
import { journeySessionsContract } from './journey-sessions.contract.ts';
import { journeysContract } from './journeys.contract.ts';
import { leasesContract } from './leases.contract.ts';
import { messageOutboxContract } from './message-outbox.contract.ts';
import { offlineDevicesContract } from './offline-devices.contract.ts';
import type { OpenStores } from './open-stores.ts';
import { providerHealthContract } from './provider-health.contract.ts';
import { pushMessagesContract } from './push-messages.contract.ts';
import { pushOutboxContract } from './push-outbox.contract.ts';
import { realmObjectsContract } from './realm-objects.contract.ts';
import { realmsContract } from './realms.contract.ts';
import { servicesContract } from './services.contract.ts';
import { sessionEndsContract } from './session-ends.contract.ts';
import { signOnSessionsContract } from './sign-on-sessions.contract.ts';
import { stagedNodesContract } from './staged-nodes.contract.ts';
import { throttleContract } from './throttle.contract.ts';
import { tokensContract } from './tokens.contract.ts';
import { tracesContract } from './traces.contract.ts';

/** What every port promises, on every engine. */
export function storesContract(open: OpenStores): void {
  identitiesContract(open);
  journeysContract(open);
  journeySessionsContract(open);
  signOnSessionsContract(open);
  sessionEndsContract(open);
  devicesContract(open);
  pushMessagesContract(open);
  pushOutboxContract(open);
  messageOutboxContract(open);
  throttleContract(open);
  attemptsContract(open);
  fidoMetadataContract(open);
  offlineDevicesContract(open);
  realmsContract(open);
  servicesContract(open);
  realmObjectsContract(open);
  tokensContract(open);
  stagedNodesContract(open);
  tracesContract(open);
  leasesContract(open);
  providerHealthContract(open);
  directoriesContract(open);
}
