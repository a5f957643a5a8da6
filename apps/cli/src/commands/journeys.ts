import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Problem, parseConfig, validateJourney } from '@waygate/graph';
import { type JourneyDocument, type JsonObject, readJourneys, sortKeys, toAmJourney, WaygateError } from '@waygate/schema';
import type { Workspace } from '@waygate/server';
import { Command } from 'commander';
import type { Environment } from '../create-program.ts';
import { readJsonFile } from '../read-json-file.ts';
import { existingRealm, print, withWorkspace } from '../with-workspace.ts';

interface Options {
  readonly realm: string;
  readonly json?: boolean;
  readonly publish?: boolean;
  readonly plan?: boolean;
  readonly all?: boolean;
  readonly format?: string;
  readonly out?: string;
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
    .action((files: string[], options: Options) => withWorkspace(environment, (workspace) => importJourneys(workspace, files, options)));

  command('export [name]', 'Writes a journey, or with --all every one, as canonical JSON.')
    .option('--all', 'every published journey')
    .option('--format <format>', 'native or am', 'native')
    .option('--out <path>', 'file, or folder with --all; standard output when left out')
    .action((name: string | undefined, options: Options) =>
      withWorkspace(environment, (workspace) => exportJourneys(workspace, name, options)),
    );

  command('list', 'Lists the journeys of a realm.').action((options: Options) =>
    withWorkspace(environment, async (workspace) => {
      const found = await workspace.stores.journeys.list(await existingRealm(workspace, options.realm));
      print(
        options.json,
        found,
        found.map((one) => {
          const state = one.publishedVersion === undefined ? 'draft only' : `published ${new Date(one.publishedAt ?? 0).toISOString()}`;
          return `${one.name}\t${state}${one.hasDraft && one.publishedVersion !== undefined ? ', with a draft' : ''}\t${one.enabled ? 'enabled' : 'disabled'}`;
        }),
      );
    }),
  );

  command('validate <name-or-file>', 'Checks a journey as publishing does; exit code 1 when it has errors.').action(
    (target: string, options: Options) => withWorkspace(environment, (workspace) => validate(workspace, target, options)),
  );
  return journeys;
}

async function importJourneys(workspace: Workspace, files: readonly string[], options: Options): Promise<void> {
  const realm = await existingRealm(workspace, options.realm);
  const documents = files.flatMap((file) => documentsOf(file));
  const twice = documents.find((document, index) => documents.findIndex(({ name }) => name === document.name) !== index);
  if (twice !== undefined) throw new WaygateError('input', 'journey.twice', `The files hold the journey ${twice.name} twice.`);
  const surroundings = await surroundingsOf(workspace, realm, documents);
  const report = documents.map((document) => ({ document, problems: validateJourney(document, workspace.catalogue, surroundings) }));
  const errors = report.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'));
  if (options.publish === true && errors.length > 0) {
    throw new WaygateError('authoring', 'journey.invalid', 'Nothing was imported, because these journeys cannot run:', { details: errors });
  }
  const known = new Map((await workspace.stores.journeys.list(realm)).map((one) => [one.name, one]));
  const result = report.map(({ document, problems }) => ({
    name: document.name,
    action:
      options.publish === true ? (known.get(document.name)?.publishedVersion === undefined ? 'publish' : 'publish a new version') : 'draft',
    problems,
  }));
  if (options.plan !== true) {
    if (options.publish === true) await workspace.stores.journeys.publish(realm, documents, Date.now());
    else await workspace.stores.journeys.saveDrafts(realm, documents);
  }
  const done = options.plan === true ? 'Would import' : 'Imported';
  print(options.json, { realm, planned: options.plan === true, journeys: result }, [
    ...result.flatMap(({ name, action, problems }) => [
      `${done} ${name} (${action}).`,
      ...problems.map((problem) => `  ${problem.severity}: ${problem.message}`),
    ]),
    ...(options.publish === true || options.plan === true ? [] : ['Drafts are not live. Publish them with --publish.']),
  ]);
}

