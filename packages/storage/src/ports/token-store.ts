import type { JsonObject } from '@waygate/schema';

/** Kinds of what applications are given, and of what leads there. They stand in files, so they never change. */
export type TokenKind =
  | 'Grant'
  | 'RefreshToken'
  | 'Consent'
  | 'AuthorizationCode'
  | 'AccessToken'
  | 'ClientCredentials'
  | 'Interaction'
  | 'ServiceAccountToken'
  | 'ApiToken'
  | 'Assertion';

/** A token, code or grant, without the text that its holder shows. Times are epoch milliseconds. */
export interface TokenRecord {
  readonly payload: JsonObject;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When it was used, of what may be used once. */
  readonly consumedAt?: number;
  /** Grant that it stops with. */
  readonly grantId?: string;
  /** Handle of the sign-on session that it was made in. */
  readonly session?: string;
  /** Id of the person: a name may be somebody else's by now. */
  readonly personId?: string;
}

/** A grant of a person, with what was made of it that outlives the process. */
export interface PersonalGrant {
  /** Names the grant to this store alone, and opens nothing. */
  readonly handle: string;
  readonly grant: TokenRecord;
  /** Used ones too: each says when the application came by. */
  readonly refreshTokens: readonly TokenRecord[];
}

/** What somebody has given applications. */
export interface GivenAccess {
  readonly grants: readonly PersonalGrant[];
  readonly consents: readonly TokenRecord[];
}

/**
 * What applications hold, by a hash of it, sealed. Grants, refresh tokens and consents outlive a power cut; the rest only the process, but what was taken back or used
 * up stays so.
 */
export interface TokenStore {
  /** Makes or replaces. */
  put(realm: string, kind: TokenKind, id: string, record: TokenRecord): Promise<void>;
  /** Keeps one that there must be once. @returns whether this call did: of several at once one does */
  claim(realm: string, kind: TokenKind, id: string, record: TokenRecord): Promise<boolean>;
  /** Expired ones are never returned, used ones are. */
  find(realm: string, kind: TokenKind, id: string): Promise<TokenRecord | undefined>;
  /** Uses up what may be used once. @returns whether this call did: of several at once one does */
  consume(realm: string, kind: TokenKind, id: string, now: number): Promise<boolean>;
  /** @returns whether there was one */
  remove(realm: string, kind: TokenKind, id: string): Promise<boolean>;
  /** Takes back a grant and everything that stops with it. */
  revokeGrant(realm: string, grantId: string): Promise<void>;
  /** Everything that is remembered of what somebody has given applications. @param personId as the records have it */
  givenBy(realm: string, personId: string): Promise<GivenAccess>;
  /** Takes back grants, each with everything that stops with it. @param handles of `givenBy` */
  revokeGrants(realm: string, handles: readonly string[]): Promise<void>;
  /** Takes back every grant that something was made of in a sign-on session. */
  revokeSession(realm: string, session: string): Promise<void>;
}
