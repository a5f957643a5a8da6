import { randomUUID } from 'node:crypto';
import { directoryStatus, freshDirectoryRecord, settingsDigest } from '@waygate/continuity';
import {
  checkConnection,
  checkDirectorySettings,
  type DirectorySurroundings,
  surroundingsOf,
  testDirectoryConnection,
} from '@waygate/integrations';
import {
  type DirectoryConnection,
  jsonEquals,
  type OfflineDirectory,
  type OfflineDirectoryChange,
  type OfflineDirectoryRequest,
  type OfflineDirectoryStatus,
  type OfflineDirectoryView,
  offlineDirectory,
  WaygateError,
} from '@waygate/schema';
import type { Workspace } from './workspace.ts';

const KIND = 'offlineDirectory';

/** Directories of a realm with their credentials, in the order of the identity providers' ids. */
export async function offlineDirectories({ stores }: Pick<Workspace, 'stores'>, realm: string): Promise<readonly OfflineDirectory[]> {
  const found = await stores.realmObjects.list(realm, KIND);
  // One that does not have the shape it should have must not end what goes on with the others.
  return found.map(({ value }) => offlineDirectory.safeParse(value)).flatMap(({ data }) => (data === undefined ? [] : [data]));
}

/**
 * Offline directories, as administrators and programs of theirs work on them. An identity provider has one at most, so it is kept under the id of the provider.
 * @param surroundings of connections that are tested
 */
export function directoryDesk(workspace: Pick<Workspace, 'stores'>, surroundings: DirectorySurroundings, now: () => number) {
  const { realmObjects, directories } = workspace.stores;
  const byId = async (realm: string, id: string): Promise<OfflineDirectory> => {
    const found = (await offlineDirectories(workspace, realm)).find((directory) => directory.id === id);
    if (found === undefined) throw new WaygateError('notFound', 'offline_directory.not_found', 'There is no such directory.');
    return found;
  };
  const ask = (id: string) => {
    const at = now();
    return directories.update(id, (record = freshDirectoryRecord(at)) => ({ ...record, requestedAt: at }));
  };
  return {
    async list(realm: string): Promise<readonly OfflineDirectoryView[]> {
      return (await offlineDirectories(workspace, realm)).map(viewOf);
    },
    async get(realm: string, id: string): Promise<OfflineDirectoryView> {
      return viewOf(await byId(realm, id));
    },
    async create(realm: string, idpId: string, wish: OfflineDirectoryRequest): Promise<OfflineDirectoryView> {
      checkDirectorySettings(wish);
      if ((await realmObjects.get(realm, 'offlineIdp', idpId)) === undefined) {
        throw new WaygateError('notFound', 'continuity.provider_not_found', 'There is no such identity provider.');
      }
      const made = offlineDirectory.parse({ ...wish, id: randomUUID(), idpId });
      if (!(await realmObjects.create(realm, KIND, { id: idpId, value: stored(made) }))) {
        throw new WaygateError('state', 'offline_directory.exists', 'The identity provider has a directory already.');
      }
      await directories.update(made.id, () => freshDirectoryRecord(now()));
      return viewOf(made);
    },
    async replace(realm: string, id: string, wish: OfflineDirectoryChange): Promise<OfflineDirectoryView> {
      const { idpId } = await byId(realm, id);
      const changed = await realmObjects.update(realm, KIND, idpId, (value) => {
        const present = offlineDirectory.parse(value);
        const next = offlineDirectory.parse({ ...wish, id, idpId, connection: withCredential(wish.connection, present.connection) });
        checkDirectorySettings(next);
        return stored(next);
      });
      if (changed === undefined) throw new WaygateError('notFound', 'offline_directory.not_found', 'There is no such directory.');
      return viewOf(offlineDirectory.parse(changed));
    },
    async remove(realm: string, id: string): Promise<void> {
      const { idpId } = await byId(realm, id);
      await realmObjects.remove(realm, KIND, idpId);
      await directories.remove(id);
    },
    /** Tries a connection that need not be kept. */
    async testConnection(connection: DirectoryConnection): Promise<void> {
      checkConnection(connection);
      await testDirectoryConnection(connection, surroundingsOf(surroundings, connection));
    },
    /** Has the directory copied as soon as whoever does it looks; that is another process, perhaps. */
    async syncNow(realm: string, id: string): Promise<OfflineDirectoryStatus> {
      await byId(realm, id);
      await ask(id);
      return this.status(realm, id);
    },
    async status(realm: string, id: string): Promise<OfflineDirectoryStatus> {
      const directory = await byId(realm, id);
      const record = (await directories.find(id)) ?? freshDirectoryRecord(now());
      return directoryStatus(record, { settings: settingsDigest(directory), verifiers: await directories.countVerifiers(id) });
    },
  };
}

/** What every answer says: all but the credential and the certificate. */
function viewOf({ connection, ...directory }: OfflineDirectory): OfflineDirectoryView {
  const { bindCredential: _dropped, clientCertificate: _droppedToo, ...shown } = connection;
  return { ...directory, connection: shown };
}

/** As a JSON object: what is undefined is not there. */
function stored(directory: OfflineDirectory) {
  const { connectionUrl, startTls, ...optional } = directory.connection;
  const given = Object.fromEntries(Object.entries(optional).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return { ...directory, connection: { connectionUrl, startTls, ...given } };
}

/**
 * A present credential or certificate goes nowhere else than where it went before, whoever changes the directory.
 * @throws WaygateError `offline_directory.credential_needed` (input)
 */
function withCredential(wish: OfflineDirectoryChange['connection'], present: DirectoryConnection): DirectoryConnection {
  if (wish.bindCredential !== undefined || wish.clientCertificate !== undefined) return wish;
  const { bindCredential, clientCertificate } = present;
  if (jsonEquals(stripped(wish), stripped(present))) return { ...wish, bindCredential, clientCertificate };
  const message = 'The connection is another one now. Give the credential of its bind user, or the client certificate.';
  throw new WaygateError('input', 'offline_directory.credential_needed', message);
}

function stripped({ connectionUrl, bindDn = '', startTls, certificateAuthority = '' }: DirectoryConnection) {
  return { connectionUrl, bindDn, startTls, certificateAuthority };
}
