import { randomBytes } from 'node:crypto';
import type { AuditPort } from '@waygate/node-kit';
import { type ApiScope, apiScope } from '@waygate/schema';
import type { RealmObjectStore, TokenStore } from '@waygate/storage';
import { z } from 'zod';
import { verifiedAssertion } from '../assertions/verified-assertion.ts';
import type { OAuthLog } from '../oauth-deps.ts';
import { shortKey, USUAL_LEAST_RSA_BITS } from '../rsa-bits.ts';
import { apiClientOf } from './api-client-desk.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const TOKEN_S = 300;
/** What the tokens are for, as records of them say. */
const API = { kind: 'offline-api' };

/** What a token of the offline API allows now. */
export interface ApiAccess {
  /** Id of the client. */
  readonly client: string;
  readonly label: string;
  readonly realm: string;
  readonly scopes: ReadonlySet<ApiScope>;
}

/** What the token endpoint answers: a token, or an error of OAuth 2.0. */
export type ApiTokenAnswer =
  | { readonly access_token: string; readonly token_type: 'Bearer'; readonly expires_in: number; readonly scope: string }
  | { readonly error: string; readonly error_description: string };

/** Tokens of the offline API. */
export interface ApiTokens {
  /** Gives a client a token for a form with an assertion that its key has signed, once. */
  grant(form: URLSearchParams): Promise<ApiTokenAnswer>;
  /** What a token is worth now: nothing, when the client or the key is gone by which it was got. */
  access(token: string): Promise<ApiAccess | undefined>;
}

export interface ApiTokensDeps {
  /** Public address without a slash at the end. */
  readonly publicUrl: string;
  readonly tokenPath: string;
  readonly realmObjects: RealmObjectStore;
  readonly tokens: TokenStore;
  readonly log: OAuthLog;
  /** Where what happens is recorded; without it nothing is. */
  readonly audit?: AuditPort;
  /** Bits that keys of programs must have; 2048 when left out. */
  readonly leastRsaBits?: number | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const tokenPayload = z.object({ client: z.string(), kid: z.string(), scopes: z.array(apiScope) });

/** Tokens for programs that set up what happens offline: client credentials with a signed JWT (RFC 7523), as Access Gateway has them. */
export function createApiTokens({
  publicUrl,
  tokenPath,
  realmObjects,
  tokens,
  log,
  audit,
  leastRsaBits = USUAL_LEAST_RSA_BITS,
  now,
}: ApiTokensDeps): ApiTokens {
  const rules = {
    signer: async (id: string) => {
      const account = await apiClientOf(realmObjects, id);
      return account === undefined ? undefined : { account, keys: account.keys };
    },
    audiences: [new URL(publicUrl).origin, `${publicUrl}${tokenPath}`],
    // Access Gateway's clients send no id: then the text itself is used up.
    claims: ['iat'] as const,
    now,
  };
  const refuse = (error: string, description: string, client?: string) => {
    log.info({ event: 'continuity.api_refused', error, ...(client === undefined ? {} : { client }) }, 'A program was given no token.');
    audit?.note({
      event: 'oauth.refused',
      realm: '/',
      result: 'refused',
      reason: error,
      target: API,
      ...(client === undefined ? {} : { actor: { kind: 'program', id: client } }),
    });
    return { error, error_description: description };
  };
  return {
    async grant(form) {
      const repeated = [...new Set(form.keys())].find((name) => form.getAll(name).length > 1);
      if (repeated !== undefined) return refuse('invalid_request', 'A parameter stands there twice.');
      if (form.get('grant_type') !== 'client_credentials') return refuse('unsupported_grant_type', 'Use client_credentials.');
      if (form.get('client_assertion_type') !== ASSERTION_TYPE)
        return refuse('invalid_request', `Use the assertion type ${ASSERTION_TYPE}.`);
      const proved = await verifiedAssertion(form.get('client_assertion') ?? '', rules);
      if (proved === undefined || (form.get('client_id') ?? proved.id) !== proved.id)
        return refuse('invalid_client', 'The assertion is not good.');
      const { id, account, key, bits, payload, use, usedUntil } = proved;
      // Whoever has the key may know; a key that was good when it was brought is not for ever.
      if (bits < leastRsaBits) return refuse('invalid_client', shortKey(bits, leastRsaBits), id);
      const named = scopesIn(payload['scope']);
      const asked = scopesIn(form.get('scope') ?? undefined) ?? named ?? account.scopes;
      const own: ReadonlySet<string> = new Set(account.scopes.filter((scope) => named === undefined || named.includes(scope)));
      if (asked.length === 0 || asked.some((scope) => !own.has(scope)))
        return refuse('invalid_scope', `The client may ask for ${[...own].join(' ') || 'nothing of this'}.`, id);
      const at = now();
      if (!(await tokens.claim('/', 'Assertion', use, { payload: {}, createdAt: at, expiresAt: usedUntil })))
        return refuse('invalid_client', 'The assertion was used already.', id);
      const token = randomBytes(32).toString('base64url');
      const scopes = [...new Set(asked)];
      const content = { client: id, kid: String(key.kid), scopes };
      await tokens.put('/', 'ApiToken', token, { payload: content, createdAt: at, expiresAt: at + TOKEN_S * 1000 });
      await audit?.record({
        event: 'oauth.token_issued',
        realm: account.realm,
        actor: { kind: 'program', id, name: account.label },
        target: API,
        facts: { grant: 'client_credentials', scopes },
      });
      log.info({ event: 'continuity.api_token', client: id, label: account.label, scopes }, 'A program signed on to the offline API.');
      return { access_token: token, token_type: 'Bearer', expires_in: TOKEN_S, scope: scopes.join(' ') };
    },
    async access(value) {
      const token = await tokens.find('/', 'ApiToken', value);
      if (token === undefined) return undefined;
      const { client, kid, scopes } = tokenPayload.parse(token.payload);
      const account = await apiClientOf(realmObjects, client);
      if (account?.keys.some((key) => key.kid === kid) !== true) return undefined;
      const left = scopes.filter((scope) => account.scopes.includes(scope));
      return { client, label: account.label, realm: account.realm, scopes: new Set(left) };
    },
  };
}

/** @returns undefined when nothing is said */
function scopesIn(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'string') return undefined;
  return value.split(' ').filter((scope) => scope !== '');
}
