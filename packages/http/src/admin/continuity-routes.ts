import {
  type OfflineIdp,
  offlineIdpRequest,
  overrideRequest,
  type ProviderHealthView,
  simulationRequest,
  WaygateError,
} from '@waygate/schema';
import type { ContinuityDesk } from './admin-deps.ts';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { realmOf } from './journey-routes.ts';

/** `GET /realms/R/continuity/providers`: how everything is that the realm has watched. */
export async function listHealth(request: AdminRequest, realm: string): Promise<{ providers: readonly ProviderHealthView[] }> {
  return { providers: await (await deskOf(request, realm)).list(realm) };
}

/** `GET /realms/R/continuity/providers/ID`: with its settings. */
export async function viewHealth(
  request: AdminRequest,
  realm: string,
  id: string,
): Promise<{ settings: OfflineIdp; health: ProviderHealthView }> {
  const desk = await deskOf(request, realm);
  return { settings: await desk.settings(realm, id), health: await desk.view(realm, id) };
}

/** `POST /realms/R/continuity/providers`: has one more watched. */
export async function watchProvider(request: AdminRequest, realm: string): Promise<OfflineIdp> {
  const desk = await deskOf(request, realm);
  const made = await desk.create(realm, bodyOf(request, offlineIdpRequest));
  request.audit('continuity.provider_created', { realm, provider: made.name });
  return made;
}

/** `PUT /realms/R/continuity/providers/ID`: replaces its settings; state and counters stay. */
export async function changeWatch(request: AdminRequest, realm: string, id: string): Promise<OfflineIdp> {
  const desk = await deskOf(request, realm);
  const changed = await desk.replace(realm, id, bodyOf(request, offlineIdpRequest));
  request.audit('continuity.provider_changed', { realm, provider: changed.name });
  return changed;
}

/** `DELETE /realms/R/continuity/providers/ID`: nobody watches it any more; journeys that name it fail. */
export async function unwatchProvider(request: AdminRequest, realm: string, id: string): Promise<void> {
  const desk = await deskOf(request, realm);
  const { name } = await desk.settings(realm, id);
  await desk.remove(realm, id);
  request.audit('continuity.provider_removed', { realm, provider: name });
}

/** `PUT /realms/R/continuity/providers/ID/override` */
export async function overrideHealth(request: AdminRequest, realm: string, id: string): Promise<ProviderHealthView> {
  const desk = await deskOf(request, realm);
  const { state, minutes, reason } = bodyOf(request, overrideRequest);
  await desk.override(realm, id, { state, minutes, reason, by: request.admin.username });
  const view = await desk.view(realm, id);
  request.audit('continuity.override', { realm, provider: view.name, state, minutes: minutes ?? null, reason });
  return view;
}

/** `DELETE /realms/R/continuity/providers/ID/override` */
export async function endOverride(request: AdminRequest, realm: string, id: string): Promise<ProviderHealthView> {
  const desk = await deskOf(request, realm);
  await desk.endOverride(realm, id, request.admin.username);
  const view = await desk.view(realm, id);
  request.audit('continuity.override_ended', { realm, provider: view.name });
  return view;
}

/** `PUT /realms/R/continuity/providers/ID/simulation`: rehearses an outage. */
export async function simulateOutage(request: AdminRequest, realm: string, id: string): Promise<ProviderHealthView> {
  const desk = await deskOf(request, realm);
  const { minutes } = bodyOf(request, simulationRequest);
  await desk.simulate(realm, id, { minutes, by: request.admin.username });
  const view = await desk.view(realm, id);
  request.audit('continuity.simulation', { realm, provider: view.name, minutes });
  return view;
}

/** `DELETE /realms/R/continuity/providers/ID/simulation` */
export async function endSimulation(request: AdminRequest, realm: string, id: string): Promise<ProviderHealthView> {
  const desk = await deskOf(request, realm);
  await desk.endSimulation(realm, id, request.admin.username);
  const view = await desk.view(realm, id);
  request.audit('continuity.simulation_ended', { realm, provider: view.name });
  return view;
}

async function deskOf(request: AdminRequest, realm: string): Promise<ContinuityDesk> {
  await realmOf(request, realm);
  const { continuity } = request.deps;
  if (continuity === undefined) throw new WaygateError('notFound', 'resource.unknown', 'This server watches nothing.');
  return continuity;
}
