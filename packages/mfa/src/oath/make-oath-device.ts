import type { OathDevice } from '@waygate/node-kit';
import { uuidOf } from '../push/message-id.ts';
import { randomBytes } from '../random.ts';
import { toHex } from './hex.ts';

/** Shortest secret, bytes: as long as what SHA-1 makes (RFC 4226 section 4, R6). */
const SHORTEST_SECRET = 20;

/** How a new device makes its codes. */
export interface OathDeviceWish
  extends Pick<OathDevice, 'issuer' | 'algorithm' | 'digits' | 'hash' | 'period' | 'checksumDigit' | 'truncationOffset'> {
  /** Shortest secret in hexadecimal digits; 20 bytes are the least whatever it says. */
  readonly minSharedSecretLength: number;
}

/** A device with a fresh secret that no code was taken of yet. @param now epoch milliseconds */
export function makeOathDevice({ minSharedSecretLength, ...wish }: OathDeviceWish, now: number): OathDevice {
  return {
    ...wish,
    uuid: uuidOf(randomBytes(16)),
    deviceName: 'OATH Device',
    createdDate: now,
    lastAccessDate: now,
    sharedSecret: toHex(randomBytes(Math.max(SHORTEST_SECRET, Math.ceil(minSharedSecretLength / 2)))),
    counter: 0,
    lastLogin: 0,
    clockDriftSeconds: 0,
  };
}
