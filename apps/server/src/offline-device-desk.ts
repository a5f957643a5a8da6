import { createOfflineCodes, createOfflineDeviceDesk, type OfflineDeviceDesk } from '@waygate/integrations';
import { composeOfflineDevices } from './compose-offline-devices.ts';
import { offlineDirectories } from './directory-desk.ts';
import type { Workspace } from './workspace.ts';

const HOUR_MS = 3_600_000;

/** Keys of phones and who could sign on offline now, for administrators and operators. */
export function offlineDeviceDesk(
  workspace: Pick<Workspace, 'stores' | 'phonePlaces' | 'recoveryCodes'>,
  now: () => number = Date.now,
): OfflineDeviceDesk {
  const { stores, recoveryCodes } = workspace;
  const { shelf } = composeOfflineDevices(workspace, now);
  const codes = createOfflineCodes({
    ...stores,
    hasher: recoveryCodes,
    settings: (realm) => stores.services.get(realm, 'continuity'),
    now,
  });
  return createOfflineDeviceDesk({
    ...stores,
    shelf,
    // A password that a directory has called right of late, and that was kept.
    knows: async (realm, { id }) => {
      const { verifierMaxAgeHours } = await shelf.settings(realm);
      for (const directory of await offlineDirectories(workspace, realm)) {
        const kept = await stores.directories.verifierOfPerson(directory.id, id);
        if (kept !== undefined && kept.capturedAt > now() - verifierMaxAgeHours * HOUR_MS) return true;
      }
      return false;
    },
    has: async (realm, person) => (await codes.standing(realm, person)).status === 'ready',
    now,
  });
}
