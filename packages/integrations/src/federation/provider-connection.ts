import { createHash } from 'node:crypto';
import { type JsonObject, readSocialProvider, type SocialProviderReading, WaygateError } from '@waygate/schema';
import type * as openid from 'openid-client';
import { federationFault } from './federation-fault.ts';

/** Settings that somebody can sign on with. */
export type UsableProvider = NonNullable<SocialProviderReading['settings']>;

/** A provider, and the library's configuration for it. */
export interface ProviderConnection {
  readonly provider: UsableProvider;
  readonly library: typeof openid;
  readonly config: openid.Configuration;
  readonly server: openid.ServerMetadata;
}

/** How long what a provider says of itself is believed, milliseconds. */
const KEEP_MS = 10 * 60_000;
/** How many providers are kept. */
const MOST_KEPT = 500;
/** How far clocks may be apart, seconds. */
const SKEW_SECONDS = 30;
/** How long one request may take, seconds. */
const WITHIN_SECONDS = 10;

/** Connections to providers, each made when it is first needed and made anew when its settings change or some time is over. */
export class ProviderConnections {
  readonly #fetch: openid.CustomFetch;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly until: number; readonly connection: Promise<ProviderConnection> }>();

  /** @param now epoch milliseconds */
  constructor(fetch: openid.CustomFetch, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /**
   * @param value what the realm keeps
   * @throws WaygateError `federation.provider_unusable` (authoring), `federation.unreachable` (operational)
   */
  async to(id: string, value: JsonObject): Promise<ProviderConnection> {
    const { settings, problems } = readSocialProvider(value);
    if (settings === undefined) throw unusable(id, problems.join(' '));
    if (!settings.enabled) throw unusable(id, 'It is switched off.');
    const key = createHash('sha256').update(JSON.stringify(settings)).digest('base64url');
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > this.#now()) return kept.connection;
    const connection = this.#connect(id, settings);
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(key, { until: this.#now() + KEEP_MS, connection });
    // What failed is tried again the next time.
    connection.catch(() => this.#kept.delete(key));
    return connection;
  }

  async #connect(id: string, provider: UsableProvider): Promise<ProviderConnection> {
    // Nothing but a sign-on elsewhere needs the library, and commands start faster without it.
    const library = await import('openid-client');
    const { clientId, wellKnownEndpoint, issuer } = provider;
    const metadata = { [library.clockTolerance]: SKEW_SECONDS };
    const { authorizationEndpoint, tokenEndpoint, userInfoEndpoint, jwksUriEndpoint } = provider;
    const named = [wellKnownEndpoint, authorizationEndpoint, tokenEndpoint, userInfoEndpoint, jwksUriEndpoint];
    const plain = named.some((one) => one?.startsWith('http:'));
    const execute = [library.enableNonRepudiationChecks, ...(plain ? [library.allowInsecureRequests] : [])];
    const auth = authentication(library, provider);
    try {
      if (wellKnownEndpoint === undefined) {
        const server = serverNamedBy(provider);
        const config = new library.Configuration(server, clientId, metadata, auth);
        config[library.customFetch] = this.#fetch;
        config.timeout = WITHIN_SECONDS;
        for (const step of execute) step(config);
        return { provider, library, config, server };
      }
      const config = await library.discovery(new URL(wellKnownEndpoint), clientId, metadata, auth, {
        execute,
        timeout: WITHIN_SECONDS,
        [library.customFetch]: this.#fetch,
      });
      const server = config.serverMetadata();
      if (issuer !== undefined && server.issuer !== issuer)
        throw unusable(id, `It calls itself ${server.issuer}, and it is to be ${issuer}.`);
      return { provider, library, config, server };
    } catch (error) {
      throw federationFault(id, error);
    }
  }
}

function authentication(library: typeof openid, { clientSecret, clientAuthenticationMethod: method }: UsableProvider): openid.ClientAuth {
  if (clientSecret === undefined || method === 'NONE') return library.None();
  return method === 'CLIENT_SECRET_BASIC' ? library.ClientSecretBasic(clientSecret) : library.ClientSecretPost(clientSecret);
}

function serverNamedBy({
  issuer,
  authorizationEndpoint,
  tokenEndpoint,
  userInfoEndpoint,
  jwksUriEndpoint,
}: UsableProvider): openid.ServerMetadata {
  return {
    issuer: issuer ?? '',
    ...(authorizationEndpoint === undefined ? {} : { authorization_endpoint: authorizationEndpoint }),
    ...(tokenEndpoint === undefined ? {} : { token_endpoint: tokenEndpoint }),
    ...(userInfoEndpoint === undefined ? {} : { userinfo_endpoint: userInfoEndpoint }),
    ...(jwksUriEndpoint === undefined ? {} : { jwks_uri: jwksUriEndpoint }),
  };
}

function unusable(id: string, why: string): WaygateError {
  return new WaygateError('authoring', 'federation.provider_unusable', `Nobody can sign on with the provider ${id}: ${why}`);
}
