import type { Stores } from '../src/index.ts';
import { journeySession } from './samples/journey-session.ts';
import { person } from './samples/person.ts';
import { pushDevice } from './samples/push-device.ts';
import { signOnSession } from './samples/sign-on-session.ts';

/** What was acknowledged, one for each line: the kind of write and the number of the round. */
export type Acknowledged = readonly [kind: 'person' | 'device' | 'step' | 'ended', round: number];

/** Writes of every kind to both files, each said only after it was acknowledged, until the process is killed. */
export async function writeUntilKilled({ identities, devices, journeySessions, signOnSessions }: Stores): Promise<never> {
  const say = (...acknowledged: Acknowledged) => process.stdout.write(`${JSON.stringify(acknowledged)}\n`);
  const expiresAt = Date.now() + 600_000;
  await journeySessions.insert(journeySession('s', { expiresAt }));
  for (let round = 1; ; round += 1) {
    await identities.create(person(`user${round}`));
    say('person', round);
    await devices.push.put('/alpha', `id-user${round}`, pushDevice('d', round));
    say('device', round);
    if (await journeySessions.replace(journeySession('s', { revision: round + 1, steps: round, expiresAt }), round)) say('step', round);
    const lifetime = { createdAt: Date.now(), lastAccessAt: Date.now() };
    await signOnSessions.create(signOnSession(`o${round}`, lifetime));
    await signOnSessions.end(`o${round}`, 'LOGOUT');
    say('ended', round);
  }
}
