import { type ApiOperation, operation } from './api-operation.ts';

const TAG = 'Access policies';
const READ = ['okta.oag.idp.read', 'okta.oag.idp.manage'] as const;
const MANAGE = ['okta.oag.idp.manage'] as const;
const PATH = '/idps/{idpId}/offline-mode/access-policies';

/** Who may use applications offline, under names that several applications can share. */
export const accessPolicyOperations: readonly ApiOperation[] = [
  operation({
    id: 'listAccessPolicies',
    method: 'get',
    path: PATH,
    summary: 'List the access policies of an identity provider',
    tag: TAG,
    scopes: READ,
    answer: ['AccessPolicy'],
    refusals: [404],
    run: async ({ deps, realm, parameter }) => deps.accessPolicies.list(realm, parameter('idpId')),
  }),
  operation({
    id: 'createAccessPolicy',
    method: 'post',
    path: PATH,
    summary: 'Create an access policy',
    tag: TAG,
    scopes: MANAGE,
    body: 'AccessPolicyRequest',
    status: 201,
    answer: 'AccessPolicy',
    refusals: [404],
    run: async ({ deps, realm, body, parameter, audit }) => {
      const made = await deps.accessPolicies.create(realm, parameter('idpId'), body);
      audit('continuity.access_policy_created', { policy: made.id, name: made.name });
      return made;
    },
  }),
  operation({
    id: 'getAccessPolicy',
    method: 'get',
    path: `${PATH}/{policyId}`,
    summary: 'Retrieve an access policy',
    tag: TAG,
    scopes: READ,
    answer: 'AccessPolicy',
    refusals: [404],
    run: async ({ deps, realm, parameter }) => deps.accessPolicies.get(realm, parameter('idpId'), parameter('policyId')),
  }),
  operation({
    id: 'removeAccessPolicy',
    method: 'delete',
    path: `${PATH}/{policyId}`,
    summary: 'Remove an access policy that no application goes by',
    tag: TAG,
    scopes: MANAGE,
    status: 204,
    refusals: [404, 409],
    run: async ({ deps, realm, parameter, audit }) => {
      await deps.accessPolicies.remove(realm, parameter('idpId'), parameter('policyId'));
      audit('continuity.access_policy_removed', { policy: parameter('policyId') });
    },
  }),
];
