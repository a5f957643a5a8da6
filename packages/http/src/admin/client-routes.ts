import { type OAuthClientMade, type OAuthClientView, oauthClientRequest, WaygateError } from '@waygate/schema';
import type { ClientDesk } from './admin-deps.ts';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { realmOf } from './journey-routes.ts';

/** `GET /realms/R/clients` */
export async function listClients(request: AdminRequest, realm: string): Promise<{ clients: readonly OAuthClientView[] }> {
  return { clients: await (await deskOf(request, realm)).list(realm) };
}

/** `GET /realms/R/clients/ID` */
export async function viewClient(request: AdminRequest, realm: string, id: string): Promise<OAuthClientView> {
  return (await deskOf(request, realm)).get(realm, id);
}

/** `POST /realms/R/clients/ID`: makes one. A secret that is made up is told here and nowhere else. */
export async function createClient(request: AdminRequest, realm: string, id: string): Promise<OAuthClientMade> {
  const made = await (await deskOf(request, realm)).create(realm, id, bodyOf(request, oauthClientRequest));
  request.audit('client.created', { realm, client: id });
  return made;
}

/** `PUT /realms/R/clients/ID`: replaces the settings. */
export async function updateClient(request: AdminRequest, realm: string, id: string): Promise<OAuthClientMade> {
  const made = await (await deskOf(request, realm)).update(realm, id, bodyOf(request, oauthClientRequest));
  request.audit('client.changed', { realm, client: id });
  return made;
}

/** `POST /realms/R/clients/ID/secret`: makes a new secret; the old one is worth nothing then. */
export async function renewClientSecret(request: AdminRequest, realm: string, id: string): Promise<OAuthClientMade> {
  const made = await (await deskOf(request, realm)).renewSecret(realm, id);
  request.audit('client.secret_renewed', { realm, client: id });
  return made;
}

/** `DELETE /realms/R/clients/ID` */
export async function removeClient(request: AdminRequest, realm: string, id: string): Promise<void> {
  await (await deskOf(request, realm)).remove(realm, id);
  request.audit('client.removed', { realm, client: id });
}

async function deskOf(request: AdminRequest, realm: string): Promise<ClientDesk> {
  await realmOf(request, realm);
  const { clients } = request.deps;
  if (clients === undefined) throw new WaygateError('notFound', 'resource.unknown', 'This server gives no tokens to applications.');
  return clients;
}
