import { activeClient } from './clients/client-metadata.ts';
import type { OAuthDeps } from './oauth-deps.ts';
import type { OAuthRequest } from './oauth-request.ts';

/** Form and headers of a request to the token endpoint, with AM's habits put into the library's words. */
interface TokenRequest {
  readonly body: string;
  /** Undefined takes the header away. */
  readonly authorization: string | undefined;
}

/**
 * A request that names no scope asks for the client's default ones, and a public client that says its name in HTTP Basic, with whatever for a password, is one that says
 * it in the form: both are what clients of AM do.
 */
export async function tokenRequest({ incoming, realm, body }: OAuthRequest, deps: OAuthDeps): Promise<TokenRequest> {
  const { authorization } = incoming.headers;
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(incoming.headers['content-type'] ?? '');
  if (!isForm) return { body, authorization };
  const form = new URLSearchParams(body);
  const basic = basicUser(authorization);
  const id = basic ?? form.get('client_id') ?? undefined;
  const client = id === undefined ? undefined : await activeClient(deps, realm, id);
  if (id === undefined || client === undefined) return { body, authorization };
  const { clientType, defaultScopes } = client.settings;
  const byName = clientType === 'Public' && basic !== undefined && (form.get('client_id') ?? basic) === basic;
  if (byName) form.set('client_id', basic);
  const asksDefault = form.get('grant_type') === 'client_credentials' && !form.has('scope') && defaultScopes.length > 0;
  if (asksDefault) form.set('scope', defaultScopes.join(' '));
  return { body: byName || asksDefault ? form.toString() : body, authorization: byName ? undefined : authorization };
}

function basicUser(authorization: string | undefined): string | undefined {
  const encoded = /^basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  const user = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString().split(':')[0];
  try {
    return user === undefined ? undefined : decodeURIComponent(user.replaceAll('+', '%20'));
  } catch {
    return undefined;
  }
}
