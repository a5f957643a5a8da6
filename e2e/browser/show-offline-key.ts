import { randomUUID } from 'node:crypto';
import type { WorldServer } from '@waygate/scenarios';
import type { ExpectAuthenticator } from '../pages/expect-authenticator.ts';

const MINUTE_MS = 60_000;

/** Has the web authenticator approve a push, because it is then that it shows the server its key for codes without a network. */
export async function showOfflineKey(
  { world: { workspace, clock }, composed: { ports }, url }: WorldServer,
  realm: string,
  username: string,
  authenticator: ExpectAuthenticator,
): Promise<void> {
  const subject = await workspace.stores.identities.findByName(realm, username);
  const [device] = subject === undefined ? [] : await ports.devices.push.list(realm, subject);
  if (subject === undefined || device === undefined) throw new Error(`${username} has no phone`);
  const push = {
    realm,
    subject,
    device,
    type: 'DEFAULT',
    text: 'Before the outage',
    subjectLine: '',
    customPayload: '{ }',
    context: undefined,
  } as const;
  await ports.push.send({ ...push, timeout: MINUTE_MS, runId: 'elsewhere', idempotencyKey: randomUUID() });
  // Sent beside the server, so that the page hears of it when it asks anew.
  await authenticator.open(url);
  await authenticator.toAsk(username);
  await authenticator.approve();
  await authenticator.toHaveSent();
  clock.advance(1);
}
