import type { Adapter } from 'oidc-provider';
import { activeClient, clientMetadata } from '../clients/client-metadata.ts';
import type { OAuthDeps } from '../oauth-deps.ts';
import { INERT } from './inert.ts';

/** Clients of a realm as the library reads them. It never writes any. */
export function clientAdapter(realm: string, deps: OAuthDeps): Adapter {
  return {
    ...INERT,
    async find(id) {
      const client = await activeClient(deps, realm, id);
      return client === undefined ? undefined : clientMetadata(id, client);
    },
  };
}
