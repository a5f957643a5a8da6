import { BoundApp } from '@waygate/phone';
import type { ComposedEngine } from '@waygate/server';
import type { World } from './world.ts';

const APPLICATION_ID = 'com.example.app';
const SECONDS = 60;

/** Binds a device to a person as a journey would, with an app that is not at hand afterwards. */
export async function registerApp(
  { workspace, clock }: World,
  { ports }: ComposedEngine,
  realm: string,
  username: string,
  name: string,
): Promise<void> {
  const subject = await workspace.stores.identities.findByName(realm, username);
  if (subject === undefined) throw new Error(`there is no user ${username}`);
  const app = new BoundApp('ios', APPLICATION_ID, clock.now);
  const now = clock.now();
  const asked = { challenge: ports.deviceKeys.newChallenge(), timeout: SECONDS };
  const jws = app.bind({ ...asked, userId: subject.id });
  const checked = await ports.deviceKeys.checkBinding({
    ...asked,
    sentAt: now,
    now,
    jws,
    subject: subject.id,
    applicationIds: [APPLICATION_ID],
  });
  if ('fault' in checked) throw new Error(`the app of ${username} was refused: ${checked.fault}`);
  const { kid, key, platform } = checked.shown;
  const facts = { uuid: kid, deviceName: name, createdDate: now, lastAccessDate: now };
  const device = { ...facts, kid, key, platform, deviceId: app.deviceId, authenticationType: 'NONE' };
  const { status } = await ports.devices.binding.enrol(realm, subject, device, { recoveryCodes: false, run: 'elsewhere' });
  if (status !== 'enrolled') throw new Error(`${username} has too many devices`);
  clock.advance(1);
}
