import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { grantOf } from './note-failures.ts';
import type { OAuthDeps } from './oauth-deps.ts';
import { usernameOf } from './subject.ts';

/** Records codes and tokens that applications get, and those that are taken back, before the answer is sent: with no record nobody gets one. */
export function recordTokens(realm: string, provider: Provider, { audit, identities }: Pick<OAuthDeps, 'audit' | 'identities'>): void {
  if (audit === undefined) return;
  provider.use(async (ctx, next) => {
    await next();
    const { oidc } = ctx as KoaContextWithOIDC;
    const client = oidc?.client?.clientId;
    if (client === undefined) return;
    const { entities } = oidc;
    const actor = { kind: 'client', id: client } as const;
    const sub = entities.Account?.accountId;
    const username = sub === undefined ? undefined : usernameOf(sub);
    const identity = username === undefined ? undefined : await identities.findByName(realm, username);
    const person = identity === undefined ? {} : { person: { id: identity.id, username: identity.username } };
    if (oidc.route === 'token' && ctx.status === 200) {
      await audit.record({
        event: 'oauth.token_issued',
        realm,
        actor,
        ...person,
        facts: { grant: grantOf(ctx as KoaContextWithOIDC) ?? 'other', scopes: scopesOf((ctx.body as { scope?: unknown }).scope) },
      });
    } else if ((oidc.route === 'authorization' || oidc.route === 'resume') && entities.AuthorizationCode !== undefined) {
      await audit.record({
        event: 'oauth.authorized',
        realm,
        actor,
        ...person,
        facts: { scopes: scopesOf(entities.AuthorizationCode.scope) },
      });
    } else if (oidc.route === 'revocation' && ctx.status === 200) {
      const kind = entities.RefreshToken === undefined ? 'access_token' : 'refresh_token';
      const token = entities.RefreshToken ?? entities.AccessToken ?? entities.ClientCredentials;
      // What is no token of the client's is answered alike, and nothing was taken back.
      if (token?.clientId === client) await audit.record({ event: 'oauth.revoked', realm, actor, facts: { kind } });
    }
  });
}

function scopesOf(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : [];
}
