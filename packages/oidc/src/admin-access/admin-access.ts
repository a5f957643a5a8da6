import type { Identity } from '@waygate/node-kit';
import { isAdministrator } from '@waygate/schema';
import type { OAuthDeps } from '../oauth-deps.ts';
import type { RealmProviders } from '../realm-providers.ts';
import { usernameOf } from '../subject.ts';
import { isAdminClient } from './admin-clients.ts';

/** What a token allows on the resources of administrators. */
export interface AdminAccess {
  /** Who administers: a person of the root realm, or an account of a program. */
  readonly administrator: Identity;
  readonly scopes: ReadonlySet<string>;
}

/** What an access token is worth to administrators now: a right that was taken away is gone, and tokens of other clients have none. */
export async function adminAccess(providers: RealmProviders, deps: OAuthDeps, value: string): Promise<AdminAccess | undefined> {
  const provider = await providers.of('/');
  const token = await provider.AccessToken.find(value);
  if (token?.isValid !== true || !isAdminClient('/', token.clientId)) return undefined;
  const username = usernameOf(token.accountId);
  const administrator = username === undefined ? undefined : await deps.identities.findByName('/', username);
  if (administrator === undefined || !isAdministrator(administrator)) return undefined;
  return { administrator, scopes: new Set(token.scopes) };
}
