import type { PostponedDevicePlace, PostponedDevicePort } from '@waygate/node-kit';
import { type Sealer, WaygateError } from '@waygate/schema';

/** Devices that wait in the state of a run until a later node keeps them. */
export function createPostponedDevices(sealer: Sealer): PostponedDevicePort {
  return {
    seal: (place, kept) => sealer.seal(contextOf(place), JSON.stringify(kept)),
    open(place, sealed) {
      try {
        return JSON.parse(sealer.open(contextOf(place), sealed));
      } catch (error) {
        if (error instanceof WaygateError) return undefined;
        throw error;
      }
    },
  };
}

function contextOf({ kind, realm, runId, personId }: PostponedDevicePlace): string {
  return `postponed-device|${kind}|${realm}|${runId}|${personId}`;
}
