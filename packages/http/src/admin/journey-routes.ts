import type { RealmSettings } from '@waygate/engine';
import { checkDefault, OPTIONS_AGAINST_DEFAULT, outcomesOf, validateJourney } from '@waygate/graph';
import {
  type CatalogueOutcome,
  defaultJourneyRequest,
  duplicateRequest,
  enableRequest,
  type JourneyCheck,
  type JourneyDocument,
  type JourneyListItem,
  type JourneyView,
  journeyCheckRequest,
  renameRequest,
  WaygateError,
} from '@waygate/schema';
import type { JourneyDesk } from './admin-deps.ts';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { publishedInnerJourneys, surroundingsOf } from './journey-surroundings.ts';
import { realmReferences } from './realm-references.ts';
import { refuseNewScripts } from './refuse-new-scripts.ts';

/** The settings of a realm that there is. @throws WaygateError `realm.not_found` */
export async function realmOf({ http }: AdminRequest, realm: string): Promise<RealmSettings> {
  const settings = await http.realms.settings(realm);
  if (settings === undefined) throw new WaygateError('notFound', 'realm.not_found', 'There is no such realm.');
  return settings;
}

/** `GET /realms/R/journeys` */
export async function listJourneys(request: AdminRequest, realm: string): Promise<{ journeys: JourneyListItem[] }> {
  const { deps } = request;
  const { defaultJourney } = await realmOf(request, realm);
  const [found, drafts, inner] = await Promise.all([
    deps.journeys.list(realm),
    deps.journeys.drafts(realm),
    publishedInnerJourneys(deps.journeys, realm),
  ]);
  const journeys = await Promise.all(
    found.map(async ({ name, enabled, description, published }): Promise<JourneyListItem> => {
      const own = drafts.filter(({ document }) => document.name === name);
      const document =
        (published === undefined ? undefined : await deps.journeys.version(realm, name, published.versionId)) ?? own[0]?.document;
      return {
        name,
        description: description ?? null,
        categories: categoriesOf(document),
        enabled,
        innerTreeOnly: document?.innerTreeOnly ?? false,
        isDefault: defaultJourney === name,
        published: published ?? null,
        drafts: own.map(withoutDocument),
        usedBy: usedBy(inner, name),
        nodeCount: Object.keys(document?.nodes ?? {}).length,
      };
    }),
  );
  return { journeys };
}

/** `GET /realms/R/journeys/N` */
export async function viewJourney(request: AdminRequest, realm: string, name: string): Promise<JourneyView> {
  const { deps, admin } = request;
  const { defaultJourney } = await realmOf(request, realm);
  const [[published], drafts, inner] = await Promise.all([
    deps.journeys.history(realm, name),
    deps.journeys.drafts(realm),
    publishedInnerJourneys(deps.journeys, realm),
  ]);
  const own = drafts.filter(({ document }) => document.name === name);
  if (published === undefined && own.length === 0) throw unknownJourney(name);
  const document = published === undefined ? undefined : await deps.journeys.version(realm, name, published.versionId);
  return {
    name,
    isDefault: defaultJourney === name,
    published: published === undefined || document === undefined ? null : { ...published, document },
    draft: own.find(({ author }) => author === admin.username) ?? null,
    otherDrafts: own.filter(({ author }) => author !== admin.username).map(withoutDocument),
    usedBy: usedBy(inner, name),
  };
}

/** `POST /realms/R/journeys/N/check`: nothing is kept. */
export async function checkJourney(request: AdminRequest, realm: string): Promise<JourneyCheck> {
  const { deps } = request;
  const { catalogue, journeys, values, emailTemplates } = deps;
  const { document } = bodyOf(request, journeyCheckRequest);
  const { defaultJourney } = await realmOf(request, realm);
  const surroundings = await surroundingsOf(journeys, realm, [document], emailTemplates);
  const problems = [
    ...validateJourney(document, catalogue, { ...surroundings, references: await realmReferences(deps, realm, [document]) }, values),
    ...(document.name === defaultJourney ? checkDefault(document) : []),
  ];
  const outcomes: Record<string, readonly CatalogueOutcome[] | null> = {};
  for (const [id, node] of Object.entries(document.nodes)) outcomes[id] = outcomesOf(document, catalogue, node, values) ?? null;
  for (const [id, child] of Object.entries(document.innerNodes)) {
    outcomes[id] = outcomesOf(document, catalogue, { ...child, connections: {}, x: 0, y: 0 }, values) ?? null;
  }
  return { problems, outcomes };
}

/** `POST /realms/R/journeys/N/rename` */
export async function renameJourney(request: AdminRequest, realm: string, name: string): Promise<void> {
  const { to } = bodyOf(request, renameRequest);
  await realmOf(request, realm);
  if (to === name) return;
  await request.deps.journeys.rename(realm, name, to, { at: request.now, author: request.admin.username });
  request.audit('journey.renamed', { realm, journey: name, to });
}

