import type { Throttle } from '@waygate/mfa';
import type {
  AccessPolicy,
  AccessPolicyRequest,
  ApiCertificate,
  ApiScope,
  AuthenticationServiceCertificate,
  AuthenticationServiceHealth,
  AuthenticationServiceRequest,
  AuthenticationServiceView,
  FailoverMode,
  HealthPolicy,
  OfflineAuthenticator,
  OfflineAuthenticatorRequest,
  OfflineIdp,
} from '@waygate/schema';
import type { ApplicationDesk, ContinuityDesk, DirectoryDesk } from '../admin/admin-deps.ts';

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

/** Access policies of identity providers. Whatever names one throws `access_policy.unknown` (notFound), and where it names the provider `continuity.provider_not_found`. */
export interface AccessPolicyDesk {
  /** The default one first. */
  list(realm: string, idpId: string): Promise<readonly AccessPolicy[]>;
  get(realm: string, idpId: string, id: string): Promise<AccessPolicy>;
  create(realm: string, idpId: string, wish: AccessPolicyRequest): Promise<AccessPolicy>;
  /** @throws WaygateError `access_policy.in_use`, `access_policy.default` (state) */
  remove(realm: string, idpId: string, id: string): Promise<void>;
  /** The id of the one that an application goes by. @throws WaygateError `access_policy.none` (notFound) */
  ofApplication(realm: string, applicationId: string): Promise<string>;
  /** @throws WaygateError `access_policy.not_for_application` (input) for one of another identity provider, or of none */
  assign(realm: string, applicationId: string, id: string): Promise<void>;
}

/** By what people can prove offline who they are. Whatever names one throws `authenticator.unknown` (notFound). */
export interface AuthenticatorDesk {
  /** `password` first. */
  list(realm: string, idpId: string): Promise<readonly OfflineAuthenticator[]>;
  get(realm: string, idpId: string, id: string): Promise<OfflineAuthenticator>;
  /** @throws WaygateError `authenticator.exists` (state) */
  create(realm: string, idpId: string, wish: OfflineAuthenticatorRequest): Promise<OfflineAuthenticator>;
  /** @throws WaygateError `authenticator.built_in` (state) */
  remove(realm: string, idpId: string, id: string): Promise<void>;
}

/** Everything that the offline API works on. */
export interface OfflineApiDeps {
  readonly tokens: ApiTokens;
  /** Addresses or CIDR ranges that may call it. */
  readonly from: readonly string[];
  readonly throttle: Pick<Throttle, 'take'>;
  readonly providers: ApiProviderDesk;
  readonly directories: DirectoryDesk;
  readonly applications: Pick<ApplicationDesk, 'list' | 'get' | 'groupPolicy' | 'putGroupPolicy' | 'setOfflineState'>;
  readonly accessPolicies: AccessPolicyDesk;
  readonly authenticators: AuthenticatorDesk;
  readonly certificates: CertificateDesk;
  readonly authenticationService: AuthenticationServiceDesk;
}
