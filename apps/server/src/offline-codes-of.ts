import { createOfflineCodeDesk, type OfflineCodeDesk } from '@waygate/integrations';
import { composeOfflineDevices } from './compose-offline-devices.ts';
import type { Workspace } from './workspace.ts';

/** Offline codes of people, as the command line sees and changes them. A server tells the owners and its log of that by itself. */
export function offlineCodesOf(workspace: Pick<Workspace, 'stores' | 'recoveryCodes' | 'phonePlaces'>): OfflineCodeDesk {
  return createOfflineCodeDesk(workspace.stores, composeOfflineDevices(workspace, Date.now), workspace.recoveryCodes, Date.now);
}
