import type { IncomingMessage, ServerResponse } from 'node:http';
import { toRealmPath, WaygateError } from '@waygate/schema';
import type { HttpDeps } from '../http-deps.ts';
import type { Caller } from '../limits/caller.ts';
import { OAUTH_RESOURCES, readAmPath } from '../request/am-path.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { findSession, markUsed, tokenOf } from '../request/current-session.ts';
import { readBody } from '../request/read-body.ts';
import { takeFormPost } from './take-form-post.ts';

const PREFIX = '/am/oauth2/';
/** Largest form that an application sends, bytes. */
const LONGEST_FORM = 48 * 1024;

/** Whether an address is one of an authorization server. */
export function isOAuthAddress(url: string): boolean {
  return url.startsWith(PREFIX);
}

/**
 * Hands a request to the authorization server of its realm, which writes the answer. A session counts in its own realm alone, because here nobody administers, and
 * not when it was made offline: applications learn nothing of that from a token.
 * @throws WaygateError `resource.unknown`, `realm.not_found` (notFound), `request.too_large`, `requests.too_many` (input), and whatever the server throws
 */
export async function serveOAuth(
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
  cookie: SessionCookie,
  deps: HttpDeps,
  caller: Caller,
): Promise<void> {
  const at = url.indexOf('?');
  const am = readAmPath((at < 0 ? url : url.slice(0, at)).slice(PREFIX.length), OAUTH_RESOURCES);
  if (deps.oauth2 === undefined || am === undefined) throw new WaygateError('notFound', 'resource.unknown', 'There is no such resource.');
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  const named = query.get('realm');
  const realm = named === null ? am.realm : toRealmPath(named);
  if (realm === undefined || (await deps.realms.settings(realm))?.active !== true)
    throw new WaygateError('notFound', 'realm.not_found', 'There is no such realm.');
  const giveBack = isPublished(am.resource) ? undefined : deps.limits?.take('tokens', caller);
  if (am.resource[0] === 'client') return takeFormPost(request, response, realm, am.resource, deps);
  const body = request.method === 'POST' ? await readBody(request, LONGEST_FORM) : '';
  const token = tokenOf(request, cookie)?.token;
  const session = token === undefined ? undefined : await findSession(token, deps);
  const own =
    token === undefined || session === undefined || session.anonymous === true || session.offline !== undefined || session.realm !== realm
      ? undefined
      : { session, token };
  if (own !== undefined) await markUsed(own.session, deps);
  const asked = {
    incoming: request,
    realm,
    path: `/${am.resource.join('/')}`,
    query,
    body,
    ...(own === undefined ? {} : { signedOn: own }),
    // A gateway that asks for each of its requests is no stranger's flood.
    ...(giveBack === undefined ? {} : { proved: giveBack }),
  };
  const { oauth2, limits } = deps;
  // These compare secrets of clients.
  if (am.resource[0] === 'access_token' || am.resource[0] === 'introspect' || am.resource[0] === 'token')
    await (limits === undefined ? oauth2.answer(asked, response) : limits.trying(caller, () => oauth2.answer(asked, response)));
  else await oauth2.answer(asked, response);
}

/** What every application reads again and again, and costs nothing. */
function isPublished([first, second]: readonly string[]): boolean {
  return first === '.well-known' || (first === 'connect' && second === 'jwk_uri');
}
