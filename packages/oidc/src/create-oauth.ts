import type { ServerResponse } from 'node:http';
import { addressOf, WaygateError } from '@waygate/schema';
import type { Provider } from 'oidc-provider';
import { type AdminAccess, adminAccess } from './admin-access/admin-access.ts';
import { serviceAccountForm, serviceAccountGrant } from './admin-access/service-account-grant.ts';
import { answerConsent } from './authorize/answer-consent.ts';
import { authorizeRequest } from './authorize/authorize-request.ts';
import { settleSignOn } from './authorize/settle-sign-on.ts';
import { requestCookies } from './cookies.ts';
import { endSession } from './end-session.ts';
import { forwardedRequest, RESUME } from './forwarded-request.ts';
import { createGrantedAccess, type GrantedAccess } from './granted/granted-access.ts';
import { noteFailures } from './note-failures.ts';
import type { OAuthDeps } from './oauth-deps.ts';
import type { OAuthRequest } from './oauth-request.ts';
import { noteProof, wasProved } from './proof.ts';
import { RealmProviders } from './realm-providers.ts';
import { recordTokens } from './record-tokens.ts';
import { setFacts } from './request-facts.ts';
import { tokenInfo } from './token-info.ts';
import { tokenRequest } from './token-request.ts';

/** Tokens for applications, for every realm. */
export interface OAuth {
  /**
   * Answers a request to an address of a realm that there is.
   * @throws WaygateError for what is no address here, and for what the consent page may not do
   */
  answer(request: OAuthRequest, response: ServerResponse): Promise<void>;
  /** What an access token allows on the resources of administrators now; undefined when nothing. */
  administration(token: string): Promise<AdminAccess | undefined>;
  /** What people have given applications, and how it is taken back. */
  readonly granted: GrantedAccess;
}

const CONSENT = /^\/authorize\/([\w-]{1,64})\/consent$/;

/** Addresses that the library answers, by what may be done there. */
const FORWARDED: Readonly<Record<string, readonly string[]>> = {
  '/.well-known/openid-configuration': ['GET'],
  '/access_token': ['POST'],
  '/userinfo': ['GET', 'POST'],
  '/introspect': ['POST'],
  '/token/revoke': ['POST'],
  '/connect/jwk_uri': ['GET'],
};

export function createOAuth(deps: OAuthDeps): OAuth {
  const cookies = requestCookies(deps.publicUrl.startsWith('https:'));
  const providers = new RealmProviders(deps, (realm, provider) => {
    // First, so that it sees what was answered in the end.
    noteProof(provider);
    noteFailures(realm, provider, deps);
    recordTokens(realm, provider, deps);
  });
  return {
    granted: createGrantedAccess(providers.consents, deps),
    administration: (token) => adminAccess(providers, deps, token),
    async answer(request, response) {
      const { incoming, realm } = request;
      const path = request.path.replace(/\/$/, '');
      const method = incoming.method ?? 'GET';
      const provider = await providers.of(realm);
      if (path === '/authorize' && (method === 'GET' || method === 'POST')) {
        const { query, agreed, needsPkce } = await authorizeRequest(request, deps);
        return forward(provider, request, { method: 'GET', url: `/authorize?${query}`, body: '' }, response, { agreed, needsPkce });
      }
      const [, resumed] = RESUME.exec(path) ?? [];
      if (resumed !== undefined && method === 'GET') {
        if (cookies.began(incoming.headers.cookie, resumed)) await settleSignOn(provider, request, resumed, deps);
        return forward(provider, request, { method, url: path, body: '' }, response);
      }
      const [, asked] = CONSENT.exec(path) ?? [];
      if (asked !== undefined) {
        const own = cookies.began(incoming.headers.cookie, asked);
        return answerConsent(provider, request, own ? asked : undefined, providers.consents, response, deps);
      }
      if (path === '/connect/endSession') return endSession(provider, request, deps, response);
      if (path === '/tokeninfo' && method === 'GET') {
        await tokenInfo(provider, request, response);
        return proved(request, response.statusCode === 200);
      }
      const methods = FORWARDED[path];
      if (methods === undefined || !Object.hasOwn(FORWARDED, path))
        throw new WaygateError('notFound', 'resource.unknown', 'There is no such resource.');
      if (!methods.includes(method)) throw new WaygateError('input', 'request.method', `Use ${methods.join(' or ')}.`);
      const program = path === '/access_token' ? serviceAccountForm(request) : undefined;
      if (program !== undefined) {
        await serviceAccountGrant(program, deps, response);
        return proved(request, response.statusCode === 200);
      }
      if (path !== '/access_token') return forward(provider, request, { method, url: path, body: request.body }, response);
      const { body, authorization } = await tokenRequest(request, deps);
      return forward(provider, request, { method, url: path, body }, response, { authorization });
    },
  };

  async function forward(
    provider: Provider,
    request: OAuthRequest,
    to: Parameters<typeof forwardedRequest>[2],
    response: ServerResponse,
    more: { readonly agreed?: boolean; readonly needsPkce?: boolean; readonly authorization?: string | undefined } = {},
  ): Promise<void> {
    const forwarded = forwardedRequest(request, addressOf(deps, request.realm), to);
    if ('authorization' in more) {
      if (more.authorization === undefined) delete forwarded.headers.authorization;
      else forwarded.headers.authorization = more.authorization;
    }
    setFacts(forwarded, {
      session: request.signedOn?.session,
      agreed: more.agreed === true,
      needsPkce: more.needsPkce === true,
      cookies: request.incoming.headers.cookie,
    });
    await provider.callback()(forwarded, response);
    proved(request, wasProved(forwarded));
  }
}

function proved(request: OAuthRequest, isProved: boolean): void {
  if (isProved) request.proved?.();
}
