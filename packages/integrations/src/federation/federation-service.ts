import type { FederatedPerson, FederationAttempt, FederationPort, FederationRefusal, FederationResult } from '@waygate/node-kit';
import { type JsonObject, jsonObject, readSocialProvider, WaygateError } from '@waygate/schema';
import type { RealmObjectStore } from '@waygate/storage';
import type { OutboundHttp } from '../outbound/create-outbound-http.ts';
import { IdTokenChecker } from './check-id-token.ts';
import { describe, federationFault, isDown } from './federation-fault.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { type ProviderConnection, ProviderConnections } from './provider-connection.ts';

export interface FederationDeps {
  readonly objects: Pick<RealmObjectStore, 'get' | 'list'>;
  /** Must call nothing that an operator does not allow, and follow no redirect. */
  readonly http: OutboundHttp;
  /** Where providers lead back to that name no place themselves; the place tells which provider it was. */
  readonly returnAddress: (realm: string, provider: string) => string;
  /** Where providers post to that answer by a form. */
  readonly formPostAddress: (realm: string, provider: string) => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const KIND = 'socialProvider';
/** Parameter by which a hosted page tells which provider's place it stands at. */
const FROM = 'from';

/** Signing on elsewhere, by the providers of the realms. */
export function createFederationService({ objects, http, returnAddress, formPostAddress, now }: FederationDeps): FederationPort {
  const fetch = guardedFetch(http);
  const connections = new ProviderConnections(fetch, now);
  const tokens = new IdTokenChecker(fetch);

  const connect = async (realm: string, id: string): Promise<ProviderConnection> => {
    const value = await objects.get(realm, KIND, id);
    if (value === undefined)
      throw new WaygateError('authoring', 'federation.provider_missing', `There is no provider ${id} in realm ${realm}.`);
    return connections.to(id, value);
  };

  /** The provider as it is now, if it is still the one that the person was sent to. */
  const connectAgain = async (realm: string, { provider, issuer }: FederationAttempt): Promise<ProviderConnection | undefined> => {
    try {
      const connection = await connect(realm, provider);
      return connection.server.issuer === issuer ? connection : undefined;
    } catch (error) {
      if (error instanceof WaygateError && error.kind === 'authoring') return undefined;
      throw error;
    }
  };

  const personOf = async (
    realm: string,
    attempt: FederationAttempt,
    { provider }: ProviderConnection,
    told: {
      readonly claims: JsonObject;
      readonly userInfo?: JsonObject;
      readonly accessToken?: string;
      readonly refreshToken?: string | undefined;
    },
  ): Promise<FederationResult> => {
    const rawProfile = { ...told.claims, ...told.userInfo };
    const { authenticationIdKey: key, transform } = provider;
    const said = Object.hasOwn(rawProfile, key) ? rawProfile[key] : undefined;
    const subject = typeof said === 'number' ? String(said) : said;
    if (typeof subject !== 'string' || subject === '' || subject.length > 255) return refused('subject', `${key} says nothing usable.`);
    // Whoever can have any address written into a profile must not become its owner.
    if (key === 'email' && rawProfile['email_verified'] !== true) return refused('unverifiedMail', 'email_verified is not true.');
    const alias = `${attempt.provider}-${subject}`;
    const others = (await objects.list(realm, KIND)).filter(({ id }) => id !== attempt.provider && id.startsWith(`${attempt.provider}-`));
    // `a` and `b-c` would be called as `a-b` and `c` are.
    if (others.some(({ id }) => alias.startsWith(`${id}-`)))
      return refused('subject', 'It would be taken for somebody of another provider.');
    const person: FederatedPerson = {
      issuer: attempt.issuer,
      subject,
      alias,
      rawProfile,
      claims: told.claims,
      transform,
      accessToken: told.accessToken,
      refreshToken: told.refreshToken,
    };
    return { status: 'signedOn', person };
  };

  /** Exchanges a code and asks for the profile. */
  const redeem = async (
    realm: string,
    attempt: FederationAttempt,
    connection: ProviderConnection,
    answer: URLSearchParams,
    nonce: string | undefined,
  ): Promise<FederationResult> => {
    const { library, config, server } = connection;
    const { redirectUri, codeVerifier, state } = attempt;
    let exchanged: Awaited<ReturnType<typeof library.authorizationCodeGrant>>;
    try {
      exchanged = await library.authorizationCodeGrant(config, new URL(`${redirectUri}?${answer}`), {
        expectedState: answer.has('state') ? state : library.skipStateCheck,
        idTokenExpected: true,
        ...(nonce === undefined ? {} : { expectedNonce: nonce }),
        ...(codeVerifier === undefined ? {} : { pkceCodeVerifier: codeVerifier }),
      });
    } catch (error) {
      if (error instanceof library.AuthorizationResponseError) return { status: 'interrupted', error: error.error };
      if (isDown(error)) throw federationFault(attempt.provider, error);
      if (error instanceof library.ResponseBodyError) {
        if (error.error === 'invalid_grant') return refused('code', describe(error));
        throw federationFault(attempt.provider, error);
      }
      if (error instanceof library.ClientError) {
        const outbound = error.cause instanceof WaygateError;
        if (outbound) throw federationFault(attempt.provider, error);
        return refused('idToken', describe(error));
      }
      throw federationFault(attempt.provider, error);
    }
    const claims = jsonObject.parse(exchanged.claims() ?? {});
    const subject = typeof claims['sub'] === 'string' ? claims['sub'] : '';
    const secrets = { accessToken: exchanged.access_token, refreshToken: exchanged.refresh_token };
    if (server.userinfo_endpoint === undefined) return personOf(realm, attempt, connection, { claims, ...secrets });
    let userInfo: JsonObject;
    try {
      userInfo = jsonObject.parse(await library.fetchUserInfo(config, exchanged.access_token, subject));
    } catch (error) {
      if (isDown(error)) throw federationFault(attempt.provider, error);
      return refused('userInfo', describe(error));
    }
    return personOf(realm, attempt, connection, { claims, userInfo, ...secrets });
  };

  return {
    async offered(realm) {
      return (await objects.list(realm, KIND)).flatMap(({ id, value }) => {
        const { settings } = readSocialProvider(value);
        return settings?.enabled === true ? [{ id, uiConfig: settings.uiConfig }] : [];
      });
    },
    async begin(realm, id, { locales }) {
      const { library, config, server, provider } = await connect(realm, id);
      const posted = provider.responseMode === 'FORM_POST';
      const redirectUri = provider.redirectURI ?? (posted ? formPostAddress(realm, id) : returnAddress(realm, id));
      const methods = server.code_challenge_methods_supported;
      const codeVerifier = methods === undefined || methods.includes('S256') ? library.randomPKCECodeVerifier() : undefined;
      const attempt: FederationAttempt = {
        provider: id,
        issuer: server.issuer,
        state: library.randomState(),
        nonce: library.randomNonce(),
        redirectUri,
        ...(codeVerifier === undefined ? {} : { codeVerifier }),
      };
      const challenge =
        codeVerifier === undefined
          ? {}
          : { code_challenge: await library.calculatePKCECodeChallenge(codeVerifier), code_challenge_method: 'S256' };
      const languages = locales.slice(0, 3).join(' ');
      const url = library.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: provider.scopes.join(' '),
        state: attempt.state,
        nonce: attempt.nonce,
        ...challenge,
        ...(posted ? { response_mode: 'form_post' } : {}),
        ...(provider.acrValues.length === 0 ? {} : { acr_values: provider.acrValues.join(' ') }),
        ...(languages === '' ? {} : { ui_locales: languages }),
      });
      return { redirectUrl: url.href, attempt };
    },
    async beginNative(realm, id) {
      const { library, server, provider } = await connect(realm, id);
      const attempt: FederationAttempt = {
        provider: id,
        issuer: server.issuer,
        state: library.randomState(),
        nonce: library.randomNonce(),
        redirectUri: provider.redirectURI ?? '',
      };
      const { clientId, scopes, acrValues } = provider;
      return { attempt, clientId, scopes, acrValues, nonce: provider.enableNativeNonce ? attempt.nonce : '' };
    },
    async finish(realm, attempt, parameters) {
      const answer = new URLSearchParams();
      for (const name of ['code', 'state', 'iss', 'error', 'error_description']) {
        for (const value of parameters[name] ?? []) answer.append(name, value);
      }
      const [state, ...more] = parameters['state'] ?? [];
      if (state !== attempt.state || more.length > 0) return refused('state', 'It belongs to another sign-on.');
      if ((parameters[FROM] ?? []).some((from) => from !== attempt.provider))
        return refused('response', 'It came to the place of another provider.');
      if ((parameters['iss'] ?? []).some((iss) => iss !== attempt.issuer))
        return refused('response', 'It says that it is of another server.');
      const connection = await connectAgain(realm, attempt);
      if (connection === undefined) return refused('provider', 'The provider is gone, switched off or another one.');
      if (connection.server.authorization_response_iss_parameter_supported === true && parameters['iss'] === undefined)
        return refused('response', 'It does not say which server it is of.');
      if (!answer.has('error') && answer.getAll('code').length !== 1) return refused('response', 'It is no answer.');
      return redeem(realm, attempt, connection, answer, attempt.nonce);
    },
    async finishNative(realm, attempt, { token, tokenType }) {
      const connection = await connectAgain(realm, attempt);
      if (connection === undefined) return refused('provider', 'The provider is gone, switched off or another one.');
      const { provider, server } = connection;
      if (token === '') return { status: 'interrupted', error: 'no_token' };
      const nonce = provider.enableNativeNonce ? attempt.nonce : undefined;
      if (tokenType === 'authorization_code') return redeem(realm, attempt, connection, new URLSearchParams({ code: token }), nonce);
      // An access token does not say whom it was issued to: another application could have got it.
      if (tokenType !== 'id_token' || server.jwks_uri === undefined)
        return refused('response', `A token of the type ${tokenType.slice(0, 50)} proves nothing.`);
      const claims = await tokens.check({
        token,
        keys: { from: 'JWK_URL', url: server.jwks_uri },
        issuer: server.issuer,
        audience: provider.clientId,
        authorizedParties: [],
        longestLife: 24 * 60,
        now: now(),
      });
      if (claims === undefined) return refused('idToken', 'The ID token is not good.');
      if (nonce !== undefined && claims['nonce'] !== nonce) return refused('idToken', 'The ID token is of another sign-on.');
      return personOf(realm, attempt, connection, { claims });
    },
    checkIdToken: (check) => tokens.check(check),
  };
}

function refused(reason: FederationRefusal, detail: string): FederationResult {
  return { status: 'refused', reason, detail };
}
