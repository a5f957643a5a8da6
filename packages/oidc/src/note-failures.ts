import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { OAuthLog } from './oauth-deps.ts';

/** Notes what was refused, by the word for the error and the client, and what broke. Never a token, a code or an address. */
export function noteFailures(realm: string, provider: Provider, log: OAuthLog): void {
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
