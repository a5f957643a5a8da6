import type { Adapter } from 'oidc-provider';
import type { OAuthDeps } from '../oauth-deps.ts';
import { clientAdapter } from './client-adapter.ts';
import { sessionAdapter } from './session-adapter.ts';
import { tokenAdapter } from './token-adapter.ts';

/** Where the library keeps what it calls by a name. */
export function createAdapter(realm: string, deps: OAuthDeps): (name: string) => Adapter {
  return (name) => {
    switch (name) {
      case 'Client':
        return clientAdapter(realm, deps);
      case 'Session':
        return sessionAdapter(realm, deps);
      case 'Grant':
      case 'RefreshToken':
      case 'AuthorizationCode':
      case 'AccessToken':
      case 'ClientCredentials':
      case 'Interaction':
        return tokenAdapter(realm, name, deps);
      default:
        throw new Error(`${name} belongs to a part of the library that is switched off.`);
    }
  };
}
