import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { OAuthDeps } from './oauth-deps.ts';

/** Grants that there are: what a stranger sends in their place is not kept. */
const GRANTS = ['authorization_code', 'refresh_token', 'client_credentials'];

/** How a request asks for tokens; undefined when it does not, or in no way that there is. */
export function grantOf(ctx: KoaContextWithOIDC): string | undefined {
  return GRANTS.find((one) => one === ctx.oidc?.params?.['grant_type']);
}

/** Notes what was refused, by the word for the error and the client, and what broke. Never a token, a code or an address. */
export function noteFailures(realm: string, provider: Provider, { log, audit }: Pick<OAuthDeps, 'log' | 'audit'>): void {
  const refused = (ctx: KoaContextWithOIDC, error: { readonly error?: string; readonly error_detail?: string | undefined }) => {
    // Of the client only what is known here: anybody can send any text as an id.
    const client = ctx.oidc?.client?.clientId;
    log.info(
      {
        event: 'oauth2.refused',
        realm,
        path: ctx.oidc?.route,
        error: error.error,
        ...(error.error_detail === undefined ? {} : { detail: error.error_detail }),
        ...(client === undefined ? {} : { client }),
      },
      'A request of an application was refused.',
    );
    const grant = grantOf(ctx);
    audit?.note({
      event: 'oauth.refused',
      realm,
      result: 'refused',
      ...(error.error === undefined ? {} : { reason: error.error }),
      ...(client === undefined ? {} : { actor: { kind: 'client', id: client } }),
      facts: grant === undefined ? {} : { grant },
    });
  };
  provider.on('authorization.error', refused);
  provider.on('grant.error', refused);
  provider.on('userinfo.error', refused);
  provider.on('introspection.error', refused);
  provider.on('revocation.error', refused);
  provider.on('server_error', (ctx, err) => {
    log.error({ event: 'oauth2.failed', realm, path: ctx.oidc?.route, err }, 'A request of an application failed.');
  });
  provider.use(async (ctx, next) => {
    try {
      await next();
    } catch (err) {
      log.error({ event: 'oauth2.failed', realm, err }, 'A request of an application failed.');
      ctx.status = 500;
      ctx.body = { error: 'server_error', error_description: 'oops! something went wrong' };
    }
  });
}
