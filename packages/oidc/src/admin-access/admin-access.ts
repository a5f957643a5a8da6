import type { Identity } from '@waygate/node-kit';
import { isAdministrator } from '@waygate/schema';
import { z } from 'zod';
import type { OAuthDeps } from '../oauth-deps.ts';
import type { RealmProviders } from '../realm-providers.ts';
import { usernameOf } from '../subject.ts';
import { isAdminClient } from './admin-clients.ts';
import { serviceAccountOf } from './service-account-desk.ts';

/** What a token allows on the resources of administrators. */
export interface AdminAccess {
  /** Who administers: a person of the root realm, or an account of a program. */
  readonly administrator: Identity;
  readonly scopes: ReadonlySet<string>;
}

const programToken = z.object({ account: z.string(), scopes: z.array(z.string()) });

/** What an access token is worth to administrators now: a right that was taken away is gone, and tokens of other clients have none. */
export async function adminAccess(providers: RealmProviders, deps: OAuthDeps, value: string): Promise<AdminAccess | undefined> {
  const program = await deps.tokens.find('/', 'ServiceAccountToken', value);
  if (program !== undefined) return programAccess(deps, programToken.parse(program.payload));
  const provider = await providers.of('/');
  const token = await provider.AccessToken.find(value);
  if (token?.isValid !== true || !isAdminClient('/', token.clientId)) return undefined;
  const username = usernameOf(token.accountId);
  const administrator = username === undefined ? undefined : await deps.identities.findByName('/', username);
  if (administrator === undefined || !isAdministrator(administrator)) return undefined;
  return { administrator, scopes: new Set(token.scopes) };
}

/** A program's rights are those of its account now; its name is one that no person can be taken for. */
async function programAccess({ realmObjects }: OAuthDeps, token: z.infer<typeof programToken>): Promise<AdminAccess | undefined> {
  const account = await serviceAccountOf(realmObjects, token.account);
  if (account === undefined) return undefined;
  const administrator: Identity = {
    id: `service-account ${token.account}`,
    realm: '/',
    username: `service account ${account.name}`,
    active: true,
    attributes: { roles: account.rights },
  };
  return isAdministrator(administrator) ? { administrator, scopes: new Set(token.scopes) } : undefined;
}
