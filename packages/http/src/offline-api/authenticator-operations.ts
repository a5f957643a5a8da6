import { WaygateError } from '@waygate/schema';
import { type ApiOperation, operation } from './api-operation.ts';

const TAG = 'Authenticators';
const READ = ['okta.oag.idp.read', 'okta.oag.idp.manage'] as const;
const MANAGE = ['okta.oag.idp.manage'] as const;
const PATH = '/idps/{idpId}/offline-mode/authenticators';

/** By what people can prove offline who they are: a password. Smart cards can be written down, and are never asked for. */
export const authenticatorOperations: readonly ApiOperation[] = [
  operation({
    id: 'listAuthenticators',
    method: 'get',
    path: PATH,
    summary: 'List the authenticators of an identity provider',
    tag: TAG,
    scopes: READ,
    answer: ['Authenticator'],
    refusals: [404],
    run: async ({ deps, realm, parameter }) => deps.authenticators.list(realm, parameter('idpId')),
  }),
  operation({
    id: 'createAuthenticator',
    method: 'post',
    path: PATH,
    summary: 'Create an authenticator, which stays inactive',
    tag: TAG,
    scopes: MANAGE,
    body: 'AuthenticatorRequest',
    status: 201,
    answer: 'Authenticator',
    refusals: [404, 409],
    run: async ({ deps, realm, body, parameter, audit }) => {
      const made = await deps.authenticators.create(realm, parameter('idpId'), body);
      audit('continuity.authenticator_created', { authenticator: made.id, key: made.key });
      return made;
    },
  }),
  operation({
    id: 'removeAuthenticator',
    method: 'delete',
    path: `${PATH}/{authenticatorId}`,
    summary: 'Remove an authenticator',
    tag: TAG,
    scopes: MANAGE,
    status: 204,
    refusals: [404, 409],
    run: async ({ deps, realm, parameter, audit }) => {
      await deps.authenticators.remove(realm, parameter('idpId'), parameter('authenticatorId'));
      audit('continuity.authenticator_removed', { authenticator: parameter('authenticatorId') });
    },
  }),
  operation({
    id: 'activateAuthenticator',
    method: 'post',
    path: `${PATH}/{authenticatorId}/lifecycle/activate`,
    summary: 'Activate an authenticator: password is active, and smart cards cannot be checked here',
    tag: TAG,
    scopes: MANAGE,
    answer: 'Authenticator',
    refusals: [404, 409],
    run: async ({ deps, realm, parameter }) => {
      const found = await deps.authenticators.get(realm, parameter('idpId'), parameter('authenticatorId'));
      if (found.status === 'ACTIVE') return found;
      throw new WaygateError(
        'state',
        'authenticator.no_method',
        'Smart cards cannot be checked by this server, so they cannot be activated.',
      );
    },
  }),
];
