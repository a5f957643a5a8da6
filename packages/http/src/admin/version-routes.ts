import { randomBytes } from 'node:crypto';
import { validateJourney } from '@waygate/graph';
import {
  type JourneyDocument,
  type JourneyDraftView,
  type JourneyVersionView,
  type PreviewTicket,
  previewRequest,
  publishRequest,
  rollbackRequest,
  saveDraftRequest,
  WaygateError,
} from '@waygate/schema';
import { z } from 'zod';
import { signOnPath } from '../pages/xui-redirect.ts';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { realmOf, unknownJourney } from './journey-routes.ts';
import { surroundingsOf } from './journey-surroundings.ts';
import { refuseNewScripts } from './refuse-new-scripts.ts';
import { ticketHash } from './ticket-hash.ts';

/** How long a draft can be tried with one ticket, milliseconds. */
const TICKET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** `PUT …/draft`. A new journey begins with its first draft. */
export async function saveDraft(request: AdminRequest, realm: string, name: string): Promise<JourneyDraftView> {
  const draft = bodyOf(request, saveDraftRequest);
  checkName(draft.document, name);
  await realmOf(request, realm);
  await refuseNewScripts(request.deps, request.admin, realm, [draft.document]);
  return request.deps.journeys.saveDraft(realm, request.admin.username, draft, request.now);
}

/** `DELETE …/draft?revision=R`: with a revision only the draft of that revision goes. */
export async function discardDraft(request: AdminRequest, realm: string, name: string): Promise<void> {
  const { deps, admin, query } = request;
  const given = query.get('revision');
  const revision = given === null ? undefined : z.coerce.number().int().nonnegative().safeParse(given);
  if (revision?.success === false) throw new WaygateError('input', 'request.malformed', 'The revision is not a number.');
  await deps.journeys.discardDraft(realm, name, admin.username, revision?.data);
}

/** `GET …/drafts/A` */
export async function draftOf({ deps }: AdminRequest, realm: string, name: string, author: string) {
  const draft = await deps.journeys.draft(realm, name, author);
  if (draft === undefined) throw new WaygateError('notFound', 'draft.unknown', `${author} has no draft of ${name} (any more).`);
  return draft;
}

/** `POST …/publish` */
export async function publish(request: AdminRequest, realm: string, name: string): Promise<JourneyVersionView> {
  const { document, baseVersion, note } = bodyOf(request, publishRequest);
  checkName(document, name);
  await realmOf(request, realm);
  await refuseNewScripts(request.deps, request.admin, realm, [document]);
  return makeLive(request, realm, document, baseVersion, note, 'journey.published');
}

/** `POST …/rollback` */
export async function rollback(request: AdminRequest, realm: string, name: string): Promise<JourneyVersionView> {
  const { versionId, baseVersion, note } = bodyOf(request, rollbackRequest);
  const { deps } = request;
  const meant = (await deps.journeys.history(realm, name)).find((one) => one.versionId === versionId);
  const document = meant === undefined ? undefined : await deps.journeys.version(realm, name, versionId);
  if (meant === undefined || document === undefined) {
    throw new WaygateError('notFound', 'version.unknown', `${name} has no such version.`);
  }
  const text = note === '' ? `Back to number ${meant.number}` : note;
  return makeLive(request, realm, document, baseVersion, text, 'journey.rolled_back');
}

/** `GET …/history` */
export async function history({ deps }: AdminRequest, realm: string, name: string) {
  return { versions: await deps.journeys.history(realm, name) };
}

/** `GET …/versions/V` */
export async function version({ deps }: AdminRequest, realm: string, name: string, versionId: string) {
  const document = await deps.journeys.version(realm, name, versionId);
  if (document === undefined) throw new WaygateError('notFound', 'version.unknown', `${name} has no such version.`);
  return { document };
}

/** `POST …/preview`: keeps the draft as a version that nothing points to, and gives a ticket for it. */
export async function preview(request: AdminRequest, realm: string, name: string): Promise<PreviewTicket> {
  const { deps, admin, now } = request;
  const { document } = bodyOf(request, previewRequest);
  checkName(document, name);
  await realmOf(request, realm);
  await refuseNewScripts(deps, admin, realm, [document]);
  await refuseErrors(request, realm, document);
  const ticket = randomBytes(32).toString('base64url');
  const expiresAt = now + TICKET_MS;
  // The trace of the try is drawn on what was tried.
  const versionId = await deps.journeys.keepVersion(realm, document, expiresAt + deps.traceDays * DAY_MS);
  await deps.previewTickets.put(ticketHash(ticket), { realm, journey: name, versionId, adminId: admin.id, expiresAt });
  // Where people sign on at another host, the administrator is led there from this one, where they are signed on.
  const url = request.http.face === undefined || realm === '/' ? `${signOnPath(realm, name)}?preview=${ticket}` : `/previews/${ticket}`;
  return { ticket, url, expiresAt };
}

/** `GET /previews/T/trace`: undefined until somebody began. */
export async function previewTrace({ deps, admin, now }: AdminRequest, ticket: string) {
  const hash = ticketHash(ticket);
  const grant = await deps.previewTickets.find(hash, now);
  if (grant === undefined || grant.adminId !== admin.id) {
    throw new WaygateError('notFound', 'preview.unknown', 'This preview is over. Start another.');
  }
  return deps.traces.findByTicket(hash);
}

async function makeLive(
  request: AdminRequest,
  realm: string,
  document: JourneyDocument,
  baseVersion: string | null,
  note: string,
  event: string,
): Promise<JourneyVersionView> {
  await refuseErrors(request, realm, document);
  const base = new Map([[document.name, baseVersion]]);
  const { deps, now, admin } = request;
  const [live] = await deps.journeys.publish(realm, [document], { at: now, author: admin.username, note, base });
  if (live === undefined) throw unknownJourney(document.name);
  request.audit(event, { realm, journey: document.name, version: live.versionId, number: live.number });
  return live;
}

/** @throws WaygateError `journey.invalid` (authoring) with the problems in `details` */
async function refuseErrors({ deps }: AdminRequest, realm: string, document: JourneyDocument): Promise<void> {
  const problems = validateJourney(document, deps.catalogue, await surroundingsOf(deps.journeys, realm, [document]), deps.values);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new WaygateError('authoring', 'journey.invalid', `${document.name} has errors that would stop a sign-on. Mend them first.`, {
    details: { problems: errors },
  });
}

function checkName(document: JourneyDocument, name: string): void {
  if (document.name === name) return;
  throw new WaygateError(
    'input',
    'journey.other_name',
    `The address names ${name}, the document ${document.name}. Rename a journey by its own action.`,
  );
}