async function exportJourneys(workspace: Workspace, name: string | undefined, options: Options): Promise<void> {
  if ((name === undefined) === (options.all !== true)) throw new WaygateError('input', 'export.what', 'Name a journey, or say --all.');
  if (options.format !== 'native' && options.format !== 'am')
    throw new WaygateError('input', 'export.format', 'The format is native or am.');
  const realm = await existingRealm(workspace, options.realm);
  const names = name === undefined ? (await workspace.stores.journeys.list(realm)).map((one) => one.name) : [name];
  const written: { name: string; text: string }[] = [];
  for (const one of names) {
    const document = (await workspace.stores.journeys.published(realm, one)) ?? (await workspace.stores.journeys.draft(realm, one));
    if (document === undefined) throw new WaygateError('notFound', 'journey.not_found', `There is no journey ${one} in realm ${realm}.`);
    const value = options.format === 'am' ? toAmJourney(document, factsOf(workspace)) : sortKeys(document);
    written.push({ name: one, text: `${JSON.stringify(value, null, 2)}\n` });
  }
  const [only] = written;
  if (options.out === undefined) {
    process.stdout.write(
      options.all === true
        ? `${JSON.stringify(
            written.map(({ text }) => JSON.parse(text) as unknown),
            null,
            2,
          )}\n`
        : (only?.text ?? ''),
    );
    return;
  }
  if (options.all !== true) {
    mkdirSync(dirname(options.out), { recursive: true });
    writeFileSync(options.out, only?.text ?? '');
  } else {
    mkdirSync(options.out, { recursive: true });
    for (const { name: one, text } of written) writeFileSync(join(options.out, `${one.replaceAll(/[^\w .-]/g, '_')}.journey.json`), text);
  }
  print(options.json, { exported: written.map((one) => one.name), out: options.out }, [`Exported ${written.length} to ${options.out}.`]);
}

async function validate(workspace: Workspace, target: string, options: Options): Promise<void> {
  const realm = await existingRealm(workspace, options.realm);
  const stored = (await workspace.stores.journeys.draft(realm, target)) ?? (await workspace.stores.journeys.published(realm, target));
  if (stored === undefined && !existsSync(target)) {
    throw new WaygateError('notFound', 'journey.not_found', `${target} is neither a journey of realm ${realm} nor a file.`);
  }
  const documents = stored === undefined ? documentsOf(target) : [stored];
  const surroundings = await surroundingsOf(workspace, realm, documents);
  const report = documents.map((document) => ({
    name: document.name,
    problems: validateJourney(document, workspace.catalogue, surroundings),
  }));
  print(options.json, report, report.flatMap(linesOf));
  if (report.some(({ problems }) => problems.some(({ severity }) => severity === 'error'))) process.exitCode = 1;
}

function linesOf({ name, problems }: { readonly name: string; readonly problems: readonly Problem[] }): string[] {
  if (problems.length === 0) return [`${name}: no problems.`];
  return [`${name}:`, ...problems.map(({ severity, code, message }) => `  ${severity} ${code}: ${message}`)];
}

function documentsOf(file: string): JourneyDocument[] {
  try {
    return readJourneys(readJsonFile(file));
  } catch (error) {
    if (!(error instanceof WaygateError) || error.code.startsWith('file.')) throw error;
    throw new WaygateError(error.kind, error.code, `${file}: ${error.message}`, { details: error.details, cause: error });
  }
}

/** What can be run inside: what is published, and what comes along. */
async function surroundingsOf(workspace: Workspace, realm: string, documents: readonly JourneyDocument[]) {
  const inner = new Map<string, readonly string[]>();
  for (const { name } of await workspace.stores.journeys.list(realm)) {
    const document = await workspace.stores.journeys.published(realm, name);
    if (document !== undefined) inner.set(name, innerOf(document));
  }
  for (const document of documents) inner.set(document.name, innerOf(document));
  return { innerJourneys: (name: string) => inner.get(name) };
}

function innerOf(document: JourneyDocument): string[] {
  return Object.values(document.nodes).flatMap(({ type, config }) =>
    type === 'InnerTreeEvaluatorNode' && typeof config['tree'] === 'string' ? [config['tree']] : [],
  );
}

function factsOf({ catalogue }: Workspace) {
  return (type: string, config: JsonObject) => {
    const known = catalogue.get(type);
    if (known === undefined) return undefined;
    const parsed = parseConfig(known, config);
    return { name: known.displayName, outcomes: 'config' in parsed ? known.outcomes(parsed.config) : [] };
  };
}
