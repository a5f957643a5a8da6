import type { MfaMethod } from '@waygate/mfa';
import { type NodePorts, PRIMARY_DEVICE, type PushDevice, type Subject, type WebAuthnDevice } from '@waygate/node-kit';

/** How a journey asks for a method. */
export type Way = 'push' | 'code' | 'passkey' | 'sms' | 'voice' | 'email';

/** Something that a person can prove themselves with. */
export interface PairedDevice {
  readonly uuid: string;
  readonly way: Way;
  /** What it counts as; the first is the best name for it. */
  readonly methods: readonly MfaMethod[];
  readonly name: string;
  /** When it was used last, epoch milliseconds. */
  readonly usedAt: number;
  /** Whether it is the one that the person wants to use first. */
  readonly isPrimary: boolean;
}

/** Member of what is known beside a person that holds numbers and addresses that they have proved to read, by method. */
export const PROVED_ADDRESSES = 'provedAddresses';

/** Attribute of the account that holds the number or address of a method. */
const ADDRESS_ATTRIBUTE = { SMS: 'telephoneNumber', VOICE: 'telephoneNumber', EMAIL: 'mail' } as const;
const ADDRESS_WAY = { SMS: 'sms', VOICE: 'voice', EMAIL: 'email' } as const;
export type AddressMethod = keyof typeof ADDRESS_ATTRIBUTE;

/** Everything that a person has paired: the primary device first, if they chose one, then what was used last. */
export async function pairedDevices(
  realm: string,
  subject: Subject,
  { devices, identities }: Pick<NodePorts, 'devices' | 'identities'>,
): Promise<PairedDevice[]> {
  const [push, oath, webauthn, person] = await Promise.all([
    devices.push.list(realm, subject),
    devices.oath.list(realm, subject),
    devices.webauthn.list(realm, subject),
    identities.read(realm, subject.id),
  ]);
  const facts = (device: { uuid: string; deviceName: string; lastAccessDate: number }) => ({
    uuid: device.uuid,
    name: device.deviceName,
    usedAt: device.lastAccessDate,
  });
  const proved = addressesOf(person?.meta[PROVED_ADDRESSES]);
  const methods: readonly AddressMethod[] = ['SMS', 'VOICE', 'EMAIL'];
  const primary = person?.meta[PRIMARY_DEVICE];
  const everything = [
    ...push.map((device) => ({ ...facts(device), way: 'push' as const, methods: methodsOfPhone(device) })),
    ...oath.map((device) => ({
      ...facts(device),
      way: 'code' as const,
      methods: [device.algorithm === 'TOTP' ? ('TOTP' as const) : ('OATH_TOKEN' as const)],
    })),
    ...webauthn.map((device) => ({ ...facts(device), way: 'passkey' as const, methods: methodsOfPasskey(device) })),
    ...methods.flatMap((method) => {
      const address = person?.identity.attributes[ADDRESS_ATTRIBUTE[method]]?.[0];
      // A number that has changed since is another one.
      if (address === undefined || proved[method] !== address) return [];
      return [{ uuid: method, way: ADDRESS_WAY[method], methods: [method], name: maskedAddress(address), usedAt: 0 }];
    }),
  ].map((device) => ({ ...device, isPrimary: device.uuid === primary }));
  return everything.sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary) || b.usedAt - a.usedAt);
}

/** The number or address of a method, whether proved or not. */
export async function addressFor(
  method: AddressMethod,
  realm: string,
  subject: Subject,
  identities: NodePorts['identities'],
): Promise<string | undefined> {
  const person = await identities.read(realm, subject.id);
  const address = person?.identity.attributes[ADDRESS_ATTRIBUTE[method]]?.[0];
  return address === '' ? undefined : address;
}

/**
 * Whether an address may stand in for a device of the person: they have proved to read it, or it is one that people cannot edit themselves, which is for administrators to
 * keep right.
 */
export async function isTrustedAddress(
  method: AddressMethod,
  address: string,
  realm: string,
  subject: Subject,
  identities: NodePorts['identities'],
): Promise<boolean> {
  const [person, schema] = await Promise.all([identities.read(realm, subject.id), identities.schema(realm)]);
  if (addressesOf(person?.meta[PROVED_ADDRESSES])[method] === address) return true;
  const attribute = ADDRESS_ATTRIBUTE[method];
  return Object.hasOwn(schema.properties, attribute) && schema.properties[attribute]?.userEditable === false;
}

/** An address as its owner knows it and nobody else: the first sign and the domain of a mail address, the last two digits of a number. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0) return `${address.slice(0, 1)}•••${address.slice(at)}`;
  return `••• ${address.replaceAll(/\D/g, '').slice(-2)}`;
}

/** Nobody can tell from outside what the web authenticator runs on, so it is both. */
function methodsOfPhone({ deviceType }: PushDevice): readonly MfaMethod[] {
  return deviceType === 'web' ? ['PINGID_MOBILE', 'PINGID_DESKTOP'] : ['PINGID_MOBILE'];
}

/** What is built in says so; everything else can be carried. Which maker it has is not attested. */
function methodsOfPasskey({ transports }: WebAuthnDevice): readonly MfaMethod[] {
  return transports.includes('internal') ? ['PLATFORM'] : ['SECURITY_KEY', 'YUBIKEY'];
}

function addressesOf(value: unknown): Readonly<Partial<Record<string, string>>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
