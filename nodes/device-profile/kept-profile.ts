import type { DeviceProfile, NodePorts, Subject } from '@waygate/node-kit';

/** Whom a journey means, and which device. */
interface Question {
  readonly realm: string;
  readonly ports: Pick<NodePorts, 'devices' | 'identities'>;
  /** Who is identified; goes before the name. */
  readonly subject: Subject | undefined;
  readonly username: string | undefined;
  readonly identifier: string;
}

/** The profile of a device among those of the person, with whose it is. Undefined too when there is no such person, which nobody shall learn here. */
export async function keptProfile({
  realm,
  ports,
  subject,
  username,
  identifier,
}: Question): Promise<{ readonly owner: Subject; readonly profile: DeviceProfile } | undefined> {
  const owner = subject ?? (username === undefined ? undefined : await ports.identities.find(realm, username));
  if (owner === undefined) return undefined;
  const profile = (await ports.devices.listProfiles(realm, owner)).find((one) => one.identifier === identifier);
  return profile === undefined ? undefined : { owner, profile };
}
