import type { Endpoint } from '@waygate/http';
import * as schema from '@waygate/schema';
import { z } from 'zod';
import { INTENT } from '../signed-on.ts';
import type { RequestShape, Role } from './request-shape.ts';
import { type JsonSchema, OBJECT_ID, sampleOf, sampleOfJson } from './sample-of.ts';

type Wish = Partial<Omit<RequestShape, 'endpoint' | 'body'>> & {
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
};

const REALM = 'realms/root/realms/alpha';
const AM = `/am/json/${REALM}`;
const OAUTH = `/am/oauth2/${REALM}`;
const CALLBACKS = [
  { type: 'NameCallback', output: [{ name: 'prompt', value: 'User Name' }], input: [{ name: 'IDToken1', value: 'demo' }] },
  { type: 'PasswordCallback', output: [{ name: 'prompt', value: 'Password' }], input: [{ name: 'IDToken2', value: 'wrong' }] },
];
const STEP = { authId: '@@AUTHID@@', callbacks: CALLBACKS };
const PUSH = { messageId: 'REGISTER:abc', jwt: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJyZXNwb25zZSI6IngifQ.c2ln' };
const JOURNEY = schema.journeyDocument.parse({ name: 'Fuzzed', entryNodeId: schema.SUCCESS_ID, nodes: {} });
const ASSERTION = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4Iiwic3ViIjoieCJ9.c2ln';
const ID_TOKEN = 'eyJhbGciOiJub25lIn0.eyJhdWQiOiJmdXp6ZWQtYXBwIiwic3ViIjoiKHVzciFkZW1vKSJ9.';

const authorize = `response_type=code&client_id=fuzzed-app&redirect_uri=${encodeURIComponent('https://app.example/callback')}&scope=openid&state=s&nonce=n&code_challenge=${'a'.repeat(43)}&code_challenge_method=S256`;
const token = { grant_type: 'authorization_code', client_id: 'fuzzed-app', code: 'x', redirect_uri: 'https://app.example/callback' };
const config = (path: string, ...more: readonly Wish[]): readonly Wish[] => [
  { as: 'administrator', target: `${AM}/${path}?_queryFilter=true` },
  { as: 'nobody', target: `${AM}/${path}/Fuzzed`, method: 'PUT', json: { enabled: true } },
  { as: 'person', target: `${AM}/${path}?_action=create`, method: 'POST', json: { _id: 'Fuzzed' } },
  { as: 'administrator', target: `${AM}/${path}?_action=schema`, method: 'POST', json: {} },
  { as: 'administrator', target: `${AM}/${path}/Fuzzed`, method: 'DELETE' },
  ...more,
];

/** Requests that are right, by the endpoint's path in the server's own table. An endpoint that is missing here fails a test. */
const BY_HAND: Readonly<Record<string, readonly Wish[]>> = {
  '/am/json/authenticate': [
    { method: 'POST', target: `${AM}/authenticate?authIndexType=service&authIndexValue=Login`, json: {} },
    { method: 'POST', target: `${AM}/authenticate`, json: STEP },
    {
      method: 'POST',
      target: `${AM}/authenticate?goto=https%3A%2F%2Fevil.example&gotoOnFail=%2Fx&ForceAuth=true&noSession=true&locale=de`,
      json: {},
    },
    { method: 'POST', target: `${AM}/authenticate?realm=/alpha&suspendedId=abc`, json: {} },
    { method: 'POST', target: `${AM}/authenticate?authIndexType=service&authIndexValue=Login%20with%20Push%20MFA&preview=x`, json: {} },
    {
      method: 'POST',
      target: `${AM}/authenticate?sessionUpgradeSSOTokenId=@@PERSON@@&authIndexType=service&authIndexValue=Step%20Up`,
      json: {},
    },
    {
      as: 'person',
      method: 'POST',
      target: `${AM}/authenticate?authIndexType=service&authIndexValue=Add%20Phone&ForceAuth=true`,
      json: {},
    },
  ],
  '/am/json/sessions': [
    ...['getSessionInfo', 'validate', 'isActive', 'refresh', 'getTimeLeft', 'getSessionProperties', 'logout', 'logoutByHandle'].map(
      (action): Wish => ({
        method: 'POST',
        target: `${AM}/sessions?_action=${action}`,
        json: { tokenId: 'made-up', sessionHandles: ['x'] },
      }),
    ),
    { as: 'person', method: 'POST', target: `${AM}/sessions?_action=getSessionInfo`, json: {} },
    { as: 'person', target: `${AM}/sessions?_queryFilter=username%20eq%20%22demo%22%20and%20realm%20eq%20%22%2Falpha%22` },
  ],
  '/am/json/serverinfo': [
    { target: `${AM}/serverinfo/*` },
    { target: '/am/json/serverinfo/version' },
    { target: `${AM}/serverinfo/cookieDomains?realm=/alpha` },
  ],
  '/am/json/users': [
    { as: 'person', method: 'POST', target: `${AM}/users?_action=idFromSession`, json: {} },
    { method: 'POST', target: `${AM}/users?_action=validateGoto`, json: { goto: 'https://evil.example' } },
    { as: 'person', target: `${AM}/users/demo` },
    { target: `${AM}/users/demo` },
    ...['push', 'oath', 'webauthn', 'binding'].flatMap((kind): Wish[] => [
      { as: 'person', target: `${AM}/users/demo/devices/2fa/${kind}?_queryFilter=true` },
      { as: 'nobody', method: 'DELETE', target: `${AM}/users/demo/devices/2fa/${kind}/0199c3b4` },
      { as: 'person', method: 'PUT', target: `${AM}/users/demo/devices/2fa/${kind}/0199c3b4`, json: { deviceName: 'Mine' } },
      { as: 'person', method: 'POST', target: `${AM}/users/demo/devices/2fa/${kind}?_action=check`, json: {} },
      { as: 'administrator', method: 'POST', target: `${AM}/users/demo/devices/2fa/${kind}?_action=reset`, json: {} },
    ]),
    { as: 'person', target: `${AM}/users/demo/oauth2/applications?_queryFilter=true` },
    { as: 'person', method: 'DELETE', target: `${AM}/users/demo/oauth2/applications/fuzzed-app` },
    { as: 'administrator', method: 'DELETE', target: `${AM}/users/demo/oauth2/applications/fuzzed-app` },
    { as: 'person', target: `${AM}/users/demo/devices/profile?_queryFilter=true` },
    { as: 'nobody', method: 'PUT', target: `${AM}/users/demo/devices/profile/x`, json: { alias: 'Mine' } },
    { as: 'person', target: `${AM}/users/demo/devices/trusted?_queryFilter=true` },
  ],
  '/am/json/push': ['register', 'authenticate', 'refresh'].map((action) => ({
    method: 'POST',
    target: `${AM}/push/sns/message?_action=${action}`,
    json: PUSH,
  })),
  '/am/json/realm-config/authentication/authenticationtrees/trees': config('realm-config/authentication/authenticationtrees/trees', {
    as: 'administrator',
    method: 'PUT',
    target: `${AM}/realm-config/authentication/authenticationtrees/trees/Fuzzed`,
    json: {
      entryNodeId: schema.SUCCESS_ID,
      nodes: {},
      staticNodes: {},
      uiConfig: {},
      identityResource: 'managed/alpha_user',
      enabled: true,
    },
  }),
  '/am/json/realm-config/authentication/authenticationtrees/nodes': config(
    'realm-config/authentication/authenticationtrees/nodes',
    {
      as: 'administrator',
      target: `${AM}/realm-config/authentication/authenticationtrees/nodes?_action=getAllTypes`,
      method: 'POST',
      json: {},
    },
    {
      as: 'administrator',
      method: 'PUT',
      target: `${AM}/realm-config/authentication/authenticationtrees/nodes/RetryLimitDecisionNode/0199c3b4-1111-7222-8333-444455556666`,
      json: { retryLimit: 3, incrementUserAttributeOnFailure: true },
    },
    {
      as: 'administrator',
      method: 'POST',
      target: `${AM}/realm-config/authentication/authenticationtrees/nodes/RetryLimitDecisionNode?_action=listOutcomes`,
      json: { retryLimit: 3 },
    },
  ),
  '/am/json/realm-config/services/SocialIdentityProviders': config('realm-config/services/SocialIdentityProviders', {
    as: 'administrator',
    method: 'PUT',
    target: `${AM}/realm-config/services/SocialIdentityProviders/oidcConfig/Fuzzed`,
    json: { clientId: 'a', enabled: true, authorizationEndpoint: 'https://id.example/a', tokenEndpoint: 'https://id.example/t' },
  }),
  '/am/json/realm-config/saml2': config('realm-config/saml2/hosted'),
  '/am/json/realm-config/federation/circlesoftrust': config('realm-config/federation/circlesoftrust'),
  '/am/json/scripts': config('scripts', {
    as: 'administrator',
    method: 'POST',
    target: `${AM}/scripts?_action=validate`,
    json: {
      script: Buffer.from('outcome = "true";').toString('base64'),
      language: 'JAVASCRIPT',
      name: 'Fuzzed',
      context: 'AUTHENTICATION_TREE_DECISION_NODE',
    },
  }),
  '/am/json/libraries': config('libraries'),
  '/am/json/global-config/realms': config('global-config/realms'),
  '/openidm/*path': [
    { as: 'administrator', target: '/openidm/config?_queryFilter=true' },
    { as: 'administrator', target: '/openidm/config/ui/themerealm', method: 'PUT', json: { realm: { alpha: [{ _id: 'a', name: 'A' }] } } },
    {
      as: 'administrator',
      target: '/openidm/config/emailTemplate/welcome',
      method: 'PUT',
      json: { enabled: true, subject: { en: 'Hello' } },
    },
    { target: '/openidm/config/emailTemplate/welcome', method: 'PUT', json: { enabled: true } },
  ],
  '/environment/*path': [
    { as: 'administrator', target: '/environment/scopes/service-accounts' },
    { target: '/environment/scopes/service-accounts' },
  ],
  '/am/oauth2/.well-known': [{ target: `${OAUTH}/.well-known/openid-configuration` }],
  '/am/oauth2/authorize': [
    { target: `${OAUTH}/authorize?${authorize}` },
    { as: 'person', target: `${OAUTH}/authorize?${authorize}&prompt=none&response_mode=form_post` },
    { as: 'person', target: `${OAUTH}/authorize?${authorize}&claims=%7B%7D&acr_values=Login&max_age=1&login_hint=x&request=${ID_TOKEN}` },
    { method: 'POST', target: `${OAUTH}/authorize`, form: Object.fromEntries(new URLSearchParams(authorize)) },
    { as: 'person', target: `${OAUTH}/authorize/abc`, headers: [['Cookie', 'waygate-authorize.abc=1']] },
    { as: 'person', method: 'POST', target: `${OAUTH}/authorize/abc/consent`, json: { decision: 'allow' } },
  ],
  '/am/oauth2/access_token': [
    { method: 'POST', target: `${OAUTH}/access_token`, form: token },
    {
      method: 'POST',
      target: `${OAUTH}/access_token`,
      form: { grant_type: 'client_credentials', client_id: 'fuzzed-machine', client_secret: 'x', scope: 'read' },
    },
    { method: 'POST', target: `${OAUTH}/access_token`, form: { grant_type: 'refresh_token', client_id: 'fuzzed-app', refresh_token: 'x' } },
    {
      method: 'POST',
      target: `${OAUTH}/access_token`,
      form: { grant_type: 'client_credentials' },
      headers: [['Authorization', 'Basic ZnV6emVkLW1hY2hpbmU6eA==']],
    },
    {
      method: 'POST',
      target: '/am/oauth2/access_token',
      form: {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: ASSERTION,
        client_id: 'service-account',
        scope: 'fr:am:*',
      },
    },
  ],
  '/am/oauth2/userinfo': [
    { target: `${OAUTH}/userinfo`, headers: [['Authorization', 'Bearer abc']] },
    { method: 'POST', target: `${OAUTH}/userinfo`, form: { access_token: 'abc' } },
  ],
  '/am/oauth2/introspect': [
    { method: 'POST', target: `${OAUTH}/introspect`, form: { token: 'abc', client_id: 'fuzzed-machine', client_secret: 'x' } },
  ],
  '/am/oauth2/tokeninfo': [{ target: `${OAUTH}/tokeninfo?access_token=abc` }],
  '/am/oauth2/token': [{ method: 'POST', target: `${OAUTH}/token/revoke`, form: { token: 'abc', client_id: 'fuzzed-app' } }],
  '/am/oauth2/connect': [
    { target: `${OAUTH}/connect/jwk_uri` },
    { target: `${OAUTH}/connect/endSession?id_token_hint=${ID_TOKEN}&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye&state=s` },
    { as: 'person', method: 'POST', target: `${OAUTH}/connect/endSession`, form: { id_token_hint: ID_TOKEN } },
  ],
  '/am/oauth2/client': [{ method: 'POST', target: `${OAUTH}/client/form_post/apple`, form: { code: 'x', state: 'y', user: '{}' } }],
  '/forward-auth/:realm/check': [{ target: '/forward-auth/alpha/check', headers: FORWARDED() }],
  '/forward-auth/:realm/lead': [{ target: '/forward-auth/alpha/lead', headers: FORWARDED() }],
  '/forward-auth/:realm/enter': [
    { target: '/forward-auth/alpha/enter/.waygate/callback?code=x', headers: FORWARDED('/.waygate/callback?code=x') },
  ],
  '/forward-auth/:realm/sign-on': [
    { target: '/forward-auth/alpha/sign-on?ticket=a.b.c' },
    { as: 'person', target: '/forward-auth/alpha/sign-on?ticket=x' },
  ],
  '/forward-auth/:realm/signed-off': [{ target: '/forward-auth/alpha/signed-off?application=0199c3b4-1111-7222-8333-444455556666' }],
  '/authenticator/inbox': [{ target: '/authenticator/inbox', headers: [['Authorization', `Bearer ${'A'.repeat(43)}`]] }],
  '/sign-on/:realm': [{ target: '/sign-on/alpha?goto=https%3A%2F%2Fevil.example&suspendedId=x' }],
  '/return/:realm/:provider': [{ target: '/return/alpha/google?code=x&state=y' }],
  '/api/v2/oauth/token': [
    {
      method: 'POST',
      target: '/api/v2/oauth/token',
      form: {
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: ASSERTION,
        scope: 'okta.oag.idp.read',
      },
    },
  ],
};

function FORWARDED(uri = '/'): RequestShape['headers'] {
  return [
    ['X-Forwarded-Method', 'GET'],
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Host', 'app.example'],
    ['X-Forwarded-Uri', uri],
    ['X-Original-URI', uri],
    ['Accept', 'text/html'],
    ['Sec-Fetch-Mode', 'navigate'],
  ];
}

const CLIENT = {
  clientName: 'Fuzzed',
  redirectionUris: ['https://app.example/cb'],
  scopes: ['openid'],
  grantTypes: ['authorization_code'],
  treeName: 'Login',
  loaMapping: { a: 'Login' },
};
const APPLICATION = { name: 'intranet', label: 'x', idpId: OBJECT_ID, publicDomain: 'https://intranet.example', journey: 'Login' };
const DIRECTORY = {
  type: 'OPEN_LDAP',
  connection: { connectionUrl: 'ldap://127.0.0.1:1389', bindDn: 'cn=admin', bindCredential: 'x' },
  config: { userSearchDn: 'ou=people', groupSearchDn: 'ou=groups' },
};

/** What the administration API takes, by method and path below `/api/realms/:realm`. */
const ADMIN_BODIES: Readonly<Record<string, z.ZodType | object>> = {
  'PUT /default-journey': schema.defaultJourneyRequest,
  'POST /import/plan': { files: [{ name: 'a.json', text: JSON.stringify(JOURNEY) }] },
  'POST /import': { files: [{ name: 'a.json', text: JSON.stringify(JOURNEY) }], journeys: ['Fuzzed'], as: 'draft', base: {}, drafts: {} },
  'POST /export': schema.exportRequest,
  'POST /audit/export': { format: 'csv', event: 'account.', person: 'demo', from: 0 },
  'POST /journeys/:name/check': { document: JOURNEY },
  'PUT /journeys/:name/draft': { document: JOURNEY, baseVersion: null, revision: 0 },
  'POST /journeys/:name/publish': { document: JOURNEY, baseVersion: null, note: 'x' },
  'POST /journeys/:name/rollback': schema.rollbackRequest,
  'POST /journeys/:name/rename': schema.renameRequest,
  'POST /journeys/:name/duplicate': schema.duplicateRequest,
  'POST /journeys/:name/enable': schema.enableRequest,
  'POST /journeys/:name/preview': { document: JOURNEY },
  'POST /scripts-check': schema.checkScriptRequest,
  'PUT /scripts/:name': schema.saveScriptRequest,
  'POST /providers/:name': schema.socialProviderRequest,
  'PUT /providers/:name': schema.socialProviderRequest,
  'POST /continuity/providers': schema.offlineIdpRequest,
  'PUT /continuity/providers/:name': schema.offlineIdpRequest,
  'PUT /continuity/providers/:name/override': schema.overrideRequest,
  'PUT /continuity/providers/:name/simulation': schema.simulationRequest,
  'POST /continuity/applications': APPLICATION,
  'PUT /continuity/applications/:name': APPLICATION,
  'PUT /continuity/applications/:name/group-policy': schema.groupPolicy,
  'PUT /continuity/applications/:name/offline-state': schema.offlineStateRequest,
  'PUT /continuity/applications/:name/ask-before-entry': schema.askBeforeEntryRequest,
  'POST /continuity/directories': { idpId: OBJECT_ID, directory: DIRECTORY },
  'POST /continuity/directories-test': DIRECTORY.connection,
  'PUT /continuity/directories/:name': DIRECTORY,
  'POST /clients/:name': { settings: CLIENT },
  'PUT /clients/:name': { settings: CLIENT },
  'POST /people/:name/reset': { kind: 'push' },
  'POST /people/:name/authenticators/reset': { authenticator: 'password' },
};
const OTHER_BODIES: Readonly<Record<string, z.ZodType | object>> = {
  'POST /api/catalogue/outcomes': schema.outcomesRequest,
  'POST /api/seal': { type: 'SetPersistentCookieNode', field: 'hmacSigningKey', value: 'x' },
};

const NAMES: Readonly<Record<string, string>> = { realm: 'beta', name: 'Fuzzed', author: 'amadmin', kind: 'push', journey: 'Login' };

/**
 * Requests that are right for an endpoint.
 * @param offlineBodies what the offline API takes, by method and path of its document
 */
export function validRequests({ method, path }: Endpoint, offlineBodies: ReadonlyMap<string, JsonSchema>): readonly RequestShape[] {
  const by = BY_HAND[path];
  if (by !== undefined) return by.map((wish) => shaped(path, wish));
  const target = path.replaceAll(/[:*](\w+)/g, (_all, name: string) =>
    encodeURIComponent((path.includes('/continuity/') && name === 'name' ? undefined : NAMES[name]) ?? OBJECT_ID),
  );
  if (path.startsWith('/api/v2/')) {
    const body = offlineBodies.get(`${method} ${path}`);
    const json = body === undefined ? {} : { json: sampleOfJson(body) };
    return (['program', 'nobody', 'administrator'] as const).map((as) => shaped(path, { as, method, target, ...json }));
  }
  if (path.startsWith('/api/')) {
    const known = ADMIN_BODIES[`${method} ${path.replace('/api/realms/:realm', '')}`] ?? OTHER_BODIES[`${method} ${path}`];
    const json = method === 'GET' ? {} : { json: known === undefined ? {} : known instanceof z.ZodType ? sampleOf(known) : known };
    return (['administrator', 'person', 'nobody'] as const).map((as) => shaped(path, { as, method, target, ...json }));
  }
  if (method === 'GET') return [shaped(path, { target }), shaped(path, { target: `${target}?goto=%2F%2Fevil.example`, as: 'person' })];
  return [];
}

function shaped(
  endpoint: string,
  { as = 'nobody', method = 'GET', target = endpoint, headers = [], json, form, ...more }: Wish,
): RequestShape {
  const typed =
    json !== undefined
      ? { body: JSON.stringify(json), type: 'application/json' }
      : form !== undefined
        ? { body: String(new URLSearchParams(form)).replaceAll('%40%40', '@@'), type: 'application/x-www-form-urlencoded' }
        : undefined;
  return {
    endpoint,
    as,
    method,
    // What administrators change is a realm of their own, so that the sign-ons of the other stay what they are.
    target: as === 'administrator' ? target.replace(REALM, 'realms/root/realms/beta') : target,
    headers: [
      ...headers,
      ...Object.entries(INTENT),
      ...roleHeaders(as),
      ...(typed === undefined ? [] : [['Content-Type', typed.type] as const]),
    ],
    ...(typed === undefined ? {} : { body: typed.body }),
    ...more,
  };
}

function roleHeaders(as: Role): RequestShape['headers'] {
  if (as === 'nobody') return [];
  return as === 'program' ? [['Authorization', 'Bearer @@PROGRAM@@']] : [['Cookie', `iPlanetDirectoryPro=@@${as.toUpperCase()}@@`]];
}
