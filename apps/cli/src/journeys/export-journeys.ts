import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exportFileName, exportText, type TransferFormat, withInnerJourneys } from '@waygate/graph';
import { type JourneyDocument, WaygateError } from '@waygate/schema';
import type { Workspace } from '@waygate/server/administration';
import { existingRealm, print } from '../with-workspace.ts';
import { realmParts } from './realm-parts.ts';

/** How journeys are exported. */
export interface ExportOptions {
  readonly realm: string;
  readonly json?: boolean;
  readonly format: TransferFormat;
  /** Whether the journeys that they run come along. */
  readonly withInner?: boolean;
  /** File or folder; standard output when undefined. */
  readonly out?: string;
}

/**
 * Writes journeys as canonical JSON: the published version, or the draft of one that was never published. Secrets leave as placeholders.
 * @param name undefined for every journey of the realm
 * @throws WaygateError `journey.not_found`
 */
export async function exportJourneys(workspace: Workspace, name: string | undefined, options: ExportOptions): Promise<void> {
  const realm = await existingRealm(workspace, options.realm);
  const { journeys } = workspace.stores;
  const load = async (one: string) => (await journeys.published(realm, one)) ?? (await journeys.latestDraft(realm, one))?.document;
  const names = name === undefined ? (await journeys.list(realm)).map((one) => one.name) : [name];
  const documents: JourneyDocument[] = [];
  for (const one of names) {
    const document = await load(one);
    if (document === undefined) throw unknownJourney(one, realm, (await journeys.list(realm)).map((known) => known.name).join(', '));
    documents.push(document);
  }
  const found = options.withInner === true ? await withInnerJourneys(names, load) : documents;
  const parts = await realmParts(workspace, realm);
  const text = (some: readonly JourneyDocument[]) => exportText(some, options.format, workspace.catalogue, parts);
  if (options.out === undefined) {
    process.stdout.write(text(found));
    return;
  }
  if (isFolder(options.out, name)) {
    mkdirSync(options.out, { recursive: true });
    for (const document of found) writeFileSync(join(options.out, exportFileName(document.name)), text([document]));
  } else {
    mkdirSync(dirname(options.out), { recursive: true });
    writeFileSync(options.out, text(found));
  }
  print(options.json, { exported: found.map((one) => one.name), out: options.out }, [`Exported ${found.length} to ${options.out}.`]);
}

function unknownJourney(name: string, realm: string, known: string): WaygateError {
  return new WaygateError(
    'notFound',
    'journey.not_found',
    `There is no journey ${name} in realm ${realm}. Journeys: ${known || 'none yet'}.`,
  );
}

/** One journey goes into a file unless a folder is there; all go into a folder unless a JSON file is named. */
function isFolder(out: string, name: string | undefined): boolean {
  const there = statSync(out, { throwIfNoEntry: false });
  return there?.isDirectory() ?? (name === undefined && !out.endsWith('.json'));
}
