import type { OfflineKeysView } from '@waygate/schema';
import { offlineDeviceDesk } from '@waygate/server/administration';
import { Command } from 'commander';
import { withExitCodes } from '../../coded-failure.ts';
import type { Environment } from '../../environment.ts';
import { existingRealm, print, withWorkspace } from '../../with-workspace.ts';

interface Output {
  readonly realm: string;
  readonly json?: boolean;
  readonly force?: true;
}

type Desk = ReturnType<typeof offlineDeviceDesk>;

/** `waygate offline-mfa keys`: keys that phones are kept with, and keys in whose name they are asked. Servers may run meanwhile. */
export function keysCommand(environment: Environment): Command {
  const keys = new Command('keys').description(
    'Keys of a realm for phones without a network: the encryption key for devices, and the issuer that phones trust. Servers may run meanwhile.',
  );
  const inRealm = (name: string, description: string) =>
    keys.command(name).description(description).option('--realm <realm>', 'realm, such as alpha', '/').option('--json', 'print JSON');
  const work = ({ realm, json }: Output, step: (desk: Desk, realm: string) => Promise<string | undefined>) =>
    withExitCodes(() =>
      withWorkspace(environment, async (workspace) => {
        const path = await existingRealm(workspace, realm);
        const desk = offlineDeviceDesk(workspace);
        const done = await step(desk, path);
        const view = await desk.keys(path);
        print(json, view, [...(done === undefined ? [] : [done]), ...linesOf(view)]);
      }),
    );

  inRealm('list', 'Lists them, with how many people depend on each.').action((options: Output) => work(options, async () => undefined));
  inRealm('rotate', 'Encrypts what is known of phones with another key from now on.').action((options: Output) =>
    work(options, async (desk, realm) => `Key ${await desk.rotateDeviceKey(realm)} is written with now.`),
  );
  inRealm('remove', 'Takes an encryption key away for good; refused while somebody depends on it.')
    .argument('<id>', 'id of the key')
    .option('--force', 'also while somebody depends on it')
    .action((id: string, options: Output) =>
      work(options, async (desk, realm) => {
        await desk.removeDeviceKey(realm, id, options.force);
        return `Key ${id} is gone.`;
      }),
    );
  inRealm('rotate-issuer', 'Tells phones of another issuer with their next answer online.').action((options: Output) =>
    work(options, async (desk, realm) => `Phones are told of issuer ${await desk.rotateIssuer(realm)} now.`),
  );
  inRealm('remove-issuer', 'Takes an issuer away for good; refused while a phone is asked in its name.')
    .argument('<id>', 'id of the issuer')
    .option('--force', 'also while a phone is asked in its name')
    .action((id: string, options: Output) =>
      work(options, async (desk, realm) => {
        await desk.removeIssuer(realm, id, options.force);
        return `Issuer ${id} is gone.`;
      }),
    );
  return keys;
}

function linesOf({ mode, deviceKeys, stale, unreadable, otherSettings, issuers }: OfflineKeysView): string[] {
  const earlier = mode === 'STRICT' ? 'counts no more' : 'opens';
  return [
    ...deviceKeys.map(({ id, active, people }) => `key\t${id}\t${active ? 'is written with' : earlier}\t${people} people`),
    `stale\t${stale} people have no offline device until they sign on online`,
    ...(unreadable === 0 ? [] : [`unreadable\t${unreadable} people`]),
    ...(otherSettings === 0 ? [] : [`other settings\t${otherSettings} people were written under earlier settings`]),
    ...issuers.map(({ id, active, phones }) => `issuer\t${id}\t${active ? 'phones are told of it' : 'earlier'}\t${phones} phones`),
  ];
}
