import type { NodePorts, Subject } from '@waygate/node-kit';
import { type AddressMethod, addressFor, maskedAddress, type PairedDevice, type Way } from '../pingid/paired-devices.ts';
import { allowedMethods, isUnrestricted } from '../pingid/required-verdict.ts';
import type { PingIdVerdict } from '../pingid/state-keys.ts';

/** Something that the person can choose. */
export interface OfferedWay {
  readonly way: Way | 'recovery';
  /** Device that it is, when it is a paired one. */
  readonly uuid?: string;
  /** What it is called: the name of the device, or the address with most of it hidden. */
  readonly name: string;
}

/** Devices that the policy lets the person use, among the ways that the journey has. */
export function usableDevices(paired: readonly PairedDevice[], verdict: PingIdVerdict, ways: readonly string[]): OfferedWay[] {
  return paired
    .filter((device) => ways.includes(device.way) && allowedMethods(verdict, device).length > 0)
    .map(({ way, uuid, name }) => ({ way, uuid, name }));
}

/** What is left to somebody without their device: codes to the number or address of the account, and recovery codes. */
export async function backupWays(asked: {
  readonly realm: string;
  readonly subject: Subject;
  readonly identities: NodePorts['identities'];
  readonly backups: Readonly<Record<AddressMethod, boolean>>;
  readonly verdict: PingIdVerdict;
  readonly paired: readonly PairedDevice[];
  readonly ways: readonly string[];
}): Promise<OfferedWay[]> {
  const { realm, subject, identities, backups, verdict, paired, ways } = asked;
  const offered: OfferedWay[] = [];
  for (const [method, way] of [
    ['SMS', 'sms'],
    ['VOICE', 'voice'],
    ['EMAIL', 'email'],
  ] as const) {
    if (!backups[method] || !ways.includes(way) || !verdict.methods.includes(method)) continue;
    const address = await addressFor(method, realm, subject, identities);
    if (address !== undefined) offered.push({ way, name: maskedAddress(address) });
  }
  // Recovery codes belong to a family of devices; a journey takes those of phones.
  const hasCodes = paired.some(({ way }) => way === 'push');
  if (hasCodes && ways.includes('recovery') && isUnrestricted(verdict)) offered.push({ way: 'recovery', name: '' });
  return offered;
}
