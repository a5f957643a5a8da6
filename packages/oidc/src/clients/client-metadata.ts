import { randomBytes } from 'node:crypto';
import { type Addresses, addressOf, type KeptOAuthClient, keptOAuthClient, type OAuthClient, oauthClient } from '@waygate/schema';
import type { AdapterPayload, Client } from 'oidc-provider';
import { adminClient, isAdminClient } from '../admin-access/admin-clients.ts';
import type { OAuthDeps } from '../oauth-deps.ts';

/** Member of the library's clients that holds our settings. */
export const SETTINGS = 'waygate_settings';

/** The library wants to see a secret where there is one. It never compares this: hashes are compared instead. */
const NOT_THE_SECRET = randomBytes(32).toString('base64url');

/** A client of a realm, switched on or not. */
export async function knownClient(
  deps: Addresses & Pick<OAuthDeps, 'realmObjects'>,
  realm: string,
  id: string,
): Promise<KeptOAuthClient | undefined> {
  if (isAdminClient(realm, id)) return adminClient(realm, id, addressOf(deps, realm));
  const value = await deps.realmObjects.get(realm, 'oauthClient', id);
  return value === undefined ? undefined : keptOAuthClient.parse(value);
}

/** A client of a realm that is switched on. */
export async function activeClient(
  deps: Addresses & Pick<OAuthDeps, 'realmObjects'>,
  realm: string,
  id: string,
): Promise<KeptOAuthClient | undefined> {
  const client = await knownClient(deps, realm, id);
  return client?.settings.status === 'Active' ? client : undefined;
}

/** A client in the library's words. */
export function clientMetadata(id: string, { settings }: KeptOAuthClient): AdapterPayload {
  const isPublic = settings.clientType === 'Public';
  const signsOn = settings.grantTypes.includes('authorization_code');
  return {
    client_id: id,
    client_name: settings.clientName ?? id,
    ...(isPublic ? {} : { client_secret: NOT_THE_SECRET }),
    redirect_uris: settings.redirectionUris,
    // Only what has a scheme of its own: elsewhere the library would let the port of a loopback address vary.
    application_type: settings.redirectionUris.some((uri) => !/^https?:/.test(uri)) ? 'native' : 'web',
    grant_types: settings.grantTypes,
    response_types: signsOn ? ['code'] : [],
    token_endpoint_auth_method: isPublic ? 'none' : (settings.tokenEndpointAuthMethod ?? 'client_secret_basic'),
    scope: [...new Set(settings.scopes)].join(' '),
    id_token_signed_response_alg: settings.idTokenSignedResponseAlg,
    [SETTINGS]: settings,
  };
}

/** Our settings of one of the library's clients. */
export function settingsOf(client: Client): OAuthClient {
  return oauthClient.parse(client[SETTINGS]);
}
