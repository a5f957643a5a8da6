import { type SocialProviderView, socialProviderRequest, WaygateError } from '@waygate/schema';
import type { ProviderDesk } from './admin-deps.ts';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { realmOf } from './journey-routes.ts';
import { refuseNewTransform } from './refuse-new-transform.ts';

/** `GET /realms/R/providers` */
export async function listProviders(request: AdminRequest, realm: string): Promise<{ providers: readonly SocialProviderView[] }> {
  return { providers: await (await deskOf(request, realm)).list(realm) };
}

/** `GET /realms/R/providers/ID` */
export async function viewProvider(request: AdminRequest, realm: string, id: string): Promise<SocialProviderView> {
  return (await deskOf(request, realm)).get(realm, id);
}

/** `POST /realms/R/providers/ID`: makes one. */
export async function createProvider(request: AdminRequest, realm: string, id: string): Promise<SocialProviderView> {
  const desk = await deskOf(request, realm);
  const asked = bodyOf(request, socialProviderRequest);
  await refuseNewTransform(request.deps, request.admin, realm, undefined, asked.settings);
  const made = await desk.create(realm, id, asked);
  request.audit('provider.created', { realm, provider: id });
  return made;
}

/** `PUT /realms/R/providers/ID`: replaces the settings. */
export async function updateProvider(request: AdminRequest, realm: string, id: string): Promise<SocialProviderView> {
  const desk = await deskOf(request, realm);
  const asked = bodyOf(request, socialProviderRequest);
  const { settings: before } = await desk.get(realm, id);
  await refuseNewTransform(request.deps, request.admin, realm, before, asked.settings);
  const changed = await desk.update(realm, id, asked);
  request.audit('provider.changed', { realm, provider: id });
  return changed;
}

/** `DELETE /realms/R/providers/ID`: nobody can sign on with it from then on. */
export async function removeProvider(request: AdminRequest, realm: string, id: string): Promise<void> {
  await (await deskOf(request, realm)).remove(realm, id);
  request.audit('provider.removed', { realm, provider: id });
}

async function deskOf(request: AdminRequest, realm: string): Promise<ProviderDesk> {
  await realmOf(request, realm);
  const { providers } = request.deps;
  if (providers === undefined) throw new WaygateError('notFound', 'resource.unknown', 'This server knows no providers.');
  return providers;
}
