import type { JsonObject } from '@waygate/schema';
import { z } from 'zod';

/** A provider that people of a realm can sign on with. */
export interface OfferedProvider {
  readonly id: string;
  readonly uiConfig: Readonly<Record<string, string>>;
}

/** What a sign-on elsewhere was begun with. Whoever begins one keeps it where nobody sees it, and shows it again when the person is back. */
export const federationAttempt = z.object({
  provider: z.string(),
  /** What the server is called, which its answer must come from. */
  issuer: z.string(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string().exactOptional(),
  redirectUri: z.string(),
});
export type FederationAttempt = z.infer<typeof federationAttempt>;

/** Who somebody is elsewhere: said by the provider, checked here. */
export interface FederatedPerson {
  readonly issuer: string;
  /** What the provider calls them, for ever. */
  readonly subject: string;
  /** What an account is found by: provider and subject (AM). */
  readonly alias: string;
  /** All that the provider tells of them. */
  readonly rawProfile: JsonObject;
  /** The ID token. */
  readonly claims: JsonObject;
  /** Id of the script that puts the profile into AM's words; without it the words are OpenID Connect's. */
  readonly transform: string | undefined;
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
}

/** Why what came back was not believed. */
export type FederationRefusal =
  /** It belongs to another attempt. */
  | 'state'
  /** It comes from another server than the person was sent to, or is no answer at all. */
  | 'response'
  /** The code is not good (any more). */
  | 'code'
  | 'idToken'
  | 'userInfo'
  /** The profile does not say who it is. */
  | 'subject'
  /** Accounts are found by an address, and the provider has not checked it. */
  | 'unverifiedMail'
  /** The provider was switched off or changed meanwhile. */
  | 'provider';

export type FederationResult =
  | { readonly status: 'signedOn'; readonly person: FederatedPerson }
  /** The provider says that it came to nothing, such as `access_denied`. */
  | { readonly status: 'interrupted'; readonly error: string }
  | { readonly status: 'refused'; readonly reason: FederationRefusal; readonly detail: string };

/** How an ID token that came with a request is to be checked; names are AM's. */
export interface IdTokenCheck {
  readonly token: string;
  readonly keys:
    | { readonly from: 'WELL_KNOWN_URL' | 'JWK_URL'; readonly url: string }
    | { readonly from: 'CLIENT_SECRET'; readonly secret: string };
  readonly issuer: string;
  readonly audience: string;
  /** Who else the token may have been issued to. */
  readonly authorizedParties: readonly string[];
  /** Longest life that is believed, minutes. */
  readonly longestLife: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Signing on elsewhere by OpenID Connect. */
export interface FederationPort {
  /** Providers of the realm that are switched on and can be used here, by id. */
  offered(realm: string): Promise<readonly OfferedProvider[]>;
  /**
   * Begins a sign-on.
   * @param locales language tags, best first
   * @returns where the browser goes, and what to keep
   * @throws WaygateError `federation.provider_missing`, `federation.provider_unusable` (authoring), `federation.unreachable` (operational): nothing has happened
   */
  begin(
    realm: string,
    provider: string,
    options: { readonly locales: readonly string[] },
  ): Promise<{ readonly redirectUrl: string; readonly attempt: FederationAttempt }>;
  /** Begins a sign-on that an application of the person does with the provider itself. Throws like `begin`. */
  beginNative(
    realm: string,
    provider: string,
  ): Promise<{
    readonly attempt: FederationAttempt;
    readonly clientId: string;
    readonly scopes: readonly string[];
    readonly acrValues: readonly string[];
    readonly nonce: string;
  }>;
  /**
   * Ends a sign-on with what the browser brought back.
   * @throws WaygateError `federation.unreachable` (operational): the provider is down
   */
  finish(realm: string, attempt: FederationAttempt, parameters: Readonly<Record<string, readonly string[]>>): Promise<FederationResult>;
  /** Ends a sign-on with what an application got. Throws like `finish`. */
  finishNative(
    realm: string,
    attempt: FederationAttempt,
    answer: { readonly token: string; readonly tokenType: string },
  ): Promise<FederationResult>;
  /**
   * Checks an ID token that came with a request.
   * @returns its claims; undefined when it is not believed
   * @throws WaygateError `federation.unreachable` (operational) when the keys cannot be fetched
   */
  checkIdToken(check: IdTokenCheck): Promise<JsonObject | undefined>;
}
