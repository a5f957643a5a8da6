import { randomUUID } from 'node:crypto';
import type { ComposedEngine } from '@waygate/server';
import type { World } from './world.ts';

/**
 * Registers a phone for a person, as a journey would: opens a registration, lets the phone scan the link and keeps the device.
 * @param scan lets the phone scan, and throws when it could not register
 * @returns the recovery codes
 */
export async function registerPhone(
  { workspace, clock }: World,
  { ports }: ComposedEngine,
  realm: string,
  username: string,
  scan: (uri: string) => Promise<void>,
): Promise<readonly string[]> {
  const subject = await workspace.stores.identities.findByName(realm, username);
  if (subject === undefined) throw new Error(`there is no user ${username}`);
  const { messageId, uri } = await ports.push.register({
    realm,
    subject,
    issuer: 'Ping',
    accountName: username,
    backgroundColor: '032b75',
    imageUrl: '',
    timeout: 60,
    runId: 'elsewhere',
    idempotencyKey: randomUUID(),
  });
  await scan(uri);
  const status = await ports.push.status(realm, messageId, 'elsewhere');
  if (status.status !== 'approved' || status.device === undefined) throw new Error(`the phone of ${username} could not register`);
  const enrolment = await ports.devices.push.enrol(realm, subject, status.device, { recoveryCodes: true, run: 'elsewhere' });
  if (enrolment.status !== 'enrolled') throw new Error(`${username} has too many phones`);
  clock.advance(1);
  return enrolment.recoveryCodes;
}
