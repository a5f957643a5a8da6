import type { NodePorts, Subject } from '@waygate/node-kit';
import { hasMoreThanMailbox } from '../pingid/has-more-than-mailbox.ts';
import type { PingIdVerdict } from '../pingid/kept-verdict.ts';
import { type AddressMethod, addressFor, isTrustedAddress, maskedAddress, type PairedDevice, type Way } from '../pingid/paired-devices.ts';
import { allowedMethods, takesCodesOfPhones } from '../pingid/required-verdict.ts';

/** Something that the person can choose. */
export interface OfferedWay {
  readonly way: Way | 'token' | 'recovery';
  /** Device that it is, when it is a paired one. */
  readonly uuid?: string;
  /** What it is called: the name of the device, or the address with most of it hidden. */
  readonly name: string;
}

/** A device that may be used. */
export interface UsableDevice extends OfferedWay {
  readonly uuid: string;
  readonly isPrimary: boolean;
}

/** Devices that the policy lets the person use, among the ways that the journey has. */
export function usableDevices(
  paired: readonly PairedDevice[],
  verdict: PingIdVerdict,
  ways: readonly string[],
  emailBesideDevices: boolean,
): UsableDevice[] {
  const takesMail = emailBesideDevices || !hasMoreThanMailbox(paired);
  return paired
    .filter((device) => allowedMethods(verdict, device).length > 0)
    .map((device) => ({ way: askedBy(device), uuid: device.uuid, name: device.name, isPrimary: device.isPrimary }))
    .filter(({ way }) => ways.includes(way) && (way !== 'email' || takesMail));
}

/** Codes of a token are counted and those of an app go by the clock: different nodes ask for them. */
function askedBy({ way, methods }: PairedDevice): Way | 'token' {
  return methods.includes('OATH_TOKEN') ? 'token' : way;
}

/**
 * What is left to somebody without their device: codes to the number or address of the account, and recovery codes. In the place of a device only an address will do that was
 * proved, or that the person cannot edit: otherwise whoever knows the password could write in one of their own. By mail it must be said besides that it may be.
 */
export async function backupWays(asked: {
  readonly realm: string;
  readonly subject: Subject;
  readonly identities: NodePorts['identities'];
  readonly backups: Readonly<Record<AddressMethod, boolean>>;
  readonly emailBesideDevices: boolean;
  readonly verdict: PingIdVerdict;
  readonly paired: readonly PairedDevice[];
  readonly ways: readonly string[];
}): Promise<OfferedWay[]> {
  const { realm, subject, identities, backups, emailBesideDevices, verdict, paired, ways } = asked;
  const offered: OfferedWay[] = [];
  for (const [method, way] of [
    ['SMS', 'sms'],
    ['VOICE', 'voice'],
    ['EMAIL', 'email'],
  ] as const) {
    if (!backups[method] || !ways.includes(way) || !verdict.methods.includes(method)) continue;
    if (method === 'EMAIL' && !emailBesideDevices && hasMoreThanMailbox(paired)) continue;
    const address = await addressFor(method, realm, subject, identities);
    if (address === undefined) continue;
    if (paired.length === 0 || (await isTrustedAddress(method, address, realm, subject, identities)))
      offered.push({ way, name: maskedAddress(address) });
  }
  // Recovery codes belong to a family of devices; a journey takes those of phones. They stand in for a phone that may be used, and for no other.
  if (takesCodesOfPhones(verdict, paired) && ways.includes('recovery')) offered.push({ way: 'recovery', name: '' });
  return offered;
}
