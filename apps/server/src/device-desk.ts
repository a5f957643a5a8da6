import { createDeviceDesk, createRecoveryCodeHasher, type DeviceDesk } from '@waygate/integrations';
import type { Workspace } from './workspace.ts';

/** The devices of people, as their owners and administrators see and change them. */
export function deviceDesk({ stores, ring }: Pick<Workspace, 'stores' | 'ring'>): DeviceDesk {
  return createDeviceDesk(stores, createRecoveryCodeHasher(ring.derive('recovery-code-prefilter')));
}
