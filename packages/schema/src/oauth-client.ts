import { z } from 'zod';

/** A scope as RFC 6749 writes it: printable, without spaces, quotes and backslashes. */
const scope = z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,128}$/, { message: 'A scope is one word of printable characters.' });

/** https to any host, http to this machine alone, or an application's own scheme: a reversed domain name (RFC 8252, 7.1). None with a user name in it. */
const ALLOWED =
  /^(https:\/\/[^/?@]+([/?]|$)|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?([/?]|$)|[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:)/;

/** An address that a browser may be led to. */
const redirectUri = z
  .url({ message: 'An address is written out in full.' })
  .max(2_000)
  .regex(/^[^\s*\\#]+$/, { message: 'An address to return to has no spaces, no * and no fragment.' })
  .regex(ALLOWED, {
    message: 'Use https, http on localhost, or the application’s own scheme, a reversed domain name such as com.example.app.',
  });

const seconds = (by: number, most: number) => z.int().min(1).max(most).default(by);

const acrMap = z.record(z.string().regex(/^[\x21-\x7E]{1,128}$/), z.string().min(1).max(256)).default({});

const DAY = 86_400;

/** An application that gets tokens from a realm; names and defaults are AM's where AM has them. Lifetimes are seconds. */
export const oauthClient = z
  .strictObject({
    clientType: z.enum(['Public', 'Confidential']).default('Confidential'),
    status: z.enum(['Active', 'Inactive']).default('Active'),
    /** What people call it; its id when left out. */
    clientName: z.string().min(1).max(256).exactOptional(),
    /** Exact addresses that a sign-on may return to. */
    redirectionUris: z.array(redirectUri).max(100).default([]),
    /** Exact addresses that a sign-out may lead to. */
    postLogoutRedirectUri: z.array(redirectUri).max(100).default([]),
    scopes: z.array(scope).max(200).default(['openid']),
    /** What is asked for when a request names no scope. */
    defaultScopes: z.array(scope).max(200).default([]),
    grantTypes: z
      .array(z.enum(['authorization_code', 'refresh_token', 'client_credentials']))
      .min(1)
      .default(['authorization_code']),
    /** Whether no code is given without PKCE. Public clients never get one; for a confidential client that is made here it is on unless it says otherwise. Off when left out, as AM's clients are. */
    codeVerifierEnforced: z.boolean().exactOptional(),
    tokenEndpointAuthMethod: z.enum(['client_secret_basic', 'client_secret_post', 'none']).exactOptional(),
    /** Whether people are not asked: for applications of one's own house. */
    isConsentImplied: z.boolean().default(false),
    accessTokenLifetime: seconds(3_600, 30 * DAY),
    refreshTokenLifetime: seconds(7 * DAY, 366 * DAY),
    authorizationCodeLifetime: seconds(120, 600),
    /** Of ID tokens. */
    jwtTokenLifetime: seconds(3_600, 30 * DAY),
    idTokenSignedResponseAlg: z.enum(['RS256', 'ES256']).default('RS256'),
    /** Whether access tokens of client credentials are signed JWTs, which nobody can take back before they expire. */
    statelessTokensEnabled: z.boolean().default(false),
    /** Journey that whoever signs on for this application must have completed, whatever a request asks for. */
    treeName: z.string().min(1).max(256).exactOptional(),
    /** Journeys that `acr_values` may name, beside those of the realm. */
    loaMapping: acrMap,
    /** Whether tokens stop when the sign-on session ends that they were made in, however it ends. */
    tokensEndWithSession: z.boolean().default(false),
  })
  .superRefine((client, issues) => {
    const wrong = (path: string, message: string) => issues.addIssue({ code: 'custom', path: [path], message });
    const isPublic = client.clientType === 'Public';
    const method = client.tokenEndpointAuthMethod;
    if (method !== undefined && isPublic !== (method === 'none'))
      wrong('tokenEndpointAuthMethod', 'A public client has none, a confidential one client_secret_basic or client_secret_post.');
    if (isPublic && client.codeVerifierEnforced === false) wrong('codeVerifierEnforced', 'A public client cannot do without PKCE.');
    if (isPublic && client.grantTypes.includes('client_credentials')) wrong('grantTypes', 'A public client has no credentials of its own.');
    const signsOn = client.grantTypes.includes('authorization_code');
    if (signsOn && client.redirectionUris.length === 0) wrong('redirectionUris', 'Name at least one address to return to.');
    if (!signsOn && client.grantTypes.includes('refresh_token'))
      wrong('grantTypes', 'Refresh tokens come of a sign-on: add authorization_code.');
    const strange = client.defaultScopes.find((name) => !client.scopes.includes(name));
    if (strange !== undefined) wrong('defaultScopes', `${strange} is not among the scopes.`);
  });
export type OAuthClient = z.infer<typeof oauthClient>;

/**
 * What is kept of a client: its secret only as a hash. Releases before read no settings that they do not know, and one client that they cannot read stops tokens of the whole
 * realm there; what they do not know stands beside the settings, where they leave it alone.
 */
export const keptOAuthClient = z
  .object({
    settings: oauthClient,
    /** Epoch milliseconds: what was given to another client of the same id before is worth nothing. */
    createdAt: z.number().default(0),
    secretHash: z.string().exactOptional(),
    codeVerifierEnforced: z.boolean().exactOptional(),
  })
  .transform(({ codeVerifierEnforced, settings, ...kept }) => ({
    ...kept,
    settings: codeVerifierEnforced === undefined ? settings : { ...settings, codeVerifierEnforced },
  }));
export type KeptOAuthClient = z.infer<typeof keptOAuthClient>;

/** A client in the form that it is kept in. */
type StoredOAuthClient = Omit<KeptOAuthClient, 'settings'> & {
  readonly settings: Omit<OAuthClient, 'codeVerifierEnforced'>;
  readonly codeVerifierEnforced?: boolean;
};

/** A client as it is kept: `keptOAuthClient` reads it. */
export function oauthClientToKeep({ settings, ...kept }: KeptOAuthClient): StoredOAuthClient {
  const { codeVerifierEnforced, ...others } = settings;
  return { ...kept, settings: others, ...(codeVerifierEnforced === undefined ? {} : { codeVerifierEnforced }) };
}

/** Ids of clients: what stands in addresses and in the user part of HTTP Basic. */
export const oauthClientId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/, { message: 'An id has letters, digits, dots, hyphens, underscores and @, 128 at most.' });

/** Ids of the clients that are there for administrators of the root realm, as AM's platform calls them. */
const RESERVED: ReadonlySet<string> = new Set(['idmAdminClient', 'idm-admin-ui']);

/** Whether an id of the root realm belongs to a client that is there by itself. */
export function isReservedClientId(id: string): boolean {
  return RESERVED.has(id);
}

/** A client as administrators see it: whether there is a secret, never which. */
export interface OAuthClientView {
  readonly id: string;
  readonly settings: OAuthClient;
  readonly hasSecret: boolean;
}

/** A client that was just made or changed. `secret` is told this once. */
export interface OAuthClientMade extends OAuthClientView {
  readonly secret?: string;
}

/** Body that makes or changes a client. A secret of one's own has 16 characters and more; one is made up when a confidential client has none. */
export const oauthClientRequest = z.strictObject({
  settings: oauthClient,
  secret: z
    .string()
    .regex(/^[\x20-\x7E]{16,256}$/, { message: 'A secret has 16 to 256 printable ASCII characters.' })
    .exactOptional(),
});
export type OAuthClientRequest = z.infer<typeof oauthClientRequest>;
