import type { ServerResponse } from 'node:http';
import { WaygateError } from '@waygate/schema';
import type { Client, Provider } from 'oidc-provider';
import { z } from 'zod';
import { knownClient, settingsOf } from '../clients/client-metadata.ts';
import { sendJson } from '../json-answer.ts';
import type { OAuthDeps } from '../oauth-deps.ts';
import type { OAuthRequest } from '../oauth-request.ts';
import { subjectOf } from '../subject.ts';
import { type Consents, REMEMBERED_MS } from './consents.ts';
import { isRemembered, makeGrant } from './existing-grant.ts';

const decision = z.strictObject({ allow: z.boolean() });

const missing = z.object({
  missingOIDCScope: z.array(z.string()).exactOptional(),
  missingOIDCClaims: z.array(z.string()).exactOptional(),
});

/**
 * What the page that asks for an agreement asks and tells, below the authorization request that it is for: only in the browser that began the request, only by whoever is
 * signed on there, and never from another site.
 * @param uid of the request; undefined when this browser began none of that name
 * @throws WaygateError `consent.gone` (notFound), `session.required` (unauthenticated), `request.forged` (forbidden), `consent.malformed` (input)
 */
export async function answerConsent(
  provider: Provider,
  request: OAuthRequest,
  uid: string | undefined,
  consents: Consents,
  response: ServerResponse,
  deps: OAuthDeps,
): Promise<void> {
  const { incoming, realm, signedOn } = request;
  const interaction = uid === undefined ? undefined : await provider.Interaction.find(uid);
  if (interaction?.prompt.name !== 'consent') {
    throw new WaygateError('notFound', 'consent.gone', 'This request is over, or it was begun in another browser.');
  }
  if (signedOn === undefined) throw new WaygateError('unauthenticated', 'session.required', 'Access Denied');
  const clientId = String(interaction.params['client_id']);
  const client = await provider.Client.find(clientId);
  if (client === undefined) throw new WaygateError('notFound', 'consent.gone', 'There is no such application any more.');
  const { missingOIDCScope = [], missingOIDCClaims = [] } = missing.parse(interaction.prompt.details);
  const asked = String(interaction.params['scope'] ?? '').split(' ');
  const scopes = asked.filter((scope) => client.scope?.split(' ').includes(scope));
  if (incoming.method === 'GET') {
    sendJson(response, 200, {
      client: client.clientName ?? clientId,
      scopes: missingOIDCScope.length === 0 ? scopes : missingOIDCScope,
      claims: missingOIDCClaims,
      username: signedOn.session.username,
      ...lifetimesOf(client, interaction.params['redirect_uri']),
    });
    return;
  }
  if (incoming.method !== 'POST') throw new WaygateError('input', 'request.method', 'Decide with POST.');
  // Only our own page can send this header along with the cookies: another site would have to ask first, and would be told no.
  if (incoming.headers['x-requested-with'] === undefined || !/^application\/json\b/i.test(incoming.headers['content-type'] ?? '')) {
    throw new WaygateError('forbidden', 'request.forged', 'Decide on the page that asks.');
  }
  const subject = subjectOf(signedOn.session.username);
  const agreed = allowed(request.body);
  await deps.audit?.record({
    event: 'oauth.consent',
    realm,
    result: agreed ? 'succeeded' : 'refused',
    person: { id: signedOn.session.userId, username: signedOn.session.username },
    target: { kind: 'client', id: clientId },
    facts: { agreed },
  });
  if (agreed) {
    const grant = await makeGrant(provider, clientId, subject, scopes, missingOIDCClaims);
    const known = await knownClient(deps, realm, clientId);
    if (known !== undefined && isRemembered(interaction.params['redirect_uri'])) {
      const who = { realm, personId: signedOn.session.userId, clientId, clientSince: known.createdAt };
      await consents.remember(who, scopes, missingOIDCClaims);
    }
    interaction.result = { ...interaction.lastSubmission, consent: { grantId: grant.jti } };
  } else {
    interaction.result = { error: 'access_denied', error_description: 'End-User aborted interaction' };
  }
  await interaction.persist();
  sendJson(response, 200, { location: interaction.returnTo });
}

/** For how long the application gets what it asks for, and whether the answer is kept. Seconds. */
function lifetimesOf(client: Client, redirectUri: unknown) {
  const { accessTokenLifetime, refreshTokenLifetime, grantTypes, tokensEndWithSession } = settingsOf(client);
  return {
    accessSeconds: accessTokenLifetime,
    ...(grantTypes.includes('refresh_token') ? { renewableSeconds: refreshTokenLifetime } : {}),
    endsWithSession: tokensEndWithSession,
    ...(isRemembered(redirectUri) ? { rememberedSeconds: REMEMBERED_MS / 1_000 } : {}),
  };
}

function allowed(body: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    value = undefined;
  }
  const parsed = decision.safeParse(value);
  if (!parsed.success) throw new WaygateError('input', 'consent.malformed', 'Say whether you allow it.');
  return parsed.data.allow;
}
