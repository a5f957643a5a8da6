import type { PostponedDevicePlace, PostponedDevicePort } from '@waygate/node-kit';
import type { Sealer } from '@waygate/schema';
import { openJson } from '../sealing/open-json.ts';

/** Devices that wait in the state of a run until a later node keeps them. */
export function createPostponedDevices(sealer: Sealer): PostponedDevicePort {
  return {
    seal: (place, kept) => sealer.seal(contextOf(place), JSON.stringify(kept)),
    open: (place, sealed) => openJson(sealer, contextOf(place), sealed),
  };
}

function contextOf({ kind, realm, runId, personId }: PostponedDevicePlace): string {
  return `postponed-device|${kind}|${realm}|${runId}|${personId}`;
}
