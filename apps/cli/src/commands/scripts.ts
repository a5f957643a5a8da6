import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { JOURNEY_SCRIPT_CONTEXTS, type ScriptReport, saveScriptRequest, WaygateError } from '@waygate/schema';
import { scriptDesk, type Workspace } from '@waygate/server/administration';
import { Command } from 'commander';
import type { Environment } from '../environment.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

interface Options {
  readonly realm: string;
  readonly json?: boolean;
}
interface PutOptions extends Options {
  readonly file: string;
  readonly name?: string;
  readonly context?: string;
  readonly description?: string;
}

/** `waygate scripts`: scripts that journeys of a realm run. */
export function scriptsCommand(environment: Environment): Command {
  const scripts = new Command('scripts').description('Scripts that journeys of a realm run. They are named by their name or their id.');
  const ofRealm = (name: string, description: string) =>
    scripts
      .command(name)
      .description(description)
      .requiredOption('--realm <realm>', 'realm, such as alpha or /')
      .option('--json', 'print JSON');

  ofRealm('list', 'Lists the scripts of a realm and who uses them.').action(async (options: Options) => {
    await withWorkspace(environment, async (workspace) => {
      const found = await scriptDesk(workspace).list(await existingRealm(workspace, options.realm));
      const lines = found.map(
        ({ id, name, context, usedBy }) =>
          `${id}\t${name}\t${context}\t${[...usedBy.journeys, ...usedBy.scripts, ...usedBy.providers].join(', ')}`,
      );
      print(options.json, found, lines);
    });
  });

  ofRealm('get <script>', 'Prints the source of a script.').action(async (named: string, options: Options) => {
    await withWorkspace(environment, async (workspace) => {
      const realm = await existingRealm(workspace, options.realm);
      const view = await scriptDesk(workspace).get(realm, await idOf(workspace, realm, named));
      print(options.json, view, [view.source.replace(/\n$/, '')]);
    });
  });

  ofRealm('put [script]', 'Makes a script of a file, or replaces the one that is named.')
    .requiredOption('--file <file>', 'source of the script')
    .option('--name <name>', 'name; that of the file for a new script')
    .option('--context <context>', `kind of script, such as ${JOURNEY_SCRIPT_CONTEXTS.join(', ')}; the first for a new script`)
    .option('--description <text>', 'what it is for')
    .action(async (named: string | undefined, options: PutOptions) => {
      const source = readSource(options.file);
      await withWorkspace(environment, async (workspace) => {
        const realm = await existingRealm(workspace, options.realm);
        const desk = scriptDesk(workspace);
        const before = named === undefined ? undefined : await desk.get(realm, await idOf(workspace, realm, named));
        const request = saveScriptRequest.safeParse({
          name: options.name ?? before?.name ?? basename(options.file, extname(options.file)),
          description: options.description ?? before?.description ?? '',
          context: options.context ?? before?.context ?? JOURNEY_SCRIPT_CONTEXTS[0],
          language: before?.language ?? 'JAVASCRIPT',
          source,
          base: before?.lastModifiedDate ?? null,
        });
        if (!request.success) {
          const [issue] = request.error.issues;
          throw new WaygateError(
            'input',
            'script.malformed',
            `${issue?.path.join('.') ?? 'The script'}: ${issue?.message ?? 'is not right.'}`,
          );
        }
        const saved = await desk.save(realm, before?.id ?? randomUUID(), request.data, { author: 'command line', at: Date.now() });
        print(options.json, saved, [
          `Script ${saved.name} (${saved.id}) is ${before === undefined ? 'made' : 'replaced'}.`,
          ...problemLines(saved.report),
        ]);
      });
    });

  ofRealm('remove <script>', 'Removes a script that nothing uses.').action(async (named: string, options: Options) => {
    await withWorkspace(environment, async (workspace) => {
      const realm = await existingRealm(workspace, options.realm);
      const id = await idOf(workspace, realm, named);
      await scriptDesk(workspace).remove(realm, id);
      print(options.json, { id }, [`Script ${named} is removed.`]);
    });
  });
  return scripts;
}

async function idOf(workspace: Workspace, realm: string, named: string): Promise<string> {
  const found = (await scriptDesk(workspace).list(realm)).find(({ id, name }) => id === named || name === named);
  if (found !== undefined) return found.id;
  throw new WaygateError(
    'notFound',
    'script.not_found',
    `There is no script ${named} in realm ${realm}. List them with: waygate scripts list --realm ${realm}`,
  );
}

function readSource(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new WaygateError('input', 'file.unreadable', `${file} cannot be read.`, { cause });
  }
}

function problemLines({ problems }: ScriptReport): string[] {
  return problems.map(
    ({ severity, message, line, column }) => `  ${severity === 'error' ? 'Error' : 'Warning'} at ${line}:${column}: ${message}`,
  );
}
