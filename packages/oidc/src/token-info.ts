import type { ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { sendJson } from './json-answer.ts';
import type { OAuthRequest } from './oauth-request.ts';

const BEARER = /^Bearer ([A-Za-z0-9._~+/=-]{1,512})$/i;

/** AM's `tokeninfo`: what an opaque access token is good for, to whoever holds it. It comes by header alone, because addresses are kept in logs. */
export async function tokenInfo(provider: Provider, { incoming, realm }: OAuthRequest, response: ServerResponse): Promise<void> {
  const value = BEARER.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
  const token = (await provider.AccessToken.find(value)) ?? (await provider.ClientCredentials.find(value));
  if (token?.isValid !== true) {
    response.setHeader('WWW-Authenticate', 'Bearer error="invalid_token"');
    sendJson(response, 401, {
      error: 'invalid_token',
      error_description: 'The access token provided is expired, revoked, malformed, or invalid.',
    });
    return;
  }
  const subject = 'accountId' in token ? { sub: token.accountId } : {};
  sendJson(response, 200, {
    ...subject,
    client_id: token.clientId,
    scope: [...token.scopes],
    realm,
    token_type: 'Bearer',
    expires_in: token.remainingTTL,
  });
}
