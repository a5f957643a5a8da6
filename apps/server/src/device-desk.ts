import { createDeviceDesk, type DeviceDesk } from '@waygate/integrations';
import { composeOfflineDevices } from './compose-offline-devices.ts';
import type { Workspace } from './workspace.ts';

/** The devices of people, as their owners and administrators see and change them. */
export function deviceDesk(workspace: Pick<Workspace, 'stores' | 'recoveryCodes' | 'phonePlaces'>): DeviceDesk {
  return createDeviceDesk(workspace.stores, composeOfflineDevices(workspace, Date.now), workspace.recoveryCodes);
}
