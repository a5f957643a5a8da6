import type { DeviceLocation } from '@waygate/node-kit';

/** Mean radius of the earth, kilometres. */
const RADIUS = 6_371.0088;
const RADIANS = Math.PI / 180;

/** Distance over the ground along a great circle, kilometres. */
export function kilometersBetween(from: DeviceLocation, to: DeviceLocation): number {
  const half = (degrees: number) => Math.sin((degrees * RADIANS) / 2) ** 2;
  const along = Math.cos(from.latitude * RADIANS) * Math.cos(to.latitude * RADIANS) * half(to.longitude - from.longitude);
  return 2 * RADIUS * Math.asin(Math.sqrt(Math.min(1, half(to.latitude - from.latitude) + along)));
}
