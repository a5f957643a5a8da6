import { TRANSFER_LIMITS, toRealmPath, WaygateError } from '@waygate/schema';
import { type NextFunction, type Request, type Response, Router } from 'express';
import { actOfRoute } from '../audit/act-of-route.ts';
import { namesIn } from '../audit/names-in.ts';
import { recordAct, type TellAct } from '../audit/record-act.ts';
import { problemAnswer } from '../errors/problem-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { RequestMetrics } from '../metrics/request-metrics.ts';
import { sessionCookie } from '../request/cookies.ts';
import { queryOf } from '../request/query-of.ts';
import { readBody } from '../request/read-body.ts';
import type { AdminDeps } from './admin-deps.ts';
import { type AdminRequest, requireAdministrator } from './admin-request.ts';
import {
  changeApplication,
  createApplication,
  listApplications,
  putGroupPolicy,
  removeApplication,
  setAskBeforeEntry,
  setOfflineState,
  viewApplication,
  viewGroupPolicy,
} from './application-routes.ts';
import { auditRecord, auditRecords, exportAudit } from './audit-routes.ts';
import { catalogue, me, outcomes, templates } from './catalogue-routes.ts';
import { createClient, listClients, removeClient, renewClientSecret, updateClient, viewClient } from './client-routes.ts';
import {
  changeWatch,
  endOverride,
  endSimulation,
  listHealth,
  overrideHealth,
  simulateOutage,
  unwatchProvider,
  viewHealth,
  watchProvider,
} from './continuity-routes.ts';
import {
  changeDirectory,
  createDirectory,
  listDirectories,
  removeDirectory,
  syncDirectory,
  tryDirectory,
  viewDirectory,
} from './directory-routes.ts';
import {
  checkJourney,
  duplicateJourney,
  enableJourney,
  listJourneys,
  removeJourney,
  renameJourney,
  setDefaultJourney,
  viewJourney,
} from './journey-routes.ts';
import { messages } from './message-routes.ts';
import { rotateDeviceKey, rotateIssuer, viewCoverage, viewOfflineKeys } from './offline-device-routes.ts';
import {
  removePersonDevice,
  removePersonOfflineCode,
  resetPersonAuthenticators,
  resetPersonDevices,
  searchPeople,
  takeBackFromApplication,
  unlockPerson,
  viewPerson,
} from './people-routes.ts';
import { createProvider, listProviders, removeProvider, updateProvider, viewProvider } from './provider-routes.ts';
import { checkScript, listScripts, removeScript, saveScript, viewScript } from './script-routes.ts';
import { SealLimit } from './seal-limit.ts';
import { seal } from './seal-route.ts';
import { StreamedAnswer, sendStreamed } from './streamed-answer.ts';
import { trace, traces } from './trace-routes.ts';
import { applyImport, exportJourneys, planImport } from './transfer-routes.ts';
import { turnsOf } from './turns.ts';
import { discardDraft, draftOf, history, preview, previewTrace, publish, rollback, saveDraft, version } from './version-routes.ts';

/** What is asked with a body and changes nothing. */
const ASKING: ReadonlySet<string> = new Set([
  '/catalogue/outcomes',
  '/seal',
  '/realms/:realm/import/plan',
  '/realms/:realm/journeys/:name/check',
  '/realms/:realm/scripts-check',
]);

type Method = 'get' | 'post' | 'put' | 'delete';
type Parameters = Readonly<Record<string, string>>;
type Handler = (request: AdminRequest, parameters: Parameters) => Promise<unknown>;

/** Largest document, bytes. */
const LONGEST_DOCUMENT = 4 * 1024 * 1024;
/** Largest directory, bytes: with the certificates of its authorities. */
const LONGEST_DIRECTORY = 256 * 1024;
/** Largest import, bytes: JSON inside of JSON can become twice as long, and the rest of the request is small. */
const LONGEST_IMPORT = 2 * TRANSFER_LIMITS.bytes + 1024 * 1024;

const inRealm = (handler: (request: AdminRequest, realm: string) => Promise<unknown>): Handler => {
  return (request, { realm = '' }) => handler(request, realmPath(realm));
};
const ofNamed = (handler: (request: AdminRequest, realm: string, name: string) => Promise<unknown>): Handler => {
  return (request, { realm = '', name = '' }) => handler(request, realmPath(realm), name);
};
/** What judges the journeys of a realm and then changes them: nobody may change them in between, or two could make live what neither would alone. */
const changing = <P extends readonly string[]>(handler: (request: AdminRequest, realm: string, ...more: P) => Promise<unknown>) => {
  return (request: AdminRequest, realm: string, ...more: P) => request.turns.take(realm, () => handler(request, realm, ...more));
};

