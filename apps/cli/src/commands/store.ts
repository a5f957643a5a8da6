import { resolve } from 'node:path';
import { backUpStore, type CopyTarget, copyStore, hasStore, readConfig, restoreStore } from '@waygate/server/administration';
import { Command, Option } from 'commander';
import { withExitCodes } from '../coded-failure.ts';
import type { Environment } from '../environment.ts';
import { operatorName } from '../operator-name.ts';
import { tellUnwritten } from '../tell-unwritten.ts';
import { print, withWorkspace } from '../with-workspace.ts';

interface Output {
  readonly json?: boolean;
}

/** Bytes in a MiB. */
const MIB = 1024 * 1024;

/** `waygate store`: the store as a whole. */
export function storeCommand(environment: Environment): Command {
  const store = new Command('store').description(
    'The store as a whole: backing it up, and moving it between the embedded store and MongoDB.',
  );

  store
    .command('copy')
    .description(
      'Copies everything between the embedded store (WAYGATE_DATA_DIR) and MongoDB (WAYGATE_MONGODB_URI), while no server runs on either. Goes on with a copy that was ended in the middle.',
    )
    .addOption(
      new Option('--to <store>', 'which of the two is copied to; it must be empty').choices(['mongodb', 'embedded']).makeOptionMandatory(),
    )
    .option('--leave-unreadable', 'copy also what looks sealed and does not open with the keys file, as it is')
    .option('--json', 'print JSON')
    .action((options: Output & { readonly to: CopyTarget; readonly leaveUnreadable?: boolean }) =>
      withExitCodes(async () => {
        const config = readConfig(environment);
        const done = await copyStore(config, {
          to: options.to,
          leaveUnreadable: options.leaveUnreadable === true,
          tell: ({ phase, collection, seen, changed }) => {
            if (seen > 0) {
              process.stderr.write(
                phase === 'copy'
                  ? `copy\t${collection}\t${seen} looked at\t${changed} written\n`
                  : `verify\t${collection}\t${seen} compared\n`,
              );
            }
          },
          warn: (text) => process.stderr.write(`${text}\n`),
          recording: { operator: operatorName(), audit: config.audit, lines: process.stderr, log: { error: tellUnwritten } },
        });
        print(options.json, { to: options.to, ...done, keysFile: config.keysFile }, [
          done.outcome === 'same'
            ? `Both stores hold the same ${done.documents} documents. There was nothing to copy.`
            : `${done.documents} documents (${(done.bytes / MIB).toFixed(1)} MiB) are in the ${options.to === 'mongodb' ? 'MongoDB' : 'embedded store'} now, each compared with its source; ${done.changed} were written${done.outcome === 'resumed' ? ' to finish the copy that was begun before' : ''}.`,
          `${done.sealed} of them stay sealed: servers on the copy need the keys file ${config.keysFile} (check value ${done.keyCheck}).`,
          ...(done.unreadable === 0 ? [] : [`${done.unreadable} hold something that it does not open. They are as they were.`]),
          'The store that was copied from is as it was. Let no server write to it any more.',
        ]);
      }),
    );

  store
    .command('backup')
    .description('Backs up the embedded store as it is at one moment; servers may run meanwhile. Without the keys file, unless asked for.')
    .requiredOption('--out <folder>', 'folder that is made for it')
    .option('--with-keys', 'put the keys file into it, too: whoever has the backup can open everything then')
    .option('--json', 'print JSON')
    .action((options: Output & { readonly out: string; readonly withKeys?: boolean }) =>
      withExitCodes(async () => {
        const config = readConfig(environment);
        const folder = resolve(options.out);
        const withKeys = options.withKeys === true;
        const backUp = () => backUpStore(config, { folder, withKeys });
        // Where there is none, opening a store would make one.
        const done = await (hasStore(config) ? withWorkspace(environment, backUp) : backUp());
        const bytes = done.files.reduce((sum, file) => sum + file.bytes, 0);
        print(options.json, { folder, ...done, withKeys }, [
          `The store is backed up in ${folder} (${(bytes / MIB).toFixed(1)} MiB), looked through and sound.`,
          withKeys
            ? 'The keys file is in it: keep it as you keep keys.'
            : `The keys file ${config.keysFile} is not in it (check value ${done.keyCheck}). Keep a copy of it elsewhere: without it nothing that is sealed can be opened.`,
        ]);
      }),
    );

  store
    .command('restore')
    .description('Puts a backup into a data folder that holds no store.')
    .requiredOption('--from <folder>', 'folder of the backup')
    .option('--json', 'print JSON')
    .action((options: Output & { readonly from: string }) =>
      withExitCodes(async () => {
        const config = readConfig(environment);
        const { manifest, keys } = await restoreStore(config, resolve(options.from)).catch((error: unknown) =>
          recordFailed(environment, error),
        );
        // Without its keys nobody opens it.
        if (keys !== 'missing') await withWorkspace(environment, async () => undefined);
        print(options.json, { dataDirectory: config.dataDirectory, ...manifest, keys, keysFile: config.keysFile }, [
          `The store of ${new Date(manifest.madeAt).toISOString()} is in ${config.dataDirectory}, looked through and sound.`,
          {
            present: `The keys file ${config.keysFile} is the one that it is sealed with.`,
            restored: `The keys file was put to ${config.keysFile}.`,
            missing: `There is no keys file ${config.keysFile} yet. Put the one there that the backup was made with (check value ${manifest.keyCheck}) before a server starts, which would make a new one.`,
          }[keys],
        ]);
      }),
    );
  return store;
}

/** Writes that a restore failed into the log of the store that is there, and goes on failing. */
async function recordFailed(environment: Environment, error: unknown): Promise<never> {
  if (hasStore(readConfig(environment))) {
    const why = await withWorkspace(environment, () => Promise.reject(error)).catch((reason: unknown) => reason);
    if (why !== error) process.stderr.write(`This is in no audit log: ${why instanceof Error ? why.message : String(why)}\n`);
  } else process.stderr.write('There is no store yet: that this failed is in no audit log.\n');
  throw error;
}
