import { parseConfig, validateJourney } from '@waygate/graph';
import {
  applyTransferRequest,
  exportRequest,
  findUnsafeKey,
  type JourneyDocument,
  type JsonObject,
  readJourneys,
  sortKeys,
  type TransferPlan,
  type TransferPlanEntry,
  toAmJourney,
  transferRequest,
  WaygateError,
} from '@waygate/schema';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { realmOf, unknownJourney } from './journey-routes.ts';
import { innerJourneysOf, surroundingsOf } from './journey-surroundings.ts';

interface Source {
  readonly file: string;
  readonly document: JourneyDocument;
}

/** Parts that exports carry beside journeys and that are left alone. */
const OTHER_PARTS = ['scripts', 'emailTemplates', 'saml2Entities', 'circlesOfTrust', 'socialIdentityProviders', 'themes', 'variable'];

/** `POST /realms/R/import/plan`: nothing is changed. */
export async function planImport(request: AdminRequest, realm: string): Promise<TransferPlan> {
  const { files } = bodyOf(request, transferRequest);
  await realmOf(request, realm);
  const sources = files.flatMap(readFile);
  refuseTwice(sources);
  const surroundings = await surroundingsOf(
    request.deps.journeys,
    realm,
    sources.map(({ document }) => document),
  );
  const entries: TransferPlanEntry[] = [];
  for (const { file, document } of sources) {
    const [live] = await request.deps.journeys.history(realm, document.name);
    const current = (live === undefined ? undefined : await request.deps.journeys.version(realm, document.name, live.versionId)) ?? null;
    entries.push({
      name: document.name,
      file,
      action: current === null ? 'add' : canonical(current) === canonical(document) ? 'unchanged' : 'change',
      baseVersion: live?.versionId ?? null,
      document,
      current,
      problems: validateJourney(document, request.deps.catalogue, surroundings),
      unresolved: innerJourneysOf(document).filter((name) => surroundings.innerJourneys(name) === undefined),
      unsupported: [...Object.entries(document.nodes), ...Object.entries(document.innerNodes)]
        .filter(([, { type }]) => !request.deps.catalogue.has(type))
        .map(([nodeId, { type, displayName }]) => ({ nodeId, nodeType: type, displayName })),
    });
  }
  return { entries, ignored: files.flatMap(({ name, text }) => ignoredParts(name, text)) };
}

/** `POST /realms/R/import`: all of the named journeys or nothing. */
export async function applyImport(request: AdminRequest, realm: string): Promise<{ imported: string[] }> {
  const { files, journeys, as, base } = bodyOf(request, applyTransferRequest);
  const { deps, admin, now } = request;
  await realmOf(request, realm);
  const sources = files.flatMap(readFile);
  refuseTwice(sources);
  const wanted = journeys.map((name) => {
    const source = sources.find(({ document }) => document.name === name);
    if (source === undefined) throw new WaygateError('input', 'import.not_in_files', `No file holds the journey ${name}.`);
    return source.document;
  });
  const bases = new Map(Object.entries(base).filter(([name]) => journeys.includes(name)));
  if (as === 'draft') {
    for (const [name, versionId] of bases) {
      const [live] = await deps.journeys.history(realm, name);
      if ((live?.versionId ?? null) !== versionId) throw baseMoved(name);
    }
    await deps.journeys.saveDrafts(realm, admin.username, wanted, now);
  } else {
    const surroundings = await surroundingsOf(deps.journeys, realm, wanted);
    const problems = wanted.flatMap((document) =>
      validateJourney(document, deps.catalogue, surroundings)
        .filter(({ severity }) => severity === 'error')
        .map((problem) => ({ journey: document.name, ...problem })),
    );
    if (problems.length > 0) {
      throw new WaygateError(
        'authoring',
        'journey.invalid',
        'Nothing was imported: some of these journeys cannot run. Import them as drafts.',
        {
          details: { problems },
        },
      );
    }
    await deps.journeys.publish(realm, wanted, { at: now, author: admin.username, note: 'Imported', base: bases });
  }
  request.audit('journeys.imported', { realm, journeys, as });
  return { imported: journeys };
}