/** Every address of the administration API, below `/api`. */
export const ADMIN_ROUTES: readonly (readonly [Method, string, Handler, number?])[] = [
  ['get', '/me', me],
  ['get', '/catalogue', catalogue],
  ['post', '/catalogue/outcomes', outcomes, LONGEST_DOCUMENT],
  ['get', '/templates', templates],
  ['post', '/seal', seal],
  ['get', '/previews/:ticket/trace', (request, { ticket = '' }) => previewTrace(request, ticket)],
  ['get', '/realms/:realm/journeys', inRealm(listJourneys)],
  ['put', '/realms/:realm/default-journey', inRealm(changing(setDefaultJourney))],
  ['post', '/realms/:realm/import/plan', inRealm(planImport), LONGEST_IMPORT],
  ['post', '/realms/:realm/import', inRealm(changing(applyImport)), LONGEST_IMPORT],
  ['post', '/realms/:realm/export', inRealm(exportJourneys)],
  ['get', '/realms/:realm/messages', inRealm(messages)],
  ['get', '/realms/:realm/audit', inRealm(auditRecords)],
  ['post', '/realms/:realm/audit/export', inRealm(exportAudit)],
  ['get', '/realms/:realm/audit/:id', (request, { realm = '', id = '' }) => auditRecord(request, realmPath(realm), id)],
  ['get', '/realms/:realm/traces', inRealm(traces)],
  ['get', '/realms/:realm/traces/:code', (request, { realm = '', code = '' }) => trace(request, realmPath(realm), code)],
  ['get', '/realms/:realm/journeys/:name', ofNamed(viewJourney)],
  ['delete', '/realms/:realm/journeys/:name', ofNamed(changing(removeJourney))],
  ['post', '/realms/:realm/journeys/:name/check', inRealm(checkJourney), LONGEST_DOCUMENT],
  ['put', '/realms/:realm/journeys/:name/draft', ofNamed(saveDraft), LONGEST_DOCUMENT],
  ['delete', '/realms/:realm/journeys/:name/draft', ofNamed(discardDraft)],
  [
    'get',
    '/realms/:realm/journeys/:name/drafts/:author',
    (request, { realm = '', name = '', author = '' }) => draftOf(request, realmPath(realm), name, author),
  ],
  ['post', '/realms/:realm/journeys/:name/publish', ofNamed(changing(publish)), LONGEST_DOCUMENT],
  ['post', '/realms/:realm/journeys/:name/rollback', ofNamed(changing(rollback))],
  ['get', '/realms/:realm/journeys/:name/history', ofNamed(history)],
  [
    'get',
    '/realms/:realm/journeys/:name/versions/:version',
    (request, { realm = '', name = '', version: versionId = '' }) => version(request, realmPath(realm), name, versionId),
  ],
  ['post', '/realms/:realm/journeys/:name/rename', ofNamed(changing(renameJourney))],
  ['post', '/realms/:realm/journeys/:name/duplicate', ofNamed(duplicateJourney)],
  ['post', '/realms/:realm/journeys/:name/enable', ofNamed(changing(enableJourney))],
  ['get', '/realms/:realm/scripts', inRealm(listScripts)],
  ['post', '/realms/:realm/scripts-check', inRealm(checkScript), LONGEST_DOCUMENT],
  ['get', '/realms/:realm/scripts/:name', ofNamed(viewScript)],
  ['put', '/realms/:realm/scripts/:name', ofNamed(changing(saveScript)), LONGEST_DOCUMENT],
  ['delete', '/realms/:realm/scripts/:name', ofNamed(changing(removeScript))],
  ['get', '/realms/:realm/providers', inRealm(listProviders)],
  ['get', '/realms/:realm/providers/:name', ofNamed(viewProvider)],
  ['post', '/realms/:realm/providers/:name', ofNamed(createProvider)],
  ['put', '/realms/:realm/providers/:name', ofNamed(updateProvider)],
  ['delete', '/realms/:realm/providers/:name', ofNamed(removeProvider)],
  ['get', '/realms/:realm/continuity/providers', inRealm(listHealth)],
  ['post', '/realms/:realm/continuity/providers', inRealm(watchProvider)],
  ['get', '/realms/:realm/continuity/providers/:name', ofNamed(viewHealth)],
  ['put', '/realms/:realm/continuity/providers/:name', ofNamed(changeWatch)],
  ['delete', '/realms/:realm/continuity/providers/:name', ofNamed(unwatchProvider)],
  ['put', '/realms/:realm/continuity/providers/:name/override', ofNamed(overrideHealth)],
  ['delete', '/realms/:realm/continuity/providers/:name/override', ofNamed(endOverride)],
  ['put', '/realms/:realm/continuity/providers/:name/simulation', ofNamed(simulateOutage)],
  ['delete', '/realms/:realm/continuity/providers/:name/simulation', ofNamed(endSimulation)],
  ['get', '/realms/:realm/continuity/coverage', inRealm(viewCoverage)],
  ['get', '/realms/:realm/continuity/keys', inRealm(viewOfflineKeys)],
  ['post', '/realms/:realm/continuity/keys/device', inRealm(rotateDeviceKey)],
  ['post', '/realms/:realm/continuity/keys/issuer', inRealm(rotateIssuer)],
  ['get', '/realms/:realm/continuity/applications', inRealm(listApplications)],
  ['post', '/realms/:realm/continuity/applications', inRealm(changing(createApplication))],
  ['get', '/realms/:realm/continuity/applications/:name', ofNamed(viewApplication)],
  ['put', '/realms/:realm/continuity/applications/:name', ofNamed(changing(changeApplication))],
  ['delete', '/realms/:realm/continuity/applications/:name', ofNamed(removeApplication)],
  ['get', '/realms/:realm/continuity/applications/:name/group-policy', ofNamed(viewGroupPolicy)],
  ['put', '/realms/:realm/continuity/applications/:name/group-policy', ofNamed(putGroupPolicy)],
  ['put', '/realms/:realm/continuity/applications/:name/offline-state', ofNamed(setOfflineState)],
  ['put', '/realms/:realm/continuity/applications/:name/ask-before-entry', ofNamed(setAskBeforeEntry)],
  ['get', '/realms/:realm/continuity/directories', inRealm(listDirectories)],
  ['post', '/realms/:realm/continuity/directories', inRealm(createDirectory), LONGEST_DIRECTORY],
  ['post', '/realms/:realm/continuity/directories-test', inRealm(tryDirectory), LONGEST_DIRECTORY],
  ['get', '/realms/:realm/continuity/directories/:name', ofNamed(viewDirectory)],
  ['put', '/realms/:realm/continuity/directories/:name', ofNamed(changeDirectory), LONGEST_DIRECTORY],
  ['delete', '/realms/:realm/continuity/directories/:name', ofNamed(removeDirectory)],
  ['post', '/realms/:realm/continuity/directories/:name/sync', ofNamed(syncDirectory)],
  ['get', '/realms/:realm/clients', inRealm(listClients)],
  ['get', '/realms/:realm/clients/:name', ofNamed(viewClient)],
  ['post', '/realms/:realm/clients/:name', ofNamed(createClient)],
  ['put', '/realms/:realm/clients/:name', ofNamed(updateClient)],
  ['delete', '/realms/:realm/clients/:name', ofNamed(removeClient)],
  ['post', '/realms/:realm/clients/:name/secret', ofNamed(renewClientSecret)],
  ['get', '/realms/:realm/people', inRealm(searchPeople)],
  ['get', '/realms/:realm/people/:name', ofNamed(viewPerson)],
  [
    'delete',
    '/realms/:realm/people/:name/devices/:kind/:uuid',
    (request, { realm = '', name = '', kind = '', uuid = '' }) => removePersonDevice(request, realmPath(realm), { name, kind, uuid }),
  ],
  ['post', '/realms/:realm/people/:name/reset', ofNamed(resetPersonDevices)],
  ['delete', '/realms/:realm/people/:name/offline-code', ofNamed(removePersonOfflineCode)],
  [
    'delete',
    '/realms/:realm/people/:name/applications/:client',
    (request, { realm = '', name = '', client = '' }) => takeBackFromApplication(request, realmPath(realm), { name, client }),
  ],
  ['post', '/realms/:realm/people/:name/unlock', ofNamed(unlockPerson)],
  ['post', '/realms/:realm/people/:name/authenticators/reset', ofNamed(resetPersonAuthenticators)],
  ['post', '/realms/:realm/journeys/:name/preview', ofNamed(preview), LONGEST_DOCUMENT],
];

