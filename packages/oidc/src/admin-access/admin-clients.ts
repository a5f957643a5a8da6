import { isReservedClientId, type KeptOAuthClient, keptOAuthClient } from '@waygate/schema';

/** Scope of AM's configuration resources. */
export const AM_SCOPE = 'fr:am:*';
/** Scope of IDM's. */
export const IDM_SCOPE = 'fr:idm:*';

/** Where AM's clients come back to. There is nothing: they read the code from the redirect, which they do not follow. */
const RETURN_PATH = '/platform/appAuthHelperRedirect.html';

/** How long a token of an administrator lasts, seconds: who needs it longer has the session to get another by. */
const TOKEN_S = 600;
const CODE_S = 60;

/** Whether a client is one of those that are there for administrators of the root realm, as AM's platform has them. */
export function isAdminClient(realm: string, id: string | undefined): boolean {
  return realm === '/' && id !== undefined && isReservedClientId(id);
}

/**
 * One of the clients by which administration programs get tokens, which are everywhere alike and kept nowhere: public, with PKCE, back to this server alone.
 * @returns undefined for any other, and where this server has an address to which no code may be sent in clear
 */
export function adminClient(realm: string, id: string, address: string): KeptOAuthClient | undefined {
  if (!isAdminClient(realm, id)) return undefined;
  return keptOAuthClient.safeParse({
    settings: {
      clientType: 'Public',
      redirectionUris: [`${address}${RETURN_PATH}`],
      scopes: ['openid', AM_SCOPE, IDM_SCOPE],
      grantTypes: ['authorization_code'],
      isConsentImplied: true,
      accessTokenLifetime: TOKEN_S,
      authorizationCodeLifetime: CODE_S,
      jwtTokenLifetime: TOKEN_S,
      tokensEndWithSession: true,
    },
  }).data;
}