/** `POST /realms/R/export`: what is published, else one's own draft. The same journeys are the same text. */
export async function exportJourneys(request: AdminRequest, realm: string): Promise<{ fileName: string; text: string }> {
  const { names, format, withInner } = bodyOf(request, exportRequest);
  const { deps, admin } = request;
  await realmOf(request, realm);
  const found = new Map<string, JourneyDocument>();
  const open = [...names];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    if (found.has(name)) continue;
    const document = (await deps.journeys.published(realm, name)) ?? (await deps.journeys.draft(realm, name, admin.username))?.document;
    if (document === undefined) {
      if (names.includes(name)) throw unknownJourney(name);
      continue;
    }
    found.set(name, document);
    if (withInner) open.push(...innerJourneysOf(document));
  }
  const documents = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const form = (document: JourneyDocument) => (format === 'am' ? toAmJourney(document, factsOf(request)) : sortKeys(document));
  const [only] = documents;
  const content =
    documents.length === 1 && only !== undefined
      ? form(only)
      : format === 'am'
        ? { trees: Object.fromEntries(documents.map((document) => [document.name, form(document)])) }
        : documents.map(form);
  const base = documents.length === 1 && only !== undefined ? only.name : `${realm === '/' ? 'root' : realm.slice(1)} journeys`;
  return {
    fileName: `${base.replaceAll(/[%/\\:*?"<>|\p{Cc}]/gu, '_')}.journey.json`,
    text: `${JSON.stringify(content, null, 2)}\n`,
  };
}

/** Journeys of one file, in any form that exports have: one journey, AM's `trees`, or a list of either. */
function readFile({ name, text }: { readonly name: string; readonly text: string }): Source[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw refusedFile(name, 'import.not_json', placeOf(cause, text), cause);
  }
  try {
    const unsafe = findUnsafeKey(content);
    if (unsafe !== undefined) throw new WaygateError('input', 'transfer.unsafe_key', `it has a key that is not allowed: ${unsafe}.`);
    const parts: readonly unknown[] = Array.isArray(content) ? content : [content];
    const found = parts.flatMap((part) => readJourneys(part)).map((document) => ({ file: name, document }));
    if (found.length === 0) throw new WaygateError('input', 'transfer.not_a_journey', 'it holds no journey.');
    return found;
  } catch (error) {
    if (!(error instanceof WaygateError)) throw error;
    throw refusedFile(name, error.code, error.message, error, error.details);
  }
}

function refusedFile(name: string, code: string, message: string, cause: unknown, details?: unknown): WaygateError {
  return new WaygateError('input', code, `${name}: ${message}`, { cause, details: { file: name, problems: details ?? [] } });
}

/** Where a text stops being JSON, as far as the parser says. */
function placeOf(error: unknown, text: string): string {
  const position = Number(/position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]);
  if (!Number.isInteger(position)) return 'it is not JSON.';
  const before = text.slice(0, position).split('\n');
  return `it is not JSON: look at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`;
}

function refuseTwice(sources: readonly Source[]): void {
  const first = new Map<string, string>();
  for (const { file, document } of sources) {
    const before = first.get(document.name);
    if (before !== undefined) {
      const where = before === file ? file : `${before} and ${file}`;
      throw new WaygateError('input', 'journey.twice', `The journey ${document.name} is there twice, in ${where}. Leave one of them out.`);
    }
    first.set(document.name, file);
  }
}

function ignoredParts(file: string, text: string): TransferPlan['ignored'][number][] {
  const content = JSON.parse(text) as unknown;
  const roots: readonly unknown[] = Array.isArray(content) ? content : [content];
  const trees = roots.flatMap((root) => (isObject(root) && isObject(root['trees']) ? [root, ...Object.values(root['trees'])] : [root]));
  const counts = new Map<string, number>();
  for (const tree of trees) {
    if (!isObject(tree)) continue;
    for (const part of OTHER_PARTS) {
      const value = tree[part];
      const count = Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : 0;
      if (count > 0) counts.set(part, (counts.get(part) ?? 0) + count);
    }
  }
  return [...counts].map(([what, count]) => ({ file, what, count }));
}

function factsOf({ deps }: AdminRequest) {
  return (type: string, config: JsonObject) => {
    const known = deps.catalogue.get(type);
    if (known === undefined) return undefined;
    const parsed = parseConfig(known, config);
    return { name: known.displayName, outcomes: 'config' in parsed && known.kind !== 'page' ? known.outcomes(parsed.config) : [] };
  };
}

function canonical(document: JourneyDocument): string {
  return JSON.stringify(sortKeys(document));
}

function baseMoved(name: string): WaygateError {
  return new WaygateError(
    'state',
    'journey.base_moved',
    `${name} was published since the plan was made. Nothing was imported; plan again.`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
