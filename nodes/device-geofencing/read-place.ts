import type { DeviceLocation } from '@waygate/node-kit';

const PLACE = /^\s*([+-]?\d{1,3}(?:\.\d{1,12})?)\s*,\s*([+-]?\d{1,3}(?:\.\d{1,12})?)\s*$/;

/** A place as authors write it: latitude, longitude. @returns undefined when it is none on earth */
export function readPlace(text: string): DeviceLocation | undefined {
  const [, north, east] = PLACE.exec(text) ?? [];
  const [latitude, longitude] = [Number(north), Number(east)];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}
