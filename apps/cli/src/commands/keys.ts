import { createKeysFile, type Rotation, type RotationProgress, readConfig, sealingKeys } from '@waygate/server/administration';
import { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { print, withWorkspace } from '../with-workspace.ts';

interface Output {
  readonly json?: boolean;
}

/** `waygate keys`: the keys that secrets are sealed with at rest. Servers may run meanwhile. */
export function keysCommand(environment: Environment): Command {
  const keys = new Command('keys').description(
    'Keys that secrets are sealed with at rest. Servers on the same keys file may run meanwhile: they follow it.',
  );

  keys
    .command('create')
    .description(
      'Makes the keys file of a new installation, for servers that each read a copy of it. One server by itself makes its own at first start.',
    )
    .option('--json', 'print JSON')
    .action((options: Output) => {
      const { keysFile } = readConfig(environment);
      const id = createKeysFile(keysFile);
      print(options.json, { active: id, file: keysFile }, [`Key ${id} is in ${keysFile}. Keep a copy of the file elsewhere.`]);
    });

  keys
    .command('list')
    .description('Lists the keys, how many documents are sealed with each, and how many name it and do not open.')
    .option('--json', 'print JSON')
    .action(async (options: Output) => {
      await withWorkspace(environment, async (workspace) => {
        const list = await sealingKeys(workspace, readConfig(environment).keysFile).list();
        print(
          options.json,
          list,
          list.map(
            ({ id, active, onRing, documents, unreadable }) =>
              `${id}\t${active ? 'seals' : onRing ? 'opens' : 'is not there'}\t${documents} documents${unreadable === 0 ? '' : `\t${unreadable} that name it and do not open`}`,
          ),
        );
      });
    });

  keys
    .command('prepare')
    .description(
      'Adds a key that opens and does not seal before the next rotation. For servers that read copies of the file: hand it out before you rotate.',
    )
    .option('--json', 'print JSON')
    .action(async (options: Output) => {
      await withWorkspace(environment, async (workspace) => {
        const { keysFile } = readConfig(environment);
        const id = sealingKeys(workspace, keysFile).prepare();
        print(options.json, { prepared: id }, [`Key ${id} is in ${keysFile}. When every server has the file: waygate keys rotate`]);
      });
    });

  keys
    .command('rotate')
    .description(
      'Has a new key seal, the prepared one if there is one, and seals everything with it anew; goes on with a rotation that was ended in the middle.',
    )
    .option('--json', 'print JSON')
    .action(async (options: Output) => {
      await withWorkspace(environment, async (workspace) => {
        const done = await sealingKeys(workspace, readConfig(environment).keysFile).rotate(tellProgress);
        printRotation(options, done, `${done.added ? 'Key' : 'Went on with the rotation to key'} ${done.active} seals now.`);
      });
    });

  keys
    .command('reseal')
    .description(
      'Seals with the key that seals what other keys have sealed, and never adds a key. For what came in while a rotated file was handed out.',
    )
    .option('--json', 'print JSON')
    .action(async (options: Output) => {
      await withWorkspace(environment, async (workspace) => {
        const done = await sealingKeys(workspace, readConfig(environment).keysFile).reseal(tellProgress);
        printRotation(options, done, `Key ${done.active} seals, as before.`);
      });
    });

  keys
    .command('remove')
    .argument('<id>', 'id of the key')
    .description('Takes a key away for good; refused while it opens anything in the store.')
    .option('--json', 'print JSON')
    .action(async (id: string, options: Output) => {
      await withWorkspace(environment, async (workspace) => {
        const { unreadable } = await sealingKeys(workspace, readConfig(environment).keysFile).remove(id);
        print(options.json, { removed: id, unreadable }, [
          `Key ${id} is gone. Backups that it sealed need it, and browsers that it let be remembered sign on again.`,
          ...(unreadable === 0 ? [] : [`${unreadable} documents name it still. They did not open with it before either.`]),
        ]);
      });
    });
  return keys;
}

function tellProgress({ round, collection, seen, changed }: RotationProgress): void {
  if (seen > 0) process.stderr.write(`round ${round}\t${collection}\t${seen} looked at\t${changed} sealed anew\n`);
}

function printRotation(options: Output, done: Rotation, first: string): void {
  print(options.json, done, [
    `${first} ${done.resealed} documents were sealed anew.`,
    ...(done.unreadable === 0
      ? []
      : [`${done.unreadable} documents hold something that looks sealed and does not open. They stay as they are.`]),
    ...done.free.map((id) => `Nothing in the store is sealed with key ${id} any more. To take it away: waygate keys remove ${id}`),
  ]);
}
