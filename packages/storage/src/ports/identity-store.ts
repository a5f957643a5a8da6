import type { Identity } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';

/** The step that set a password, so that it finds its own work when it is sent again. */
export interface PasswordSetBy {
  readonly idempotencyKey: string;
  /** When, epoch milliseconds. */
  readonly at: number;
  /** When the one before was set, epoch milliseconds; absent when it was as old as the person. */
  readonly before?: number;
}

/** A person with the password hash (PHC string, argon2id). */
export interface IdentityRecord extends Identity {
  readonly passwordHash: string | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** When the password was set, epoch milliseconds; absent when it is as old as the person. */
  readonly passwordChangedAt?: number;
  /** What set the password that was set at `passwordChangedAt`, when it was a step of a journey: of another time it is of a password that is no more. */
  readonly passwordSetBy?: PasswordSetBy;
  /** Whether the person must choose another password at the next sign-on. */
  readonly mustChangePassword?: boolean;
  /** When the password ends, epoch milliseconds: one that somebody else knows, too, is for a first sign-on. Absent when it is good for as long as the realm says. */
  readonly passwordEndsAt?: number;
  /** Attributes that nobody is shown, such as hashed answers to security questions. */
  readonly privateAttributes?: Readonly<Record<string, readonly string[]>>;
  /** What is known of the person beside the attributes, such as accepted terms (IDM's `_meta`). */
  readonly meta?: JsonObject;
  /** Idempotency key of the run that made the person, so that a repetition finds its own work. */
  readonly createdBy?: string;
}

export interface IdentityStore {
  /** @throws WaygateError `identity.exists` (state) when the name is taken in the realm */
  create(record: IdentityRecord): Promise<void>;
  findByName(realm: string, username: string): Promise<IdentityRecord | undefined>;
  findById(realm: string, id: string): Promise<IdentityRecord | undefined>;
  /**
   * Everybody who has this value in an attribute; case of ASCII letters does not count. Quick for `mail`, else it looks at everybody.
   * @throws WaygateError `identity.search_too_wide` (authoring) when that are too many people
   */
  findByAttribute(realm: string, attribute: string, value: string): Promise<readonly IdentityRecord[]>;
  /** In the order of the names. */
  list(realm: string): Promise<readonly IdentityRecord[]>;
  /**
   * Changes a record in one atomic step, the name with it; `change` may run more than once. @returns the new record, or undefined when there is none
   * @throws WaygateError `identity.exists` (state) when the new name is taken
   */
  update(realm: string, id: string, change: (record: IdentityRecord) => IdentityRecord): Promise<IdentityRecord | undefined>;
}