/** The administration API: for signed-on administrators, JSON in and out, errors as problem documents. */
export function createAdminRouter(http: HttpDeps, deps: AdminDeps, metrics: RequestMetrics): Router {
  const router = Router();
  const cookie = sessionCookie(http.config.publicUrl);
  const turns = turnsOf(deps);
  const seals = new SealLimit();
  for (const [method, path, handler, limit = 64 * 1024] of ADMIN_ROUTES) {
    router[method](path, async (request, response) => {
      // Configurations, traces and messages are for this page alone, not for what keeps pages.
      response.setHeader('Cache-Control', 'no-store');
      const parameters = request.params as Parameters;
      const changes = method !== 'get' && !ASKING.has(path);
      const { action, target } = actOfRoute(method, path, parameters);
      const realm = await auditedRealm(parameters['realm']);
      const asked = { method: request.method, headers: request.headers };
      const admin = await requireAdministrator(asked, cookie, http, (actor, { code, kind }) => {
        // That somebody of another realm looks is no news.
        if (!changes && kind !== 'forbidden') return;
        const facts = { action };
        // Of the address only its kind: what it names anybody can make up.
        http.audit?.note({
          event: 'configuration.refused',
          realm,
          result: 'refused',
          reason: code,
          actor,
          target: { kind: target.kind },
          facts,
        });
      });
      const body = request.method === 'GET' ? '' : await readBody(request, limit);
      const told: AdminRequest = {
        admin,
        deps,
        http,
        turns,
        seals,
        now: http.now(),
        query: queryOf(request.originalUrl),
        body,
        headers: request.headers,
        audit: (event, facts) => http.log.info({ event, by: admin.username, ...facts }, 'An administrator changed something.'),
      };
      const view = changes ? viewOf(path) : undefined;
      const show = view === undefined ? {} : { show: () => view({ ...told, query: new URLSearchParams(), body: '' }, parameters) };
      const answer = changes
        ? await recordAct(http.audit, { realm, action, target, ...show, brought: namesIn(body) }, async (tell) => {
            const audit: TellAct = (...facts) => {
              told.audit(...facts);
              tell(...facts);
            };
            const made = await handler({ ...told, audit }, parameters);
            // What is made while it is sent is done when it is sent.
            if (made instanceof StreamedAnswer) await sendStreamed(response, made);
            return made;
          })
        : await handler(told, parameters);
      metrics.count('admin', answer === undefined ? 204 : 200);
      if (response.headersSent) return;
      if (answer === undefined) response.status(204).end();
      else response.status(200).type('json').send(JSON.stringify(answer));
    });
  }
  router.use(() => {
    throw new WaygateError('notFound', 'resource.unknown', 'There is nothing at this address.');
  });
  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    // What is not properly escaped is answered as anywhere else.
    if (response.headersSent || error instanceof URIError) return next(error);
    const { status, body, headers } = problemAnswer(error);
    metrics.count('admin', status);
    if (status >= 500) http.log.error({ err: error }, 'A request of an administrator failed.');
    else if (error instanceof WaygateError && (error.kind === 'unauthenticated' || error.kind === 'forbidden'))
      http.log.info({ code: error.code, status }, 'A request was refused.');
    for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
    return response.status(status).send(JSON.stringify(body));
  });
  return router;

  /** A realm that there is; what concerns none, or one that somebody made up, is told of the root realm. */
  async function auditedRealm(segment: string | undefined): Promise<string> {
    const path = segment === undefined ? undefined : toRealmPath(segment);
    return path !== undefined && (await http.realms.settings(path)) !== undefined ? path : '/';
  }
}

/** Shows what a change at an address is made to. */
function viewOf(path: string): Handler | undefined {
  const shown = path
    .split('/')
    .slice(0, path.includes('/continuity/') ? 6 : 5)
    .join('/');
  return ADMIN_ROUTES.find(([method, at]) => method === 'get' && at === shown && at.endsWith('/:name'))?.[2];
}

function realmPath(segment: string): string {
  const path = toRealmPath(segment);
  if (path === undefined) throw new WaygateError('notFound', 'realm.not_found', 'There is no such realm.');
  return path;
}
