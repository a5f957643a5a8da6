import { isAdministrator } from '@waygate/schema';
import { errors } from 'oidc-provider';
import type { OAuthDeps } from '../oauth-deps.ts';
import type { RequestFacts } from '../request-facts.ts';
import { AM_SCOPE, IDM_SCOPE } from './admin-clients.ts';
import { isProvedEnough } from './is-proved-enough.ts';

/**
 * Lets only administrators authorize a client that is there for them, and only by a form that holds the token of their session: a link or a page of somebody else's
 * cannot make one. Nobody is led to a page.
 * @param scopes that are asked for
 * @throws AccessDenied, InvalidScope
 */
export async function requireAdministrator(
  { session, agreed }: RequestFacts,
  scopes: ReadonlySet<string>,
  deps: Pick<OAuthDeps, 'identities' | 'services'>,
): Promise<void> {
  const person = session === undefined ? undefined : await deps.identities.findByName('/', session.username);
  if (!agreed || person === undefined || person.id !== session?.userId || !isAdministrator(person))
    throw new errors.AccessDenied('this client is for administrators of the root realm');
  if (!(await isProvedEnough(session, deps))) throw new errors.AccessDenied('administrators sign on with a second factor here');
  // A program that asks for less tries out what kind of server this is.
  if (!scopes.has(AM_SCOPE) && !scopes.has(IDM_SCOPE)) throw new errors.InvalidScope(`ask for ${AM_SCOPE} or ${IDM_SCOPE}`, 'openid');
}
