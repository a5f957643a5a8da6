import type { Identity } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { requireAdministrator, type TellRefused } from '../admin/admin-request.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { accessDenied } from '../request/current-session.ts';

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i;

/** Scopes by which a resource may be asked, by what its address begins with; any other is AM's. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  openidm: ['fr:idm:*'],
  environment: ['fr:idm:*', 'fr:am:*'],
};
const AM_SCOPES: readonly string[] = ['fr:am:*'];

/**
 * Who asks for a configuration resource, by an access token or by a session. A token alone counts when there is one; no other site can send it, so it needs no further
 * sign that the request is meant.
 * @throws WaygateError `session.required` (401) for everybody but administrators of the root realm, `token.scope` (403) for a token of another scope, `request.forged` (403)
 */
export async function configAdministrator(
  request: AmRequest,
  cookie: SessionCookie,
  http: HttpDeps,
  tellRefused?: TellRefused,
): Promise<Identity> {
  const { authorization } = request.headers;
  if (authorization !== undefined && /^Bearer\b/i.test(authorization)) {
    const token = BEARER.exec(authorization)?.[1];
    const access = token === undefined ? undefined : await http.oauth2?.administration(token);
    if (access === undefined) throw accessDenied();
    const wanted = SCOPES[request.resource[0] ?? ''] ?? AM_SCOPES;
    const { id, username: name } = access.administrator;
    const actor = { kind: 'administrator', id, name } as const;
    if (wanted.some((scope) => access.scopes.has(scope))) {
      http.audit?.about({ actor });
      return access.administrator;
    }
    const refusal = new WaygateError('forbidden', 'token.scope', `The access token lacks the scope ${wanted.join(' or ')}.`);
    tellRefused?.(actor, refusal);
    throw refusal;
  }
  return requireAdministrator(request, cookie, http, tellRefused).catch((error: unknown) => {
    // AM tells nobody why.
    if (error instanceof WaygateError && (error.code === 'admin.unauthenticated' || error.code === 'admin.forbidden')) throw accessDenied();
    throw error;
  });
}
