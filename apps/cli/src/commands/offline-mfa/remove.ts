import { WaygateError } from '@waygate/schema';
import type { Command } from 'commander';
import type { Environment } from '../../environment.ts';
import { print } from '../../with-workspace.ts';
import { type PersonOptions, type PersonWork, personCommand, withPerson } from './person-command.ts';

interface What extends PersonOptions {
  readonly device?: string;
  readonly code?: true;
  readonly all?: true;
}

/** A server tells the owner. */
const BY_OPERATOR = { newsBy: 'operator' } as const;

/** `waygate offline-mfa remove` */
export function removeCommand(environment: Environment): Command {
  const command = personCommand('remove', 'Removes what a person could sign on with offline, and tells them by mail.')
    .option('--device <id>', 'forgets what is known of a phone for an outage, until it answers online again')
    .option('--code', 'removes the offline code with its backup code')
    .option('--all', 'removes the code and forgets every phone');
  return command.action(async (options: What) => {
    const { device, code, all } = options;
    if ([device, code, all].filter((one) => one !== undefined).length !== 1) {
      command.error('error: say what is to be removed: one of --device ID, --code and --all');
    }
    await withPerson(environment, options, (given) => remove(given, options));
  });
}

async function remove({ desk, person: { id, realm, username } }: PersonWork, options: What): Promise<void> {
  const phones = options.all === true ? (await desk.phones(realm, id)).phones.map(({ uuid }) => uuid) : [options.device];
  const removed: { readonly kind: 'code' | 'device'; readonly deviceName: string }[] = [];
  for (const uuid of phones) {
    const deviceName = uuid === undefined ? undefined : await desk.forgetPhone(realm, id, uuid, BY_OPERATOR);
    if (deviceName !== undefined) removed.push({ kind: 'device', deviceName });
  }
  const code = options.device === undefined ? await desk.remove(realm, id, BY_OPERATOR) : undefined;
  if (code !== undefined) removed.push({ kind: 'code', deviceName: code });
  if (removed.length === 0) {
    const what = options.device === undefined ? 'nothing to sign on with offline' : `no phone ${options.device} for an outage`;
    throw new WaygateError('notFound', 'offline.nothing_to_remove', `${username} has ${what}.`);
  }
  print(
    options.json,
    { user: username, realm, removed },
    removed.map(({ deviceName }) => `Removed ${deviceName}.`),
  );
}
