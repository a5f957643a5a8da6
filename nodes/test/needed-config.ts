import type { NodeType } from '@waygate/node-kit';
import type { Json, JsonObject } from '@waygate/schema';

/** Something for each field that an author must fill in. */
const NEEDED: Readonly<Record<string, Json>> = {
  successUrl: '/account',
  failureUrl: '/account',
  attributesToCollect: ['sn', 'preferences/updates', 'mail'],
  comparisonAttribute: 'sn',
  queryFilter: '/sn pr',
  threshold: 50,
  sessionDataKey: 'UserToken',
  sharedStateKey: 'userName',
  metricKey: 'mfa.started',
  webhookName: 'crm',
  locations: ['52.52,13.405'],
  hmacSigningKey: 'k'.repeat(43),
  nodeType: 'MessageNode',
  primaryServers: ['ldap.example.com:636'],
  identityProvider: 'Push',
  accountSearchBaseDn: ['ou=people,dc=example,dc=com'],
};

/** The same for fields whose name says another thing in every node. */
const NEEDED_BY_TYPE: Readonly<Record<string, JsonObject>> = {
  SetCustomCookieNode: { name: 'campaign', value: 'spring' },
  UpdateJourneyTimeoutNode: { value: 5 },
};

/** The least configuration that a node runs with. */
export function neededConfig(type: NodeType): JsonObject {
  const own = NEEDED_BY_TYPE[type.type];
  if (own !== undefined) return own;
  return Object.fromEntries(Object.entries(NEEDED).filter(([key]) => Object.hasOwn(type.config.shape, key)));
}