/** `POST /realms/R/journeys/N/duplicate`: the copy is a draft of one's own, from one's own draft, what is live, or somebody's draft of what never was. */
export async function duplicateJourney(request: AdminRequest, realm: string, name: string): Promise<void> {
  const { deps, admin, now } = request;
  const { to } = bodyOf(request, duplicateRequest);
  await realmOf(request, realm);
  const document =
    (await deps.journeys.draft(realm, name, admin.username))?.document ??
    (await deps.journeys.published(realm, name)) ??
    (await latestDraft(deps.journeys, realm, name));
  if (document === undefined) throw unknownJourney(name);
  if ((await deps.journeys.list(realm)).some((one) => one.name === to)) {
    throw new WaygateError('state', 'journey.exists', `There is a journey ${to} already. Choose another name.`);
  }
  await refuseNewScripts(deps, admin, realm, [{ ...document, name: to }]);
  await deps.journeys.saveDraft(realm, admin.username, { document: { ...document, name: to }, baseVersion: null, revision: null }, now);
  request.audit('journey.duplicated', { realm, journey: name, to });
}

/** `POST /realms/R/journeys/N/enable`: takes effect at once, as a version of its own; whoever is signing on ends on theirs. */
export async function enableJourney(request: AdminRequest, realm: string, name: string): Promise<void> {
  const { deps, admin, now } = request;
  const { enabled } = bodyOf(request, enableRequest);
  const [live] = await deps.journeys.history(realm, name);
  const document = live === undefined ? undefined : await deps.journeys.version(realm, name, live.versionId);
  if (live === undefined || document === undefined) {
    throw new WaygateError('state', 'journey.not_published', `${name} was never published. Publish it first.`);
  }
  if (document.enabled === enabled) return;
  const note = enabled ? 'Enabled' : 'Disabled';
  const base = new Map([[name, live.versionId]]);
  await deps.journeys.publish(realm, [{ ...document, enabled }], { at: now, author: admin.username, note, base });
  request.audit('journey.enabled', { realm, journey: name, enabled });
}

/** `DELETE /realms/R/journeys/N` */
export async function removeJourney(request: AdminRequest, realm: string, name: string): Promise<void> {
  const { deps } = request;
  const { defaultJourney } = await realmOf(request, realm);
  const users = usedBy(await publishedInnerJourneys(deps.journeys, realm), name);
  if (users.length > 0 || defaultJourney === name) {
    const why = [
      ...(users.length > 0 ? [`${users.join(', ')} ${users.length === 1 ? 'runs' : 'run'} it`] : []),
      ...(defaultJourney === name ? ['it is the default journey of the realm'] : []),
    ];
    throw new WaygateError('state', 'journey.in_use', `${name} is in use: ${why.join(', and ')}. Change that first.`, {
      details: { usedBy: users, isDefault: defaultJourney === name },
    });
  }
  if (!(await deps.journeys.remove(realm, name))) throw unknownJourney(name);
  request.audit('journey.removed', { realm, journey: name });
}

/** `PUT /realms/R/default-journey` */
export async function setDefaultJourney(request: AdminRequest, realm: string): Promise<void> {
  const { deps } = request;
  const { name } = bodyOf(request, defaultJourneyRequest);
  const settings = await realmOf(request, realm);
  const journey = name === null ? undefined : (await deps.journeys.list(realm)).find((one) => one.name === name);
  if (name !== null && journey?.published === undefined) {
    throw new WaygateError('state', 'journey.not_published', `${name} is not published. Publish it first.`);
  }
  const document =
    journey?.published === undefined ? undefined : await deps.journeys.version(realm, journey.name, journey.published.versionId);
  const against = document === undefined ? [] : OPTIONS_AGAINST_DEFAULT.filter((option) => document[option]);
  if (document?.enabled === false || against.length > 0) {
    const why = [...(document?.enabled === false ? ['it is disabled'] : []), ...against.map((option) => `its option ${option} is on`)].join(
      ' and ',
    );
    throw new WaygateError('state', 'journey.not_for_default', `${name} cannot be the default journey: ${why}. Publish it without.`, {
      details: { options: [...(document?.enabled === false ? ['enabled'] : []), ...against] },
    });
  }
  await deps.realms.put({ ...settings, defaultJourney: name ?? undefined });
  request.audit('realm.default_journey', { realm, journey: name });
}

/** The draft of a journey that was worked on last, whoever's it is. */
export async function latestDraft(journeys: JourneyDesk, realm: string, name: string): Promise<JourneyDocument | undefined> {
  const found = (await journeys.drafts(realm)).filter(({ document }) => document.name === name);
  return found.sort((a, b) => b.updatedAt - a.updatedAt)[0]?.document;
}

/** The error for a journey that is not there. */
export function unknownJourney(name: string): WaygateError {
  return new WaygateError('notFound', 'journey.unknown', `There is no journey ${name} in this realm (any more).`);
}

function usedBy(inner: ReadonlyMap<string, readonly string[]>, name: string): string[] {
  return [...inner].filter(([user, names]) => user !== name && names.includes(name)).map(([user]) => user);
}

function categoriesOf(document: JourneyDocument | undefined): string[] {
  try {
    const parsed: unknown = JSON.parse(document?.uiConfig['categories'] ?? '[]');
    return Array.isArray(parsed) ? parsed.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

function withoutDocument<T extends { readonly document: JourneyDocument }>({ document: _, ...view }: T): Omit<T, 'document'> {
  return view;
}
