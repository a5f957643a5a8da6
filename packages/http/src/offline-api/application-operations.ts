import type { ApiApplication, Application } from '@waygate/schema';
import { type ApiOperation, operation } from './api-operation.ts';

const TAG = 'Applications';
const READ = ['okta.oag.app.read', 'okta.oag.app.manage'] as const;
const MANAGE = ['okta.oag.app.manage'] as const;
const PATH = '/apps/{applicationId}/offline-mode';

/** Applications, what they do offline and who may use them then. */
export const applicationOperations: readonly ApiOperation[] = [
  operation({
    id: 'listApplications',
    method: 'get',
    path: '/apps',
    summary: 'List all applications',
    tag: TAG,
    scopes: READ,
    answer: ['Application'],
    run: async ({ deps, realm }) => (await deps.applications.list(realm)).map(viewOf),
  }),
  operation({
    id: 'getOfflineState',
    method: 'get',
    path: PATH,
    summary: 'Retrieve the offline mode state of an application',
    tag: TAG,
    scopes: READ,
    answer: 'OfflineState',
    refusals: [404],
    run: async ({ deps, realm, parameter }) => ({ state: (await deps.applications.get(realm, parameter('applicationId'))).offline.state }),
  }),
  operation({
    id: 'assignOfflineState',
    method: 'post',
    path: PATH,
    summary: 'Assign the offline mode state of an application',
    tag: TAG,
    scopes: MANAGE,
    body: 'OfflineState',
    answer: 'OfflineState',
    refusals: [404],
    run: async ({ deps, realm, body, parameter, audit }) => {
      const { name, offline } = await deps.applications.setOfflineState(realm, parameter('applicationId'), body.state);
      audit('continuity.offline_state', { application: name, state: offline.state });
      return { state: offline.state };
    },
  }),
  operation({
    id: 'getGroupPolicy',
    method: 'get',
    path: `${PATH}/group-policy`,
    summary: 'Retrieve which groups may use an application offline',
    tag: TAG,
    scopes: READ,
    answer: 'GroupPolicy',
    refusals: [404],
    run: async ({ deps, realm, parameter }) => deps.applications.groupPolicy(realm, parameter('applicationId')),
  }),
  operation({
    id: 'assignGroupPolicy',
    method: 'put',
    path: `${PATH}/group-policy`,
    summary: 'Assign the groups that may use an application offline, in the place of those before and of an access policy',
    tag: TAG,
    scopes: MANAGE,
    body: 'GroupPolicy',
    answer: 'GroupPolicy',
    refusals: [404],
    run: async ({ deps, realm, body, parameter, audit }) => {
      const { name } = await deps.applications.get(realm, parameter('applicationId'));
      const kept = await deps.applications.putGroupPolicy(realm, parameter('applicationId'), body);
      audit('continuity.group_policy', { application: name, groups: kept.groups.map((group) => group.name) });
      return kept;
    },
  }),
  operation({
    id: 'getApplicationAccessPolicy',
    method: 'get',
    path: `${PATH}/access-policy`,
    summary: 'Retrieve the access policy that an application goes by offline',
    tag: TAG,
    scopes: READ,
    answer: 'AccessPolicyAssignment',
    refusals: [404],
    run: async ({ deps, realm, parameter }) => ({
      accessPolicyId: await deps.accessPolicies.ofApplication(realm, parameter('applicationId')),
    }),
  }),
  operation({
    id: 'assignAccessPolicy',
    method: 'put',
    path: `${PATH}/access-policy`,
    summary: 'Assign the access policy that an application goes by offline; the groups of its rules are its group policy then',
    tag: TAG,
    scopes: MANAGE,
    body: 'AccessPolicyAssignment',
    answer: 'AccessPolicyAssignment',
    refusals: [404],
    run: async ({ deps, realm, body, parameter, audit }) => {
      const { name } = await deps.applications.get(realm, parameter('applicationId'));
      await deps.accessPolicies.assign(realm, parameter('applicationId'), body.accessPolicyId);
      audit('continuity.access_policy_assigned', { application: name, policy: body.accessPolicyId });
      return body;
    },
  }),
];

function viewOf({ id, name, label, description, idpId, publicDomain, status, groups, offline }: Application): ApiApplication {
  const { state, accessPolicyId } = offline;
  return {
    id,
    name,
    type: 'OAG_HEADER_BASED',
    label,
    description,
    ...(idpId === undefined ? {} : { idpId }),
    publicDomain: new URL(publicDomain).host,
    status,
    groups,
    _embedded: { offlineMode: { state, ...(accessPolicyId === undefined ? {} : { accessPolicyId }) } },
  };
}
