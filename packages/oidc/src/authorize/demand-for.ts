import type { KoaContextWithOIDC } from 'oidc-provider';
import { settingsOf } from '../clients/client-metadata.ts';
import type { OAuthDeps } from '../oauth-deps.ts';
import { acrWishOf } from './acr-wish.ts';
import { type Demand, demandOf } from './assurance.ts';

/** What the sign-on of an authorization request must have completed. */
export type DemandFor = (ctx: KoaContextWithOIDC) => Promise<Demand>;

/** Journeys by acr value, of the realm and of the client of a request. */
export type MappingFor = (ctx: KoaContextWithOIDC) => Promise<Readonly<Record<string, string>>>;

export function mappingFor(realm: string, deps: Pick<OAuthDeps, 'services'>): MappingFor {
  return async ({ oidc: { client } }) => {
    const ofRealm = (await deps.services.get(realm, 'oauth2Provider'))?.loaMapping ?? {};
    return { ...ofRealm, ...(client === undefined ? {} : settingsOf(client).loaMapping) };
  };
}

export function demandForIn(mapping: MappingFor): DemandFor {
  return async (ctx) => {
    const { client, params } = ctx.oidc;
    const own = client === undefined ? undefined : settingsOf(client).treeName;
    return demandOf(own, await mapping(ctx), acrWishOf(params ?? {}));
  };
}
