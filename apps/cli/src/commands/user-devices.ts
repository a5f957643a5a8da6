import { WaygateError } from '@waygate/schema';
import { deviceDesk } from '@waygate/server/administration';
import { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { existingUser, print, withNotices, withWorkspace } from '../with-workspace.ts';

const KINDS = ['webauthn', 'push', 'oath', 'binding'] as const;

interface Named {
  readonly realm: string;
  readonly username: string;
  readonly json?: boolean;
}

/** `waygate users devices`: what somebody signs on with beside a password. No secret is shown, nothing can be added, and the owner is told by mail of what was taken away. */
export function userDevicesCommand(environment: Environment): Command {
  const devices = new Command('devices').description('What a person signs on with beside a password.');
  const named = (name: string, description: string) =>
    devices
      .command(name)
      .description(description)
      .requiredOption('--realm <realm>', 'realm, such as alpha or /')
      .requiredOption('--username <name>', 'user name')
      .option('--json', 'print JSON');

  named('list', 'Lists the devices of a person.').action(async (options: Named) => {
    await withWorkspace(environment, async (workspace) => {
      const { realm, id } = await existingUser(workspace, options);
      const desk = deviceDesk(workspace);
      const lists = await Promise.all(KINDS.map((kind) => desk.list(realm, id, kind)));
      const found = lists.flat().map(({ listed: _, ...device }) => device);
      print(
        options.json,
        found,
        found.map(({ kind, uuid, deviceName, recoveryCodes }) => `${kind}\t${uuid}\t${deviceName}\t${recoveryCodes} recovery codes`),
      );
    });
  });

  named('remove', 'Removes a device.')
    .argument('<uuid>', 'id of the device')
    .action(async (uuid: string, options: Named) => {
      await withNotices(environment, async (workspace, notices) => {
        const owner = await existingUser(workspace, options);
        const desk = deviceDesk(workspace);
        for (const kind of KINDS) {
          const removed = await desk.remove(owner.realm, owner.id, kind, uuid);
          if (removed === undefined) continue;
          notices.tell(owner.realm, owner, 'deviceRemoved', removed.deviceName);
          print(options.json, { kind, uuid }, [`Removed ${removed.deviceName}.`]);
          return;
        }
        throw new WaygateError('notFound', 'devices.unknown', `${options.username} has no device ${uuid}.`);
      });
    });

  named('reset', 'Removes every device of a kind, and forgets whether the person skips it.')
    .argument('<kind>', KINDS.join(', '))
    .action(async (word: string, options: Named) => {
      const kind = KINDS.find((one) => one === word);
      if (kind === undefined) throw new WaygateError('input', 'devices.kind', `Kinds of devices: ${KINDS.join(', ')}.`);
      await withNotices(environment, async (workspace, notices) => {
        const owner = await existingUser(workspace, options);
        const removed = await deviceDesk(workspace).reset(owner.realm, owner.id, kind);
        for (const { deviceName } of removed) notices.tell(owner.realm, owner, 'deviceRemoved', deviceName);
        print(options.json, { kind, removed: removed.map(({ uuid }) => uuid) }, [`Removed ${removed.length} devices.`]);
      });
    });
  return devices;
}
