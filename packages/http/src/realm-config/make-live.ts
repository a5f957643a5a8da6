import { validateJourney } from '@waygate/graph';
import { type JourneyDocument, sortKeys, WaygateError } from '@waygate/schema';
import { surroundingsOf } from '../admin/journey-surroundings.ts';
import { refuseNewScripts } from '../admin/refuse-new-scripts.ts';
import { type ConfigRequest, clientOf } from './config-request.ts';
import type { LiveJourney } from './live-journeys.ts';

/** How long a node that stands in no journey is kept, milliseconds. */
export const STAGED_MS = 24 * 3_600_000;
/** How many problems are told. */
const MOST_TOLD = 50;

/**
 * Makes journeys live, all or none, as versions of their own whose author and note say who wrote them with what. What says the same as before stays as it is.
 * @throws WaygateError `config.invalid` (input) with the errors that what is live does not have already, `journey.base_moved` (state) when another server was faster
 */
export async function makeLive(request: ConfigRequest, documents: readonly JourneyDocument[], live: readonly LiveJourney[]): Promise<void> {
  const { deps, realm, now, admin } = request;
  const before = new Map(live.map((one) => [one.document.name, one]));
  const changed = documents.filter((document) => {
    const old = before.get(document.name);
    return old === undefined || JSON.stringify(sortKeys(old.document)) !== JSON.stringify(sortKeys(document));
  });
  if (changed.length === 0) return;
  await refuseNewScripts(deps, admin, realm, changed);
  const surroundings = await surroundingsOf(deps.journeys, realm, changed);
  const errorsOf = (document: JourneyDocument) =>
    validateJourney(document, deps.catalogue, surroundings).filter(({ severity }) => severity === 'error');
  const problems = changed.flatMap((document) => {
    const old = before.get(document.name);
    const known = new Set(old === undefined ? [] : errorsOf(old.document).map(({ code, message }) => `${code} ${message}`));
    return errorsOf(document).filter(({ code, message }) => !known.has(`${code} ${message}`));
  });
  if (problems.length > 0) {
    const told = problems.slice(0, MOST_TOLD);
    const message = `Data validation failed for the attribute, Nodes. ${told.map((one) => one.message).join(' ')}`;
    throw new WaygateError('input', 'config.invalid', message, { details: { problems: told } });
  }
  const base = new Map(changed.map(({ name }) => [name, before.get(name)?.versionId ?? null]));
  const note = `Written by ${clientOf(request)}`;
  const published = await deps.journeys.publish(realm, changed, { at: now, author: admin.username, note, base });
  for (const [at, { name }] of changed.entries()) {
    request.audit('journey.published', { realm, journey: name, version: published[at]?.versionId ?? null, note });
  }
}
