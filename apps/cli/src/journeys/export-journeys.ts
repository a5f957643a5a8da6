import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseConfig } from '@waygate/graph';
import { type JourneyDocument, type JsonObject, sortKeys, toAmJourney, WaygateError } from '@waygate/schema';
import type { Workspace } from '@waygate/server/administration';
import { existingRealm, print } from '../with-workspace.ts';

/** How journeys are exported. */
export interface ExportOptions {
  readonly realm: string;
  readonly json?: boolean;
  readonly format: 'native' | 'am';
  /** File or folder; standard output when undefined. */
  readonly out?: string;
}

/**
 * Writes journeys as canonical JSON: the published version, or the draft of one that was never published.
 * @param name undefined for every journey of the realm
 * @throws WaygateError `journey.not_found`
 */
export async function exportJourneys(workspace: Workspace, name: string | undefined, options: ExportOptions): Promise<void> {
  const realm = await existingRealm(workspace, options.realm);
  const names = name === undefined ? (await workspace.stores.journeys.list(realm)).map((one) => one.name) : [name];
  const documents: JourneyDocument[] = [];
  for (const one of names) documents.push(await existingJourney(workspace, realm, one));
  const form = (document: JourneyDocument) => (options.format === 'am' ? toAmJourney(document, factsOf(workspace)) : sortKeys(document));
  const [only] = documents;
  const together = () => {
    if (name !== undefined && only !== undefined) return form(only);
    if (options.format === 'native') return documents.map(form);
    return { trees: Object.fromEntries(documents.map((document) => [document.name, form(document)])) };
  };
  if (options.out === undefined) {
    process.stdout.write(text(together()));
    return;
  }
  if (isFolder(options.out, name)) {
    mkdirSync(options.out, { recursive: true });
    for (const document of documents) writeFileSync(join(options.out, fileName(document.name)), text(form(document)));
  } else {
    mkdirSync(dirname(options.out), { recursive: true });
    writeFileSync(options.out, text(together()));
  }
  print(options.json, { exported: names, out: options.out }, [`Exported ${names.length} to ${options.out}.`]);
}

async function existingJourney({ stores }: Workspace, realm: string, name: string): Promise<JourneyDocument> {
  const document = (await stores.journeys.published(realm, name)) ?? (await stores.journeys.latestDraft(realm, name))?.document;
  if (document !== undefined) return document;
  const known = (await stores.journeys.list(realm)).map((one) => one.name).join(', ') || 'none yet';
  throw new WaygateError('notFound', 'journey.not_found', `There is no journey ${name} in realm ${realm}. Journeys: ${known}.`);
}

/** One journey goes into a file unless a folder is there; all go into a folder unless a JSON file is named. */
function isFolder(out: string, name: string | undefined): boolean {
  const there = statSync(out, { throwIfNoEntry: false });
  return there?.isDirectory() ?? (name === undefined && !out.endsWith('.json'));
}

/** Keeps names apart on every file system that can hold them: what cannot stand in a file name is written as in an address. */
function fileName(name: string): string {
  return `${name.replaceAll(/[%/\\:*?"<>|\p{Cc}]/gu, encodeURIComponent)}.journey.json`;
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function factsOf({ catalogue }: Workspace) {
  return (type: string, config: JsonObject) => {
    const known = catalogue.get(type);
    if (known === undefined) return undefined;
    const parsed = parseConfig(known, config);
    return { name: known.displayName, outcomes: 'config' in parsed ? known.outcomes(parsed.config) : [] };
  };
}
