import type { ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';
import type { Provider } from 'oidc-provider';
import { settingsOf } from './clients/client-metadata.ts';
import { sendJson } from './json-answer.ts';
import type { OAuthDeps } from './oauth-deps.ts';
import type { OAuthRequest } from './oauth-request.ts';
import { subjectOf, usernameOf } from './subject.ts';

/**
 * `connect/endSession`: ends the sign-on session that an ID token was made in, and takes back everything that was made in it. The ID token says that whoever asks is the
 * application; without one of ours nothing ends.
 */
export async function endSession(provider: Provider, request: OAuthRequest, deps: OAuthDeps, response: ServerResponse): Promise<void> {
  const { incoming, realm, signedOn } = request;
  if (incoming.method !== 'GET' && incoming.method !== 'POST') return refuse(response, 405, 'invalid_request', 'use GET or POST');
  const params = incoming.method === 'POST' ? new URLSearchParams(request.body) : request.query;
  const token = await validToken(provider, params.get('id_token_hint'));
  if (token === undefined) return refuse(response, 400, 'invalid_request', 'id_token_hint is missing or not one of this issuer');
  const { client, sub, sid } = token;
  if (params.has('client_id') && params.get('client_id') !== client.clientId)
    return refuse(response, 400, 'invalid_request', 'client_id does not match id_token_hint');
  const target = params.get('post_logout_redirect_uri');
  if (target !== null && !settingsOf(client).postLogoutRedirectUri.includes(target))
    return refuse(response, 400, 'invalid_request', 'post_logout_redirect_uri is not registered');
  await endSessionOf(realm, sub, sid, signedOn?.session.handle, deps);
  if (target === null) {
    response.writeHead(204, { 'Cache-Control': 'no-store' }).end();
    return;
  }
  const location = new URL(target);
  const state = params.get('state');
  if (state !== null) location.searchParams.set('state', state);
  response.writeHead(302, { Location: location.href, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).end();
}

interface HintedToken {
  readonly client: NonNullable<Awaited<ReturnType<Provider['Client']['find']>>>;
  readonly sub: string;
  readonly sid: string | undefined;
}

/** An ID token of this issuer, also one that has expired: it only says whose session is meant. */
async function validToken(provider: Provider, hint: string | null): Promise<HintedToken | undefined> {
  if (hint === null) return undefined;
  try {
    const { aud } = decodeJwt(hint);
    const client = typeof aud === 'string' ? await provider.Client.find(aud) : undefined;
    if (client === undefined) return undefined;
    const { payload } = await provider.IdToken.validate(hint, client);
    const { sub, sid } = payload;
    return typeof sub !== 'string' ? undefined : { client, sub, sid: typeof sid === 'string' ? sid : undefined };
  } catch {
    // Whatever is wrong with it, it is no token of ours.
    return undefined;
  }
}

/** Ends the session that the token names, or the one that the request brings when the token names none and it is the same person's. */
async function endSessionOf(
  realm: string,
  sub: string,
  sid: string | undefined,
  brought: string | undefined,
  { identities, signOnSessions, tokens, now }: OAuthDeps,
): Promise<void> {
  const username = usernameOf(sub);
  const person = username === undefined ? undefined : await identities.findByName(realm, username);
  const handle = sid ?? brought;
  if (person === undefined || subjectOf(person.username) !== sub || handle === undefined) return;
  const own = await signOnSessions.listByUser(realm, person.id, now());
  for (const session of own.filter((one) => one.handle === handle)) await signOnSessions.end(session.id, 'LOGOUT');
  await tokens.revokeSession(realm, handle);
}

function refuse(response: ServerResponse, status: number, error: string, description: string): void {
  sendJson(response, status, { error, error_description: description });
}
