import type { Realms, SignOnSessions } from '@waygate/engine';
import type { AuditPort, Identity } from '@waygate/node-kit';
import type { Addresses } from '@waygate/schema';
import type { RealmObjectStore, ServiceStore, TokenStore } from '@waygate/storage';

/** One-way hashing of client secrets. */
export interface SecretHasher {
  hash(secret: string): Promise<string>;
}

/** Whether a secret is the client's. Tries are counted; one too many is answered like a wrong one. Costs the same without a stored hash, and answers false. */
export type ClientSecretCheck = (presented: {
  readonly realm: string;
  readonly clientId: string;
  readonly secretHash: string | undefined;
  readonly secret: string;
}) => Promise<boolean>;

/** Structured logging. Never given a token, a code, a secret or an address. */
export interface OAuthLog {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Everything that tokens for applications need. Issuers and every link are made of the address of their realm. */
export interface OAuthDeps extends Addresses {
  readonly realms: Realms;
  readonly realmObjects: RealmObjectStore;
  readonly services: Pick<ServiceStore, 'get'>;
  readonly tokens: TokenStore;
  readonly signOnSessions: SignOnSessions;
  readonly identities: { findByName(realm: string, username: string): Promise<Identity | undefined> };
  readonly isClientSecret: ClientSecretCheck;
  /** Path of the hosted sign-on page. */
  readonly signOnPath: (realm: string, journey?: string) => string;
  readonly log: OAuthLog;
  /** Where what happens is recorded; without it nothing is. */
  readonly audit?: AuditPort;
  /** Bits that keys of programs must have; 2048 when left out. */
  readonly leastRsaBits?: number | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
