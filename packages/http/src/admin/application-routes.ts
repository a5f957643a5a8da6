import {
  type Application,
  applicationRequest,
  askBeforeEntryRequest,
  type GroupPolicy,
  groupPolicy,
  offlineStateRequest,
  WaygateError,
} from '@waygate/schema';
import type { ApplicationDesk } from './admin-deps.ts';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { realmOf } from './journey-routes.ts';

/** `GET /realms/R/continuity/applications` */
export async function listApplications(request: AdminRequest, realm: string): Promise<{ applications: readonly Application[] }> {
  return { applications: await (await deskOf(request, realm)).list(realm) };
}

/** `GET /realms/R/continuity/applications/ID` */
export async function viewApplication(request: AdminRequest, realm: string, id: string): Promise<Application> {
  return (await deskOf(request, realm)).get(realm, id);
}

/** `POST /realms/R/continuity/applications` */
export async function createApplication(request: AdminRequest, realm: string): Promise<Application> {
  const desk = await deskOf(request, realm);
  const made = await desk.create(realm, bodyOf(request, applicationRequest));
  request.audit('continuity.application_created', { realm, application: made.name });
  return made;
}

/** `PUT /realms/R/continuity/applications/ID`: replaces all of it. Sessions with it stay, as far as it still lets them. */
export async function changeApplication(request: AdminRequest, realm: string, id: string): Promise<Application> {
  const desk = await deskOf(request, realm);
  const changed = await desk.replace(realm, id, bodyOf(request, applicationRequest));
  request.audit('continuity.application_changed', { realm, application: changed.name });
  return changed;
}

/** `DELETE /realms/R/continuity/applications/ID`: nobody enters it any more. */
export async function removeApplication(request: AdminRequest, realm: string, id: string): Promise<void> {
  const desk = await deskOf(request, realm);
  const { name } = await desk.get(realm, id);
  await desk.remove(realm, id);
  request.audit('continuity.application_removed', { realm, application: name });
}

/** `GET /realms/R/continuity/applications/ID/group-policy`: who may use it offline. */
export async function viewGroupPolicy(request: AdminRequest, realm: string, id: string): Promise<GroupPolicy> {
  return (await deskOf(request, realm)).groupPolicy(realm, id);
}

/** `PUT /realms/R/continuity/applications/ID/group-policy` */
export async function putGroupPolicy(request: AdminRequest, realm: string, id: string): Promise<GroupPolicy> {
  const desk = await deskOf(request, realm);
  const kept = await desk.putGroupPolicy(realm, id, bodyOf(request, groupPolicy));
  const groups = kept.groups.map(({ name }) => name);
  request.audit('continuity.group_policy', { realm, application: (await desk.get(realm, id)).name, groups });
  return kept;
}

/** `PUT /realms/R/continuity/applications/ID/offline-state` */
export async function setOfflineState(request: AdminRequest, realm: string, id: string): Promise<Application> {
  const desk = await deskOf(request, realm);
  const { state } = bodyOf(request, offlineStateRequest);
  const changed = await desk.setOfflineState(realm, id, state);
  request.audit('continuity.offline_state', { realm, application: changed.name, state });
  return changed;
}

/** `PUT /realms/R/continuity/applications/ID/ask-before-entry` */
export async function setAskBeforeEntry(request: AdminRequest, realm: string, id: string): Promise<Application> {
  const desk = await deskOf(request, realm);
  const { askBeforeEntry } = bodyOf(request, askBeforeEntryRequest);
  const changed = await desk.setAskBeforeEntry(realm, id, askBeforeEntry);
  request.audit('continuity.ask_before_entry', { realm, application: changed.name, enabled: askBeforeEntry });
  return changed;
}

async function deskOf(request: AdminRequest, realm: string): Promise<ApplicationDesk> {
  await realmOf(request, realm);
  const { applications } = request.deps;
  if (applications === undefined) throw new WaygateError('notFound', 'resource.unknown', 'This server guards no applications.');
  return applications;
}
