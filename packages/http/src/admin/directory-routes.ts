import {
  directoryConnection,
  type OfflineDirectoryStatus,
  type OfflineDirectoryView,
  offlineDirectoryChange,
  offlineDirectoryCreation,
  WaygateError,
} from '@waygate/schema';
import type { DirectoryDesk } from './admin-deps.ts';
import { type AdminRequest, bodyOf } from './admin-request.ts';
import { realmOf } from './journey-routes.ts';

/** `GET /realms/R/continuity/directories` */
export async function listDirectories(request: AdminRequest, realm: string): Promise<{ directories: readonly OfflineDirectoryView[] }> {
  return { directories: await (await deskOf(request, realm)).list(realm) };
}

/** `GET /realms/R/continuity/directories/ID`: with how its copy is. */
export async function viewDirectory(
  request: AdminRequest,
  realm: string,
  id: string,
): Promise<{ settings: OfflineDirectoryView; status: OfflineDirectoryStatus }> {
  const desk = await deskOf(request, realm);
  return { settings: await desk.get(realm, id), status: await desk.status(realm, id) };
}

/** `POST /realms/R/continuity/directories`: gives an identity provider a directory, which is copied at once. */
export async function createDirectory(request: AdminRequest, realm: string): Promise<OfflineDirectoryView> {
  const desk = await deskOf(request, realm);
  const { idpId, directory } = bodyOf(request, offlineDirectoryCreation);
  const made = await desk.create(realm, idpId, directory);
  request.audit('continuity.directory_created', { realm, directory: made.id, host: made.connection.connectionUrl });
  return made;
}

/** `PUT /realms/R/continuity/directories/ID`: the next copy is made by it. */
export async function changeDirectory(request: AdminRequest, realm: string, id: string): Promise<OfflineDirectoryView> {
  const desk = await deskOf(request, realm);
  const changed = await desk.replace(realm, id, bodyOf(request, offlineDirectoryChange));
  request.audit('continuity.directory_changed', { realm, directory: id, host: changed.connection.connectionUrl });
  return changed;
}

/** `DELETE /realms/R/continuity/directories/ID`: with its copy and everything that was kept of its people. */
export async function removeDirectory(request: AdminRequest, realm: string, id: string): Promise<void> {
  await (await deskOf(request, realm)).remove(realm, id);
  request.audit('continuity.directory_removed', { realm, directory: id });
}

/** `POST /realms/R/continuity/directories/ID/sync`: has it copied now. */
export async function syncDirectory(request: AdminRequest, realm: string, id: string): Promise<OfflineDirectoryStatus> {
  const status = await (await deskOf(request, realm)).syncNow(realm, id);
  request.audit('continuity.directory_sync_requested', { realm, directory: id });
  return status;
}

/** `POST /realms/R/continuity/directories-test`: tries a connection that is kept nowhere. */
export async function tryDirectory(request: AdminRequest, realm: string): Promise<void> {
  const desk = await deskOf(request, realm);
  const connection = bodyOf(request, directoryConnection);
  request.audit('continuity.directory_tested', { realm, host: connection.connectionUrl });
  await desk.testConnection(connection);
}

async function deskOf(request: AdminRequest, realm: string): Promise<DirectoryDesk> {
  await realmOf(request, realm);
  const { directories } = request.deps;
  if (directories === undefined) throw new WaygateError('notFound', 'resource.unknown', 'This server copies no directories.');
  return directories;
}
