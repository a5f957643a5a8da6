import type { OfflineDeviceStore } from '@waygate/storage';
import { withoutPhone } from './offline-rules.ts';

/** Forgets the key of a phone that was taken away, and with the last phone all that was counted of the person. */
export async function forgetPhone(store: OfflineDeviceStore, realm: string, userId: string, uuid: string): Promise<void> {
  if ((await store.find(realm, userId)) === undefined) return;
  let areOthersLeft = true;
  await store.update(realm, userId, (record) => {
    const left = withoutPhone(record, uuid);
    areOthersLeft = left.devices.length > 0;
    return left;
  });
  if (!areOthersLeft) await store.remove(realm, userId);
}
