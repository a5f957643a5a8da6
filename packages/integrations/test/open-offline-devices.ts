import type { Subject } from '@waygate/node-kit';
import type { Stores } from '@waygate/storage';
import { createOfflineDevices, createPhoneShelf, type OfflineDeviceService, type PhonePlaces } from '../src/index.ts';
import type { KeptPhone } from '../src/offline/device-cipher.ts';

/** The service on stores, as the server wires it. @param failures gets what places said that could not be reached */
export function openOfflineDevices(
  stores: Stores,
  now: () => number,
  places: PhonePlaces = () => undefined,
  failures: unknown[] = [],
): OfflineDeviceService {
  const shelf = createPhoneShelf({ ...stores, places, failed: (_realm, error) => failures.push(error), now });
  return createOfflineDevices({ ...stores, shelf, now });
}

/** What is known of somebody's phones in the realm `/alpha`. */
export async function phonesOf(stores: Stores, { id, username }: Subject): Promise<readonly KeptPhone[]> {
  const shelf = createPhoneShelf({ ...stores, places: () => undefined, failed: () => undefined, now: () => 0 });
  const view = await shelf.look({ realm: '/alpha', userId: id, username });
  return view.status === 'known' ? view.phones.devices : [];
}
