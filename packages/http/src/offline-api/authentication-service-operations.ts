import { type ApiOperation, operation } from './api-operation.ts';

const TAG = 'Authentication service';
const MANAGE = ['okta.oag.authenticationService.manage'] as const;
const PATH = '/settings/authentication-service';

/** Who signs people on while an identity provider cannot be reached, and with which certificates. */
export const authenticationServiceOperations: readonly ApiOperation[] = [
  operation({
    id: 'listCertificates',
    method: 'get',
    path: '/certificates',
    summary: 'List all certificates',
    tag: 'Certificates',
    scopes: ['okta.oag.cert.read', ...MANAGE],
    answer: ['Certificate'],
    run: async ({ deps, realm }) => deps.certificates.list(realm),
  }),
  operation({
    id: 'getAuthenticationService',
    method: 'get',
    path: PATH,
    summary: 'Retrieve the setting of the authentication service',
    tag: TAG,
    scopes: MANAGE,
    answer: 'AuthenticationService',
    refusals: [404],
    run: async ({ deps, realm }) => deps.authenticationService.view(realm),
  }),
  operation({
    id: 'enableAuthenticationService',
    method: 'post',
    path: PATH,
    summary: 'Enable the authentication service, or replace its setting',
    tag: TAG,
    scopes: MANAGE,
    body: 'AuthenticationServiceRequest',
    answer: 'AuthenticationService',
    run: async ({ deps, realm, body, audit }) => {
      const view = await deps.authenticationService.put(realm, body);
      audit('continuity.authentication_service_enabled', { publicDomain: view.publicDomain });
      return view;
    },
  }),
  operation({
    id: 'disableAuthenticationService',
    method: 'delete',
    path: PATH,
    summary: 'Disable the authentication service',
    tag: TAG,
    scopes: MANAGE,
    status: 204,
    refusals: [404],
    run: async ({ deps, realm, audit }) => {
      await deps.authenticationService.remove(realm);
      audit('continuity.authentication_service_disabled', {});
    },
  }),
  operation({
    id: 'checkAuthenticationService',
    method: 'get',
    path: `${PATH}/health-check`,
    summary: 'Check the health of the authentication service',
    tag: TAG,
    scopes: MANAGE,
    answer: 'AuthenticationServiceHealth',
    refusals: [404],
    run: async ({ deps, realm }) => deps.authenticationService.health(realm),
  }),
  operation({
    id: 'listAuthenticationServiceCertificates',
    method: 'get',
    path: `${PATH}/certificates`,
    summary: 'List the certificates of the authentication service',
    tag: TAG,
    scopes: MANAGE,
    answer: ['AuthenticationServiceCertificate'],
    refusals: [404],
    run: async ({ deps, realm }) => deps.authenticationService.certificates(realm),
  }),
  operation({
    id: 'replaceAuthenticationServiceCertificate',
    method: 'put',
    path: `${PATH}/certificates`,
    summary: 'Replace a certificate of the authentication service',
    tag: TAG,
    scopes: MANAGE,
    body: 'AuthenticationServiceCertificate',
    answer: 'AuthenticationServiceCertificate',
    refusals: [404],
    run: async ({ deps, realm, body, audit }) => {
      const put = await deps.authenticationService.putCertificate(realm, body);
      audit('continuity.authentication_service_certificate', { hostname: put.hostname, certificate: put.certificateId });
      return put;
    },
  }),
];
