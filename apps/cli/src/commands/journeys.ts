import { Command, Option } from 'commander';
import type { Environment } from '../environment.ts';
import { type ExportOptions, exportJourneys } from '../journeys/export-journeys.ts';
import { type ImportOptions, importJourneys } from '../journeys/import-journeys.ts';
import { validateJourneys } from '../journeys/validate-journeys.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

interface Options {
  readonly realm: string;
  readonly json?: boolean;
}

/** `waygate journeys`: import, export, list, validate. */
export function journeysCommand(environment: Environment): Command {
  const journeys = new Command('journeys').description('Journeys of a realm.');
  const command = (name: string, description: string) =>
    journeys
      .command(name)
      .description(description)
      .requiredOption('--realm <realm>', 'realm, such as alpha or /')
      .option('--json', 'print JSON');

  command(
    'import <file...>',
    "Takes journeys from files in Waygate's or AM's form, all or none. Without --publish they become drafts and nobody signs on with them.",
  )
    .option('--publish', 'make them live')
    .option('--plan', 'only say what would happen')
    .action((files: string[], options: ImportOptions) =>
      withWorkspace(environment, (workspace) => importJourneys(workspace, files, options)),
    );

  const exporting = command(
    'export [name]',
    'Writes a journey, or with --all every one, as canonical JSON: the published version, else the draft.',
  )
    .option('--all', 'every journey of the realm')
    .addOption(new Option('--format <format>', 'form of the files').choices(['native', 'am']).default('native'))
    .option('--with-inner', 'together with the journeys that they run')
    .option('--out <path>', 'file or folder; standard output when left out')
    .action(async (name: string | undefined, options: ExportOptions & { all?: boolean }) => {
      if ((name === undefined) !== (options.all === true)) exporting.error('error: name a journey, or say --all', { exitCode: 2 });
      await withWorkspace(environment, (workspace) => exportJourneys(workspace, name, options));
    });

  command('list', 'Lists the journeys of a realm.').action((options: Options) =>
    withWorkspace(environment, async (workspace) => {
      const realm = await existingRealm(workspace, options.realm);
      const drafts = await workspace.stores.journeys.drafts(realm);
      const found = (await workspace.stores.journeys.list(realm)).map(({ published, ...one }) => ({
        ...one,
        publishedVersion: published?.versionId,
        publishedAt: published?.at,
        publishedBy: published?.author,
        hasDraft: drafts.some(({ document }) => document.name === one.name),
      }));
      print(
        options.json,
        found,
        found.map((one) => {
          const state = one.publishedAt === undefined ? 'draft only' : `published ${new Date(one.publishedAt).toISOString()}`;
          const draft = one.hasDraft && one.publishedAt !== undefined ? ', with a draft' : '';
          return `${one.name}\t${state}${draft}\t${one.enabled ? 'enabled' : 'disabled'}`;
        }),
      );
    }),
  );

  command('validate <name-or-file>', 'Checks a journey as publishing does; exit code 1 when it has errors.').action(
    async (target: string, options: Options) => {
      const canRun = await withWorkspace(environment, (workspace) => validateJourneys(workspace, target, options));
      if (!canRun) process.exitCode = 1;
    },
  );
  return journeys;
}
