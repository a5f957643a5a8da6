import { diffJourneys, type JourneyDifference, planTransfer, type RealmCopy } from '@waygate/graph';
import { readTransfer, type TransferPlanEntry, WaygateError } from '@waygate/schema';
import type { Workspace } from '@waygate/server/administration';
import { existingRealm, print } from '../with-workspace.ts';
import { readJourneyText } from './read-journey-text.ts';
import { realmParts } from './realm-parts.ts';
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
 * Takes the journeys of several files, all or none. Where a file has the placeholder of a secret, the secret that the realm has still is kept.
 * @throws WaygateError `journey.twice` (input), `journey.invalid` (authoring) with every error of every file in `details`
 */
export async function importJourneys(workspace: Workspace, files: readonly string[], options: ImportOptions): Promise<void> {
  const realm = await existingRealm(workspace, options.realm);
  const { journeys } = workspace.stores;
  const transfer = readTransfer(files.map(readJourneyText));
  const copies = new Map<string, RealmCopy>();
  for (const { document } of transfer.sources) {
    const versionId = await journeys.publishedVersion(realm, document.name);
    const published = versionId === undefined ? undefined : await journeys.version(realm, document.name, versionId);
    copies.set(document.name, {
      published: versionId === undefined || published === undefined ? undefined : { versionId, document: published },
      draft: await journeys.draft(realm, document.name, COMMAND_LINE),
    });
  }
  const surroundings = await surroundingsOf(
    workspace,
    realm,
    transfer.sources.map(({ document }) => document),
    transfer.sources.flatMap((source) => source.parts),
  );
  const parts = await realmParts(workspace, realm);
  const {
    plan,
    documents,
    parts: along,
  } = planTransfer(transfer, { catalogue: workspace.catalogue, surroundings, copies, parts, values: workspace.values });
  const errors = plan.entries.flatMap(({ file, name, problems }) =>
    problems.filter(({ severity }) => severity === 'error').map((problem) => ({ file, journey: name, ...problem })),
  );
  if (options.publish === true && errors.length > 0) {
    throw new WaygateError('authoring', 'journey.invalid', 'Nothing was imported, because these journeys cannot run:', { details: errors });
  }
  if (options.plan !== true) {
    const wanted = [...documents.values()];
    const objects = [...along.values()].flat().map(({ kind, id, value }) => ({ kind, id, value }));
    if (options.publish === true) await journeys.publish(realm, wanted, { at: Date.now(), author: COMMAND_LINE, note: '', objects });
    else await journeys.saveDrafts(realm, COMMAND_LINE, wanted, Date.now(), { objects });
  }
  const report = plan.entries.map((entry) => ({
    name: entry.name,
    file: entry.file,
    action: actionOf(entry, options.publish === true),
    unresolved: entry.unresolved,
    unsupported: entry.unsupported,
    incomplete: entry.incomplete,
    parts: entry.parts,
    secrets: entry.secrets,
    problems: entry.problems,
    differences: entry.current === null ? [] : diffJourneys(entry.current, entry.document),
  }));
  const isPlanned = options.plan === true;
  print(options.json, { realm, planned: isPlanned, journeys: report, ignored: plan.ignored }, [
    ...report.flatMap((entry) => linesOf(entry, isPlanned)),
    ...plan.ignored.map(({ file, what, count }) => `${file}: ${what} (${count}) was left alone.`),
    ...(options.publish === true || isPlanned ? [] : ['Drafts are not live. Publish them with --publish.']),
  ]);
}

type Action = 'draft' | 'publish' | 'publish a new version' | 'unchanged';

function actionOf({ action }: TransferPlanEntry, publish: boolean): Action {
  if (!publish) return 'draft';
  return action === 'add' ? 'publish' : action === 'change' ? 'publish a new version' : 'unchanged';
}

interface Reported {
  readonly name: string;
  readonly file: string;
  readonly action: Action;
  readonly incomplete: TransferPlanEntry['incomplete'];
  readonly parts: TransferPlanEntry['parts'];
  readonly problems: TransferPlanEntry['problems'];
  readonly differences: readonly JourneyDifference[];
}

function linesOf({ name, file, action, incomplete, parts, problems, differences }: Reported, planned: boolean): string[] {
  return [
    `${planned ? 'Would import' : 'Imported'} ${name} (${action}).`,
    ...(planned ? differences.map((one) => `  ${differenceLine(one)}`) : []),
    ...parts.map(({ kind, id, name: called, action: what }) => `  ${kind} ${called} (${id}): ${what}`),
    ...incomplete.map(({ nodeId, displayName }) => `  ${displayName} (${nodeId}) came without its configuration.`),
    ...problems.map(
      ({ severity, code, message }) => `  ${severity} ${code}: ${code.startsWith('journey.script_') ? `${file}: ` : ''}${message}`,
    ),
  ];
}

/** What an import changes, in one line for each node and field. */
function differenceLine(one: JourneyDifference): string {
  const change = ({ before, after }: { readonly before: unknown; readonly after: unknown }) =>
    `${JSON.stringify(before) ?? 'nothing'} → ${JSON.stringify(after) ?? 'nothing'}`;
  switch (one.kind) {
    case 'node-added':
      return `+ ${one.displayName} (${one.type})`;
    case 'node-removed':
      return `- ${one.displayName} (${one.type})`;
    case 'node-moved':
      return `~ ${one.displayName} moved`;
    case 'node-changed':
      return `~ ${one.displayName} ${one.field}: ${change(one)}`;
    case 'wire-changed':
      return `~ ${one.displayName}, outcome ${one.outcome}: ${change(one)}`;
    case 'start-changed':
      return `~ start: ${change(one)}`;
    default:
      return `~ ${one.field}: ${change(one)}`;
  }
}
