import type { ApiIdp, HealthProbe, ProviderHealthView } from '@waygate/schema';
import { type ApiOperation, operation } from './api-operation.ts';

const TAG = 'Identity providers';
const READ = ['okta.oag.idp.read', 'okta.oag.idp.manage'] as const;
const MANAGE = ['okta.oag.idp.manage'] as const;

/** Identity providers, how they fail over, and when they count as not reachable. */
export const idpOperations: readonly ApiOperation[] = [
  operation({
    id: 'listIdps',
    method: 'get',
    path: '/idps',
    summary: 'List all identity providers that are watched',
    tag: TAG,
    scopes: READ,
    answer: ['IdentityProvider'],
    run: async ({ deps, realm }) => (await deps.providers.list(realm)).map(idpOf),
  }),
  operation({
    id: 'getIdpFailoverMode',
    method: 'get',
    path: '/idps/{idpId}/offline-mode',
    summary: 'Retrieve the failover mode of an identity provider',
    tag: TAG,
    scopes: READ,
    answer: 'FailoverMode',
    refusals: [404],
    run: async ({ deps, realm, parameter }) => ({ mode: (await deps.providers.settings(realm, parameter('idpId'))).mode }),
  }),
  operation({
    id: 'assignIdpFailoverMode',
    method: 'post',
    path: '/idps/{idpId}/offline-mode',
    summary: 'Assign the failover mode of an identity provider',
    tag: TAG,
    scopes: MANAGE,
    body: 'FailoverMode',
    answer: 'FailoverMode',
    refusals: [404],
    run: async ({ deps, realm, body, parameter, audit }) => {
      const { name, mode } = await deps.providers.setMode(realm, parameter('idpId'), body.mode);
      audit('continuity.provider_changed', { provider: name, mode });
      return { mode };
    },
  }),
  operation({
    id: 'getHealthPolicy',
    method: 'get',
    path: '/idps/{idpId}/offline-mode/health-policy',
    summary: 'Retrieve the health policy of an identity provider',
    tag: TAG,
    scopes: READ,
    answer: 'HealthPolicy',
    refusals: [404],
    run: async ({ deps, realm, parameter }) => (await deps.providers.settings(realm, parameter('idpId'))).healthPolicy,
  }),
  operation({
    id: 'replaceHealthPolicy',
    method: 'put',
    path: '/idps/{idpId}/offline-mode/health-policy',
    summary: 'Replace the health policy of an identity provider; what is left out gets its default',
    tag: TAG,
    scopes: MANAGE,
    body: 'HealthPolicy',
    answer: 'HealthPolicy',
    refusals: [404],
    run: async ({ deps, realm, body, parameter, audit }) => {
      const { name, healthPolicy } = await deps.providers.setHealthPolicy(realm, parameter('idpId'), body);
      audit('continuity.provider_changed', { provider: name });
      return healthPolicy;
    },
  }),
];

function idpOf({ id, name, label, probe, state, since, monitor: { lastCheck } }: ProviderHealthView): ApiIdp {
  return {
    id,
    type: `IDP_${probe.type}`,
    name,
    description: label,
    domain: domainOf(probe),
    validationStatus: {
      state,
      since: new Date(since).toISOString(),
      ...(lastCheck === undefined ? {} : { lastChecked: new Date(lastCheck.at).toISOString(), valid: lastCheck.ok }),
    },
  };
}

function domainOf(probe: HealthProbe): string {
  return 'url' in probe ? new URL(probe.url).hostname : '';
}
