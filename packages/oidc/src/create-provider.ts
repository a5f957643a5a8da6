import { addressOf } from '@waygate/schema';
import type { JWK } from 'jose';
import { type Configuration, errors, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { createAdapter } from './adapter/create-adapter.ts';
import { afterwards } from './afterwards.ts';
import type { Consents } from './authorize/consents.ts';
import { demandForIn, mappingFor } from './authorize/demand-for.ts';
import { existingGrant } from './authorize/existing-grant.ts';
import { interactionPolicyOf } from './authorize/interaction-policy.ts';
import { interactionUrl } from './authorize/interaction-url.ts';
import { CLAIMS, claimsOf } from './claims.ts';
import { activeClient, settingsOf } from './clients/client-metadata.ts';
import { BRIDGE_COOKIE, INTERACTION_COOKIE, RESUME_COOKIE, requestCookies } from './cookies.ts';
import { issuerPath } from './issuer.ts';
import type { OAuthDeps } from './oauth-deps.ts';
import { renderError } from './pages/render-error.ts';
import { factsOf } from './request-facts.ts';
import { usernameOf } from './subject.ts';

/** How long somebody may take from the application to their agreement, seconds. */
const INTERACTION_S = 3_600;
/** How long a grant outlives what was made of it, so that a late replay is still known for one, seconds. */
const MARGIN_S = 3_600;
/** Scope by which a client may look at tokens of others (AM). */
const INTROSPECTS_ALL = 'am-introspect-all-tokens';

/** What a provider is made of besides its realm: when one of these is another, so is the provider. */
export interface ProviderParts {
  readonly keys: readonly JWK[];
  /** Every scope that some client of the realm may ask for. */
  readonly scopes: readonly string[];
  readonly consents: Consents;
}

/** Makes the authorization server of a realm: code with PKCE, refresh tokens that are exchanged, client credentials, and nothing else. */
export function createProvider(realm: string, { keys, scopes, consents }: ProviderParts, deps: OAuthDeps): Provider {
  const issuer = addressOf(deps, realm) + issuerPath(realm);
  const mapping = mappingFor(realm, deps);
  const demandFor = demandForIn(mapping);
  const cookie = { httpOnly: true, sameSite: 'lax', secure: deps.publicUrl.startsWith('https:'), signed: false } as const;
  const configuration: Configuration = {
    adapter: createAdapter(realm, deps),
    jwks: { keys: [...keys] },
    scopes: [...new Set(['openid', ...Object.keys(CLAIMS), ...scopes])],
    claims: CLAIMS,
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    subjectTypes: ['public'],
    pkce: {
      required: (ctx, client) =>
        client.clientAuthMethod === 'none' || settingsOf(client).codeVerifierEnforced === true || factsOf(ctx.req).needsPkce,
    },
    routes: {
      authorization: '/authorize',
      token: '/access_token',
      userinfo: '/userinfo',
      introspection: '/introspect',
      revocation: '/token/revoke',
      jwks: '/connect/jwk_uri',
    },
    discovery: {
      end_session_endpoint: `${issuer}/connect/endSession`,
      ui_locales_supported: ['en', 'de'],
    },
    cookies: { names: { session: BRIDGE_COOKIE, interaction: INTERACTION_COOKIE, resume: RESUME_COOKIE }, long: cookie, short: cookie },
    extraClientMetadata: { properties: ['waygate_settings'] },
    enabledJWA: {
      clientAuthSigningAlgValues: ['RS256', 'ES256'],
      idTokenSigningAlgValues: ['RS256', 'ES256'],
      userinfoSigningAlgValues: ['RS256', 'ES256'],
      introspectionSigningAlgValues: ['RS256', 'ES256'],
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) =>
          client.clientAuthMethod !== 'none' && (token.clientId === client.clientId || settingsOf(client).scopes.includes(INTROSPECTS_ALL)),
      },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, client, oneOf) => oneOf ?? (isStateless(ctx, client) ? issuer : []),
        getResourceServerInfo: (ctx, resource, client) => {
          if (resource !== issuer || !isStateless(ctx, client)) throw new errors.InvalidTarget();
          const { scopes: own, accessTokenLifetime } = settingsOf(client);
          return {
            scope: own.join(' '),
            audience: client.clientId,
            accessTokenTTL: accessTokenLifetime,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
    ttl: {
      AccessToken: (_ctx, _token, client) => settingsOf(client).accessTokenLifetime,
      AuthorizationCode: (_ctx, _code, client) => settingsOf(client).authorizationCodeLifetime,
      ClientCredentials: (_ctx, _token, client) => settingsOf(client).accessTokenLifetime,
      IdToken: (_ctx, _token, client) => settingsOf(client).jwtTokenLifetime,
      // However often it is exchanged, it is good for so long from the sign-on.
      RefreshToken: (ctx, _token, client) => ctx.oidc.entities.RotatedRefreshToken?.remainingTTL ?? settingsOf(client).refreshTokenLifetime,
      Grant: (_ctx, { client }) => {
        if (client === undefined) throw new Error('A grant is made for a client.');
        const { accessTokenLifetime, refreshTokenLifetime, grantTypes } = settingsOf(client);
        const refreshes = grantTypes.includes('refresh_token') ? refreshTokenLifetime : 0;
        return Math.max(accessTokenLifetime, refreshes) + accessTokenLifetime + MARGIN_S;
      },
      Interaction: INTERACTION_S,
      Session: INTERACTION_S,
    },
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // Tokens that are to end with their session are looked at whenever they are found.
    expiresWithSession: () => false,
    allowOmittingSingleRegisteredRedirectUri: false,
    clientBasedCORS: () => false,
    findAccount: async (_ctx, sub, token) => {
      const username = usernameOf(sub);
      const person = username === undefined ? undefined : await deps.identities.findByName(realm, username);
      if (person === undefined || !person.active) return undefined;
      const sid = token !== undefined && 'sessionUid' in token ? token.sessionUid : undefined;
      return { accountId: sub, claims: () => ({ ...claimsOf(person), ...(sid === undefined ? {} : { sid }) }) };
    },
    loadExistingGrant: existingGrant(realm, mapping, consents, deps),
    interactions: { policy: interactionPolicyOf(demandFor), url: interactionUrl(realm, demandFor, deps) },
    renderError,
  };
  const provider = new Provider(issuer, configuration);
  // The addresses that the library sees are the ones that this server is configured with, and set by us.
  provider.proxy = true;
  provider.Client.prototype.compareClientSecret = async function (this: { clientId: string }, secret: string) {
    const client = await activeClient(deps, realm, this.clientId);
    return deps.isClientSecret({ realm, clientId: this.clientId, secretHash: client?.secretHash, secret });
  };
  provider.use(afterwards(requestCookies(cookie.secure), deps.now));
  // AM's clients read it there.
  provider.on('authorization.success', (ctx, answer) => {
    if (answer !== undefined) answer['client_id'] = ctx.oidc.client?.clientId;
  });
  return provider;
}

function isStateless(ctx: KoaContextWithOIDC, client: Parameters<typeof settingsOf>[0]): boolean {
  return ctx.oidc.params?.['grant_type'] === 'client_credentials' && settingsOf(client).statelessTokensEnabled;
}
