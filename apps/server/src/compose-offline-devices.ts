import { createOfflineDevices, createPhoneShelf, type OfflineDeviceService, type PhoneShelf } from '@waygate/integrations';
import type { ServerLog } from './logging/server-log.ts';
import type { Workspace } from './workspace.ts';

/** Phones that can show a code without a network, wherever the realm keeps what is known of them. */
export function composeOfflineDevices(
  { stores, phonePlaces }: Pick<Workspace, 'stores' | 'phonePlaces'>,
  now: () => number,
  log?: ServerLog,
): OfflineDeviceService & { readonly shelf: PhoneShelf } {
  const shelf = createPhoneShelf({
    ...stores,
    places: phonePlaces,
    failed: (realm, error) =>
      log?.warn(
        { event: 'offline.place_failed', realm, err: error },
        'The place that a realm keeps phones in cannot be reached; what was kept here counts meanwhile.',
      ),
    now,
  });
  return { ...createOfflineDevices({ ...stores, shelf, now }), shelf };
}
