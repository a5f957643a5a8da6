import { existsSync } from 'node:fs';
import { type Problem, validateJourney } from '@waygate/graph';
import { readTransfer, WaygateError } from '@waygate/schema';
import type { Workspace } from '@waygate/server/administration';
import { existingRealm, print } from '../with-workspace.ts';
import { readJourneyText } from './read-journey-text.ts';
import { surroundingsOf } from './surroundings-of.ts';

/**
 * Checks a journey of a realm (its draft, if it has one), or the journeys of a file, as publishing does.
 * @returns whether they can run
 * @throws WaygateError `journey.not_found`
 */
export async function validateJourneys(
  workspace: Workspace,
  target: string,
  options: { readonly realm: string; readonly json?: boolean },
): Promise<boolean> {
  const realm = await existingRealm(workspace, options.realm);
  const { journeys } = workspace.stores;
  const stored = (await journeys.latestDraft(realm, target))?.document ?? (await journeys.published(realm, target));
  if (stored === undefined && !existsSync(target)) {
    throw new WaygateError('notFound', 'journey.not_found', `${target} is neither a journey of realm ${realm} nor a file.`);
  }
  const sources = stored === undefined ? readTransfer([readJourneyText(target)]).sources : [{ document: stored, parts: [] }];
  const documents = sources.map(({ document }) => document);
  const surroundings = await surroundingsOf(
    workspace,
    realm,
    documents,
    sources.flatMap(({ parts }) => parts),
  );
  const report = documents.map((document) => ({
    name: document.name,
    problems: validateJourney(document, workspace.catalogue, surroundings, workspace.values),
  }));
  print(options.json, report, report.flatMap(linesOf));
  return report.every(({ problems }) => problems.every(({ severity }) => severity !== 'error'));
}

function linesOf({ name, problems }: { readonly name: string; readonly problems: readonly Problem[] }): string[] {
  if (problems.length === 0) return [`${name}: no problems.`];
  return [`${name}:`, ...problems.map(({ severity, code, message }) => `  ${severity} ${code}: ${message}`)];
}
