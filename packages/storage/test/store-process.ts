import { once } from 'node:events';
import { openSqliteStores, type Stores } from '../src/index.ts';
import { webAuthnDevice } from './samples/other-devices.ts';
import { pushMessage } from './samples/push-message.ts';
import { sealer } from './sealer.ts';
import { share } from './share.ts';
import { writeUntilKilled } from './write-until-killed.ts';

/**
 * A process beside others on the same files: says `ready`, waits for a line, does its part, and prints what came of it as JSON.
 * Arguments: the directory, the part, and a name of its own.
 */
const [directory = '', part = '', name = ''] = process.argv.slice(2);

const parts: Record<string, (stores: Stores) => Promise<unknown>> = {
  /** Adds 200 to a counter that others add to. */
  async count({ identities }) {
    for (let done = 0; done < 200; done += 1) {
      await identities.update('/alpha', 'id-demo', (record) => ({
        ...record,
        attributes: { n: [String(Number(record.attributes['n']?.[0] ?? 0) + 1)] },
      }));
    }
    return true;
  },
  /** Wants the same places, names and messages as others. */
  share: (stores) => share(stores, name),
  /** Registers 50 passkeys whose ids others want, too. @returns how many it got */
  async passkeys({ devices }) {
    let got = 0;
    for (let index = 0; index < 50; index += 1) {
      const device = { ...webAuthnDevice(`of ${name} ${index}`), credentialId: `credential-${index}` };
      if (await devices.webauthn.put('/alpha', `id-${name}`, { device, recoveryCodes: [], refreshes: [] })) got += 1;
    }
    return got;
  },
  /** Sends 100 messages of its own while others do. */
  async insert({ pushMessages }) {
    for (let index = 0; index < 100; index += 1) await pushMessages.insert(pushMessage(`${name}-${index}`));
    return true;
  },
  /** Sweeps over and over while others write. */
  async sweep({ sweep }) {
    for (let index = 0; index < 50; index += 1) await sweep(0);
    return true;
  },
};

if (part === 'kill') {
  await writeUntilKilled(await openSqliteStores({ directory, sealer }));
}
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const stores = await openSqliteStores({ directory, sealer, now: () => 1_000 });
const result = await parts[part]?.(stores);
await stores.close();
process.stdout.write(`${JSON.stringify(result ?? null)}\n`);
process.exit(0);
