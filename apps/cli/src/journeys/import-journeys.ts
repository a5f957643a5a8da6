import { type Problem, validateJourney } from '@waygate/graph';
import { type JourneyDocument, sortKeys, WaygateError } from '@waygate/schema';
import type { Workspace } from '@waygate/server/administration';
import { existingRealm, print } from '../with-workspace.ts';
import { type JourneyOfFile, readJourneyFile } from './read-journey-file.ts';
import { surroundingsOf } from './surroundings-of.ts';

/** Author of what is imported at a terminal. */
const COMMAND_LINE = 'command line';

/** How journeys are imported. */
export interface ImportOptions {
  readonly realm: string;
  readonly json?: boolean;
  /** Makes them live; otherwise they become drafts. */
  readonly publish?: boolean;
  /** Only says what would happen. */
  readonly plan?: boolean;
}

/**
 * Takes the journeys of several files, all or none.
 * @throws WaygateError `journey.twice` (input), `journey.invalid` (authoring) with every error of every file in `details`
 */
export async function importJourneys(workspace: Workspace, files: readonly string[], options: ImportOptions): Promise<void> {
  const realm = await existingRealm(workspace, options.realm);
  const found = files.flatMap((file) => readJourneyFile(file));
  const documents = found.map(({ document }) => document);
  refuseTwice(found);
  const surroundings = await surroundingsOf(workspace, realm, documents);
  const report = found.map(({ file, document }) => ({
    file,
    document,
    problems: validateJourney(document, workspace.catalogue, surroundings),
  }));
  const errors = report.flatMap(({ file, document, problems }) =>
    problems.filter(({ severity }) => severity === 'error').map((problem) => ({ file, journey: document.name, ...problem })),
  );
  if (options.publish === true && errors.length > 0) {
    throw new WaygateError('authoring', 'journey.invalid', 'Nothing was imported, because these journeys cannot run:', { details: errors });
  }
  const journeys = await Promise.all(
    report.map(async ({ file, document, problems }) => ({
      name: document.name,
      file,
      action: await actionOf(workspace, realm, document, options.publish === true),
      problems,
    })),
  );
  if (options.plan !== true) {
    if (options.publish === true)
      await workspace.stores.journeys.publish(realm, documents, { at: Date.now(), author: COMMAND_LINE, note: '' });
    else await workspace.stores.journeys.saveDrafts(realm, COMMAND_LINE, documents, Date.now());
  }
  print(options.json, { realm, planned: options.plan === true, journeys }, [
    ...journeys.flatMap((journey) => linesOf(journey, options.plan === true)),
    ...(options.publish === true || options.plan === true ? [] : ['Drafts are not live. Publish them with --publish.']),
  ]);
}

function refuseTwice(found: readonly JourneyOfFile[]): void {
  const first = new Map<string, string>();
  for (const { file, document } of found) {
    const before = first.get(document.name);
    if (before !== undefined) {
      const where = before === file ? file : `${before} and ${file}`;
      throw new WaygateError('input', 'journey.twice', `The journey ${document.name} is there twice, in ${where}. Leave one of them out.`);
    }
    first.set(document.name, file);
  }
}

type Action = 'draft' | 'publish' | 'publish a new version' | 'unchanged';

async function actionOf({ stores }: Workspace, realm: string, document: JourneyDocument, publish: boolean): Promise<Action> {
  if (!publish) return 'draft';
  const live = await stores.journeys.published(realm, document.name);
  if (live === undefined) return 'publish';
  return JSON.stringify(sortKeys(live)) === JSON.stringify(sortKeys(document)) ? 'unchanged' : 'publish a new version';
}

function linesOf({ name, action, problems }: { name: string; action: Action; problems: readonly Problem[] }, planned: boolean): string[] {
  return [
    `${planned ? 'Would import' : 'Imported'} ${name} (${action}).`,
    ...problems.map(({ severity, code, message }) => `  ${severity} ${code}: ${message}`),
  ];
}
