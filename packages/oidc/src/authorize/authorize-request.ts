import { timingSafeEqual } from 'node:crypto';
import { activeClient } from '../clients/client-metadata.ts';
import type { OAuthDeps } from '../oauth-deps.ts';
import type { OAuthRequest } from '../oauth-request.ts';

/** An authorization request in the library's words. */
interface AuthorizeRequest {
  readonly query: URLSearchParams;
  /** Whether the person has agreed already, by AM's form. */
  readonly agreed: boolean;
  /** Whether the realm demands PKCE of every client (AM's `codeVerifierEnforced`). */
  readonly needsPkce: boolean;
}

/**
 * Reads an authorization request, by address or by AM's form. The form may say that the person agrees; it must then also hold the token of the session that the request
 * brings, which no other site can know.
 */
export async function authorizeRequest(
  { incoming, realm, query, body, signedOn }: OAuthRequest,
  deps: OAuthDeps,
): Promise<AuthorizeRequest> {
  const params = new URLSearchParams(incoming.method === 'POST' ? body : query);
  const csrf = params.get('csrf');
  const agreed =
    incoming.method === 'POST' &&
    params.get('decision') === 'allow' &&
    csrf !== null &&
    signedOn !== undefined &&
    isSame(csrf, signedOn.token);
  for (const name of ['csrf', 'decision', 'save_consent', 'realm']) params.delete(name);
  const id = params.get('client_id');
  if (id !== null && !params.has('scope')) {
    const client = await activeClient(deps, realm, id);
    const scopes = client?.settings.defaultScopes ?? [];
    if (scopes.length > 0) params.set('scope', scopes.join(' '));
  }
  const needsPkce = (await deps.services.get(realm, 'oauth2Provider'))?.codeVerifierEnforced === 'true';
  return { query: params, agreed, needsPkce };
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
