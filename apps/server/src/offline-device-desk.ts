import { createOfflineDeviceDesk, type OfflineDeviceDesk } from '@waygate/integrations';
import { composeOfflineDevices } from './compose-offline-devices.ts';
import type { Workspace } from './workspace.ts';

/** Keys of phones and who could sign on offline now, for administrators and operators. */
export function offlineDeviceDesk(workspace: Pick<Workspace, 'stores' | 'phonePlaces'>, now: () => number = Date.now): OfflineDeviceDesk {
  const { shelf } = composeOfflineDevices(workspace, now);
  return createOfflineDeviceDesk({ ...workspace.stores, shelf, now });
}
