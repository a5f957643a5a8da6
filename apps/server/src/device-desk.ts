import { createDeviceDesk, type DeviceDesk } from '@waygate/integrations';
import type { Workspace } from './workspace.ts';

/** The devices of people, as their owners and administrators see and change them. */
export function deviceDesk({ stores, recoveryCodes }: Pick<Workspace, 'stores' | 'recoveryCodes'>): DeviceDesk {
  return createDeviceDesk(stores, recoveryCodes);
}
