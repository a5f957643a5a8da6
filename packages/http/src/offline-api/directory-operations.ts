import { type OfflineDirectoryView, WaygateError } from '@waygate/schema';
import { type ApiCall, type ApiOperation, operation } from './api-operation.ts';

const TAG = 'Directories';
const READ = ['okta.oag.idp.read', 'okta.oag.idp.manage'] as const;
const MANAGE = ['okta.oag.idp.manage'] as const;
const PATH = '/idps/{idpId}/offline-mode/directories';

/** Directories that people sign on with while an identity provider cannot be reached. */
export const directoryOperations: readonly ApiOperation[] = [
  operation({
    id: 'testDirectoryConnection',
    method: 'post',
    path: '/idps/{idpId}/offline-mode/test-directory-connection',
    summary: 'Test the connection to a directory, which is kept nowhere',
    tag: TAG,
    scopes: MANAGE,
    body: 'DirectoryConnection',
    status: 204,
    refusals: [404],
    run: async ({ deps, realm, body, parameter, audit }) => {
      const { name } = await deps.providers.settings(realm, parameter('idpId'));
      audit('continuity.directory_tested', { provider: name, host: body.connectionUrl });
      await deps.directories.testConnection(body);
    },
  }),
  operation({
    id: 'listDirectories',
    method: 'get',
    path: PATH,
    summary: 'List the directory of an identity provider: one or none',
    tag: TAG,
    scopes: READ,
    answer: ['Directory'],
    refusals: [404],
    run: async ({ deps, realm, parameter }) => {
      const { id } = await deps.providers.settings(realm, parameter('idpId'));
      return (await deps.directories.list(realm)).filter(({ idpId }) => idpId === id);
    },
  }),
  operation({
    id: 'createDirectory',
    method: 'post',
    path: PATH,
    summary: 'Create the directory of an identity provider; it is copied at once, and every hour',
    tag: TAG,
    scopes: MANAGE,
    body: 'DirectoryRequest',
    status: 201,
    answer: 'Directory',
    refusals: [404, 409],
    run: async ({ deps, realm, body, parameter, audit }) => {
      const made = await deps.directories.create(realm, parameter('idpId'), body);
      audit('continuity.directory_created', { directory: made.id, host: made.connection.connectionUrl });
      return made;
    },
  }),
  operation({
    id: 'getDirectory',
    method: 'get',
    path: `${PATH}/{directoryId}`,
    summary: 'Retrieve a directory',
    tag: TAG,
    scopes: READ,
    answer: 'Directory',
    refusals: [404],
    run: async (call) => directoryOf(call),
  }),
  operation({
    id: 'replaceDirectory',
    method: 'put',
    path: `${PATH}/{directoryId}`,
    summary: 'Replace a directory; that applies with the next hourly copy',
    tag: TAG,
    scopes: MANAGE,
    body: 'DirectoryChange',
    answer: 'Directory',
    refusals: [404],
    run: async (call) => {
      const { id } = await directoryOf(call);
      const changed = await call.deps.directories.replace(call.realm, id, call.body);
      call.audit('continuity.directory_changed', { directory: id, host: changed.connection.connectionUrl });
      return changed;
    },
  }),
  operation({
    id: 'removeDirectory',
    method: 'delete',
    path: `${PATH}/{directoryId}`,
    summary: 'Remove a directory, with its copy',
    tag: TAG,
    scopes: MANAGE,
    status: 204,
    refusals: [404],
    run: async (call) => {
      const { id } = await directoryOf(call);
      await call.deps.directories.remove(call.realm, id);
      call.audit('continuity.directory_removed', { directory: id });
    },
  }),
];

/** The directory that the path names, if it is of the identity provider that the path names. */
async function directoryOf({
  deps,
  realm,
  parameter,
}: Pick<ApiCall<unknown>, 'deps' | 'realm' | 'parameter'>): Promise<OfflineDirectoryView> {
  const found = await deps.directories.get(realm, parameter('directoryId'));
  if (found.idpId !== parameter('idpId')) throw new WaygateError('notFound', 'offline_directory.not_found', 'There is no such directory.');
  return found;
}
