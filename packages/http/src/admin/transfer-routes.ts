import { exportFileName, exportText, planTransfer, type RealmCopy, withInnerJourneys } from '@waygate/graph';
import {
  applyTransferRequest,
  exportRequest,
  type JourneyDocument,
  readTransfer,
  type TransferPlan,
  type TransferText,
  transferRequest,
  WaygateError,
} from '@waygate/schema';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { latestDraft, realmOf, unknownJourney } from './journey-routes.ts';
import { surroundingsOf } from './journey-surroundings.ts';
import { realmParts } from './realm-parts.ts';
import { realmReferences } from './realm-references.ts';
import { refuseNewScripts } from './refuse-new-scripts.ts';
import { refuseNewTransform } from './refuse-new-transform.ts';
import { requireScriptAuthor } from './script-author.ts';

/** `POST /realms/R/import/plan`: nothing is changed. */
export async function planImport(request: AdminRequest, realm: string): Promise<TransferPlan> {
  const { files } = bodyOf(request, transferRequest);
  await realmOf(request, realm);
  return (await planOf(request, realm, files)).plan;
}

/** `POST /realms/R/import`: all of the named journeys or nothing. */
export async function applyImport(request: AdminRequest, realm: string): Promise<{ imported: string[] }> {
  const { files, journeys, as, base, drafts } = bodyOf(request, applyTransferRequest);
  const { deps, admin, now } = request;
  await realmOf(request, realm);
  const { plan, documents, parts } = await planOf(request, realm, files, new Set(journeys));
  const entries = journeys.map((name) => {
    const entry = plan.entries.find((one) => one.name === name);
    if (entry === undefined) throw new WaygateError('input', 'import.not_in_files', `No file holds the journey ${name}.`);
    return entry;
  });
  const wanted = entries.flatMap(({ name }) => documents.get(name) ?? []);
  for (const { name, baseVersion, draft } of entries) {
    if (Object.hasOwn(base, name) && base[name] !== baseVersion) throw baseMoved(name);
    if (as === 'draft' && Object.hasOwn(drafts, name) && drafts[name] !== (draft?.revision ?? null)) throw draftChanged(name);
  }
  const isScript = ({ kind, action }: TransferPlan['entries'][number]['parts'][number]) => kind === 'script' && action !== 'unchanged';
  if (entries.some((entry) => entry.parts.some(isScript))) requireScriptAuthor(admin);
  await refuseNewScripts(deps, admin, realm, wanted);
  const objects = entries.flatMap(({ name }) => (parts.get(name) ?? []).map(({ kind, id, value }) => ({ kind, id, value })));
  for (const { kind, id, value } of objects.filter((one) => one.kind === 'socialProvider'))
    await refuseNewTransform(deps, admin, realm, await deps.realmObjects.get(realm, kind, id), value);
  if (as === 'draft') {
    const revisions = new Map(entries.map(({ name, draft }) => [name, draft?.revision ?? null]));
    const bases = new Map(entries.map(({ name, baseVersion }) => [name, baseVersion]));
    await deps.journeys.saveDrafts(realm, admin.username, wanted, now, { base: bases, revisions, objects });
  } else {
    const problems = entries.flatMap((entry) =>
      entry.problems.filter(({ severity }) => severity === 'error').map((problem) => ({ journey: entry.name, ...problem })),
    );
    if (problems.length > 0) {
      throw new WaygateError(
        'authoring',
        'journey.invalid',
        'Nothing was imported: some of these journeys cannot run. Import them as drafts.',
        { details: { problems } },
      );
    }
    const bases = new Map(entries.flatMap(({ name }) => (Object.hasOwn(base, name) ? [[name, base[name] ?? null] as const] : [])));
    await deps.journeys.publish(realm, wanted, { at: now, author: admin.username, note: 'Imported', base: bases, objects });
  }
  request.audit('journeys.imported', { realm, journeys, as, along: objects.map(({ kind, id }) => `${kind} ${id}`) });
  return { imported: journeys };
}

/** `POST /realms/R/export`: what is published, else one's own draft, or the other way round; else somebody's draft. The same journeys are the same text. */
export async function exportJourneys(request: AdminRequest, realm: string): Promise<{ fileName: string; text: string }> {
  const { names, format, withInner, drafts } = bodyOf(request, exportRequest);
  const { deps, admin } = request;
  await realmOf(request, realm);
  const load = async (name: string): Promise<JourneyDocument | undefined> => {
    const draft = async () => (await deps.journeys.draft(realm, name, admin.username))?.document;
    const published = () => deps.journeys.published(realm, name);
    const known = drafts ? ((await draft()) ?? (await published())) : ((await published()) ?? (await draft()));
    return known ?? latestDraft(deps.journeys, realm, name);
  };
  const documents: JourneyDocument[] = [];
  for (const name of new Set(names)) {
    const document = await load(name);
    if (document === undefined) throw unknownJourney(name);
    documents.push(document);
  }
  const found = withInner ? await withInnerJourneys(names, load) : documents;
  const [only] = found;
  const name = found.length === 1 && only !== undefined ? only.name : `${realm === '/' ? 'root' : realm.slice(1)} journeys`;
  request.audit('journeys.exported', { realm, journeys: found.map((one) => one.name), format });
  return { fileName: exportFileName(name), text: exportText(found, format, deps.catalogue, await realmParts(deps.realmObjects, realm)) };
}

/** @param wanted journeys that are taken; all of them when undefined. The others are not there for those that run them. */
async function planOf(request: AdminRequest, realm: string, files: readonly TransferText[], wanted?: ReadonlySet<string>) {
  const { deps, admin } = request;
  const transfer = readTransfer(files);
  const sources = transfer.sources.filter(({ document }) => wanted?.has(document.name) ?? true);
  const copies = new Map<string, RealmCopy>();
  for (const { document } of sources) {
    const { name } = document;
    const [live] = await deps.journeys.history(realm, name);
    const published = live === undefined ? undefined : await deps.journeys.version(realm, name, live.versionId);
    copies.set(name, {
      published: live === undefined || published === undefined ? undefined : { versionId: live.versionId, document: published },
      draft: await deps.journeys.draft(realm, name, admin.username),
    });
  }
  const documents = sources.map(({ document }) => document);
  const surroundings = {
    ...(await surroundingsOf(deps.journeys, realm, documents, deps.emailTemplates)),
    references: await realmReferences(
      deps,
      realm,
      // A tree that comes without its nodes gets those that the realm has.
      [
        ...documents,
        ...[...copies.values()].flatMap(({ published, draft }) =>
          [published?.document, draft?.document].filter((one) => one !== undefined),
        ),
      ],
      sources.flatMap((source) => source.parts),
    ),
  };
  return planTransfer(
    { ...transfer, sources },
    {
      catalogue: deps.catalogue,
      surroundings,
      copies,
      values: deps.values,
      parts: await realmParts(deps.realmObjects, realm),
    },
  );
}

function baseMoved(name: string): WaygateError {
  return new WaygateError(
    'state',
    'journey.base_moved',
    `${name} was published since the plan was made. Nothing was imported; plan again.`,
  );
}

function draftChanged(name: string): WaygateError {
  return new WaygateError(
    'state',
    'draft.changed',
    `Your draft of ${name} was changed since the plan was made. Nothing was imported; plan again.`,
  );
}
