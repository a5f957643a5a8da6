import type { Throttle } from '@waygate/mfa';
import type {
  ApiCertificate,
  ApiScope,
  AuthenticationServiceCertificate,
  AuthenticationServiceHealth,
  AuthenticationServiceRequest,
  AuthenticationServiceView,
  FailoverMode,
  HealthPolicy,
  OfflineIdp,
} from '@waygate/schema';
import type { ContinuityDesk } from '../admin/admin-deps.ts';

/** What a token of the offline API allows now. */
export interface ApiAccess {
  readonly client: string;
  readonly label: string;
  readonly realm: string;
  readonly scopes: ReadonlySet<ApiScope>;
}

/** Tokens of the offline API. */
export interface ApiTokens {
  /** Gives a client a token for an assertion that it has signed, or tells in OAuth's form why not. */
  grant(form: URLSearchParams): Promise<{ readonly access_token: string } | { readonly error: string; readonly error_description: string }>;
  /** What a token is worth now. */
  access(token: string): Promise<ApiAccess | undefined>;
}

/** Certificates that the realm's applications and authentication service can be given. */
export interface CertificateDesk {
  /** In the order of their names. */
  list(realm: string): Promise<readonly ApiCertificate[]>;
}

/** The setting of the authentication service of a realm: who signs people on while something cannot be reached. */
export interface AuthenticationServiceDesk {
  /** @throws WaygateError `continuity.authentication_service_unset` (notFound), as do the others that need it */
  view(realm: string): Promise<AuthenticationServiceView>;
  /** @throws WaygateError `continuity.certificate_unknown` (input) */
  put(realm: string, wish: AuthenticationServiceRequest): Promise<AuthenticationServiceView>;
  remove(realm: string): Promise<void>;
  health(realm: string): Promise<AuthenticationServiceHealth>;
  certificates(realm: string): Promise<readonly AuthenticationServiceCertificate[]>;
  /** @throws WaygateError `continuity.certificate_unknown` (input) */
  putCertificate(realm: string, wish: AuthenticationServiceCertificate): Promise<AuthenticationServiceCertificate>;
}

/** Identity providers, as far as the offline API works on them. */
export interface ApiProviderDesk extends Pick<ContinuityDesk, 'list' | 'settings'> {
  setMode(realm: string, id: string, mode: FailoverMode): Promise<OfflineIdp>;
  setHealthPolicy(realm: string, id: string, policy: HealthPolicy): Promise<OfflineIdp>;
}

/** Everything that the offline API works on. */
export interface OfflineApiDeps {
  readonly tokens: ApiTokens;
  /** Addresses or CIDR ranges that may call it. */
  readonly from: readonly string[];
  readonly throttle: Pick<Throttle, 'take'>;
  readonly providers: ApiProviderDesk;
  readonly certificates: CertificateDesk;
  readonly authenticationService: AuthenticationServiceDesk;
}
