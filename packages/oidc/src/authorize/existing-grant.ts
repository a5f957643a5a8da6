import type Provider from 'oidc-provider';
import type { Grant, KoaContextWithOIDC } from 'oidc-provider';
import { isAdminClient } from '../admin-access/admin-clients.ts';
import { requireAdministrator } from '../admin-access/require-administrator.ts';
import { knownClient, settingsOf } from '../clients/client-metadata.ts';
import type { OAuthDeps } from '../oauth-deps.ts';
import { factsOf } from '../request-facts.ts';
import { acrWishOf } from './acr-wish.ts';
import { acrOf } from './assurance.ts';
import type { Consents } from './consents.ts';
import type { MappingFor } from './demand-for.ts';

/**
 * The grant of an authorization request: what the person has just agreed to, or a new one when they need not be asked. Each authorization has its own, so that taking one
 * back leaves the others. The class of the session is settled here too, because only now are both the person and the client known.
 * @returns undefined when the person must be asked
 */
export function existingGrant(realm: string, mapping: MappingFor, consents: Consents, deps: OAuthDeps) {
  return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const { client, session, params, result, provider } = ctx.oidc;
    const { session: signedOn, agreed } = factsOf(ctx.req);
    if (client === undefined || session?.accountId === undefined || signedOn === undefined) return undefined;
    if (isAdminClient(realm, client.clientId)) await requireAdministrator(factsOf(ctx.req), ctx.oidc.requestParamOIDCScopes, deps);
    session.acr = acrOf(signedOn, await mapping(ctx), acrWishOf(params ?? {}));
    const decided = result?.consent?.grantId;
    if (decided !== undefined) return provider.Grant.find(decided);
    if (ctx.oidc.prompts.has('consent') && !agreed) return undefined;
    const scopes = [...ctx.oidc.requestParamOIDCScopes];
    const claims = [...ctx.oidc.requestParamClaims];
    const implied = settingsOf(client).isConsentImplied || agreed;
    if (!implied) {
      const clientSince = (await knownClient(deps, realm, client.clientId))?.createdAt;
      if (clientSince === undefined || !isRemembered(params?.['redirect_uri'])) return undefined;
      const who = { realm, personId: signedOn.userId, clientId: client.clientId, clientSince };
      if (!(await consents.covers(who, scopes, claims))) return undefined;
    }
    return makeGrant(provider, client.clientId, session.accountId, scopes, claims);
  };
}

/** Whether an agreement is remembered: only an address that nobody else can take over speaks for the application by itself (RFC 8252, 8.6). */
export function isRemembered(redirectUri: unknown): boolean {
  return typeof redirectUri === 'string' && redirectUri.startsWith('https:');
}

/** Makes and keeps a grant. */
export async function makeGrant(
  provider: Provider,
  clientId: string,
  accountId: string,
  scopes: readonly string[],
  claims: readonly string[],
): Promise<Grant> {
  const grant = new provider.Grant({ clientId, accountId });
  const client = await provider.Client.find(clientId);
  if (client !== undefined) grant.client = client;
  grant.addOIDCScope([...scopes]);
  if (claims.length > 0) grant.addOIDCClaims([...claims]);
  await grant.save();
  return grant;
}
