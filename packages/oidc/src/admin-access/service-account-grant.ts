import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { addressOf } from '@waygate/schema';
import { verifiedAssertion } from '../assertions/verified-assertion.ts';
import { sendJson } from '../json-answer.ts';
import type { OAuthDeps } from '../oauth-deps.ts';
import type { OAuthRequest } from '../oauth-request.ts';
import { shortKey, USUAL_LEAST_RSA_BITS } from '../rsa-bits.ts';
import { serviceAccountOf } from './service-account-desk.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TOKEN_S = 600;

/** The form of a request by which a program signs on with a key of its own (RFC 7523); undefined for any other. */
export function serviceAccountForm({ incoming, realm, body }: OAuthRequest): URLSearchParams | undefined {
  if (realm !== '/' || !/^application\/x-www-form-urlencoded\b/i.test(incoming.headers['content-type'] ?? '')) return undefined;
  const form = new URLSearchParams(body);
  return form.get('grant_type') === GRANT ? form : undefined;
}

/** Gives an account of a program an access token for an assertion that its key has signed, once. A request for too many scopes does not use the assertion up: it may come again with fewer. */
export async function serviceAccountGrant(form: URLSearchParams, deps: OAuthDeps, response: ServerResponse): Promise<void> {
  const { log, audit, tokens, realmObjects, leastRsaBits = USUAL_LEAST_RSA_BITS, now } = deps;
  const refuse = (error: string, description: string, account?: string): void => {
    log.info({ event: 'service_account.refused', error, ...(account === undefined ? {} : { account }) }, 'A program was given no token.');
    audit?.note({
      event: 'oauth.refused',
      realm: '/',
      result: 'refused',
      reason: error,
      ...(account === undefined ? {} : { actor: { kind: 'program', id: account } }),
      facts: { grant: GRANT },
    });
    sendJson(response, 400, { error, error_description: description });
  };
  const assertions = form.getAll('assertion');
  const signer = async (id: string) => {
    const account = await serviceAccountOf(realmObjects, id);
    return account === undefined ? undefined : { account, keys: [account.jwk] };
  };
  const rules = { signer, audiences: audiences(addressOf(deps, '/')), claims: ['jti'] as const, now };
  const proved = assertions.length === 1 ? await verifiedAssertion(assertions[0] ?? '', rules) : undefined;
  if (proved === undefined) return refuse('invalid_grant', 'The assertion is not good.');
  const { id, account, bits, use, usedUntil } = proved;
  // Whoever has the key may know; a key that was good when it was brought is not for ever.
  if (bits < leastRsaBits) return refuse('invalid_grant', shortKey(bits, leastRsaBits), id);
  const asked =
    form
      .get('scope')
      ?.split(' ')
      .filter((scope) => scope !== '') ?? account.scopes;
  const own: ReadonlySet<string> = new Set(account.scopes);
  const foreign = asked.filter((scope) => !own.has(scope));
  // Programs leave out what this text names.
  if (foreign.length > 0) return refuse('invalid_scope', `Unsupported scope for service account: ${foreign.join(',')}`, id);
  const at = now();
  const used = { payload: {}, createdAt: at, expiresAt: usedUntil };
  if (!(await tokens.claim('/', 'Assertion', use, used))) {
    return refuse('invalid_grant', 'The assertion was used already.', id);
  }
  const token = randomBytes(32).toString('base64url');
  const scopes = [...new Set(asked)];
  await tokens.put('/', 'ServiceAccountToken', token, { payload: { account: id, scopes }, createdAt: at, expiresAt: at + TOKEN_S * 1000 });
  await audit?.record({
    event: 'oauth.token_issued',
    realm: '/',
    actor: { kind: 'program', id, name: account.name },
    facts: { grant: GRANT, scopes },
  });
  log.info({ event: 'service_account.token', account: id, name: account.name, scopes }, 'A program signed on.');
  sendJson(response, 200, { access_token: token, scope: scopes.join(' '), token_type: 'Bearer', expires_in: TOKEN_S });
}

/** What programs call the token endpoint. Frodo always writes the port, and twice when it stands in the address. */
function audiences(publicUrl: string): string[] {
  const { protocol, hostname, port } = new URL(publicUrl);
  const written = port === '' ? [':443', ':80'][protocol === 'https:' ? 0 : 1] : `:${port}:${port}`;
  return [publicUrl, `${protocol}//${hostname}${written}`].flatMap((base) => [
    `${base}/am/oauth2/access_token`,
    `${base}/am/oauth2/realms/root/access_token`,
  ]);
}
