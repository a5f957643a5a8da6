import type { FailedPolicy, Json, JsonObject, ManagedUser } from '@waygate/schema';

/** A person of a realm. `attributes` are multi-valued, as in a directory; the password is not among them. */
export interface Identity {
  readonly id: string;
  readonly realm: string;
  readonly username: string;
  /** Whether they may sign on: not disabled, and not locked by failures. */
  readonly active: boolean;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** When the password was last changed, epoch milliseconds; absent when it is the first. */
  readonly passwordChangedAt?: number;
  /** Idempotency key of the step that changed it then, when it was one of a journey. */
  readonly passwordChangedBy?: string;
}

/** Who a node has identified. */
export interface Subject {
  readonly id: string;
  readonly username: string;
}

/** A person as a managed object. */
export interface ManagedPerson {
  readonly identity: Identity;
  /** In JSON, as the schema of the realm has it; `_id`, `userName` and `accountStatus` are always there, what is private never is. */
  readonly object: JsonObject;
  /** What is known beside the object (IDM's `_meta`), such as `termsAccepted` and `loginCount`. */
  readonly meta: JsonObject;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** What a property fails (AM's form). */
export interface FailedProperty {
  readonly property: string;
  readonly policyRequirements: readonly FailedPolicy[];
}

/** What became of a wish to make or change a person. */
export type ManagedResult =
  | {
      readonly status: 'done';
      readonly identity: Identity;
      /** There when the same key had set the password before: when the one before that was set, epoch milliseconds, if it is known. */
      readonly repeats?: { readonly passwordChangedAt?: number };
    }
  /** Nothing was written, because of these rules. */
  | { readonly status: 'refused'; readonly failed: readonly FailedProperty[] }
  | { readonly status: 'gone' };

export interface PatchOptions {
  /**
   * Whether whoever wants it proved the password that counts now, by when that was set (epoch milliseconds; undefined for the first). It is refused, as `REPLACED`, when they
   * did not and the password was set by another key.
   */
  readonly knows?: (passwordChangedAt: number | undefined) => boolean;
  readonly idempotencyKey?: string;
}

/** How things are with a password that was right. */
export type PasswordStanding = 'valid' | 'mustChange' | 'expired';

/**
 * What became of a password. Wrong is also one that was not looked at, because there were too many of late or too many in a row: only the audit says so. `locked` is an
 * account that too many failures locked, and a name that nobody is called just the same; it ends the sign-on, whatever the password.
 */
export type PasswordCheck =
  | { readonly status: 'right'; readonly identity: Identity }
  | { readonly status: 'wrong'; readonly throttled?: 'wait' | 'disabled' }
  | { readonly status: 'locked' };

/** What became of the answers to security questions, like `PasswordCheck`. */
export type KbaCheck =
  | { readonly status: 'right' }
  | { readonly status: 'wrong'; readonly throttled?: 'wait' | 'disabled' }
  | { readonly status: 'locked' };

/** A question that a person has an answer to. */
export interface KbaQuestion {
  /** Place among the person's questions. */
  readonly index: number;
  readonly questionId?: string;
  readonly customQuestion?: string;
}

export interface IdentityPort {
  /** Finds a person by user name, in any spelling that counts as the same name (case, Unicode form). */
  find(realm: string, username: string): Promise<Identity | undefined>;
  /**
   * Finds the one person who has this value in an attribute: `_id`, `userName`, or any other. Several people are nobody, for a value that two share says of neither
   * who it is.
   * @throws WaygateError `identity.search_too_wide` (authoring) when there are too many people for an attribute other than `_id`, `userName` and `mail`
   */
  findBy(realm: string, attribute: string, value: string): Promise<Identity | undefined>;
  /** Everybody who has this alias, to the letter: what somebody is called elsewhere. */
  findByAlias(realm: string, alias: string): Promise<readonly Identity[]>;
  /**
   * Checks a password, as one of the tries that the realm allows. A wrong one, a name that does not exist and a try that was one too many cost and answer the same.
   * @param use idempotency key of the try
   */
  verifyPassword(realm: string, username: string, password: string, use: string): Promise<PasswordCheck>;
  /** Whether a person's password may still be used. @param now epoch milliseconds */
  passwordStanding(realm: string, id: string, now: number): Promise<PasswordStanding>;
  /** Changes attributes in one atomic step; `change` may run more than once. Answers false when the person is gone. */
  updateAttributes(
    realm: string,
    id: string,
    change: (attributes: Readonly<Record<string, readonly string[]>>) => Record<string, readonly string[]>,
  ): Promise<boolean>;
  /** Changes what is known beside the object, in one atomic step; `change` may run more than once. Answers false when the person is gone. */
  updateMeta(realm: string, id: string, change: (meta: JsonObject) => JsonObject): Promise<boolean>;
  /** What the users of a realm are made of. */
  schema(realm: string): Promise<ManagedUser>;
  /** The person as a managed object. */
  read(realm: string, id: string): Promise<ManagedPerson | undefined>;
  /** Whether a person has a value in an attribute, a private one such as `password` included. */
  has(realm: string, id: string, attribute: string): Promise<boolean>;
  /**
   * Holds a value of an attribute to the rules of the realm, whether it is unique included.
   * @param object what it will be part of
   * @param id of the person whose it is, when there is one
   */
  check(realm: string, attribute: string, value: Json | undefined, object: JsonObject, id?: string): Promise<readonly FailedPolicy[]>;
  /**
   * Makes a person. The same key twice makes one.
   * @param object members as in `ManagedPerson.object`, and `password` and answers to security questions in clear: both are hashed
   */
  create(
    realm: string,
    object: JsonObject,
    options: { readonly idempotencyKey: string; readonly meta?: JsonObject },
  ): Promise<ManagedResult>;
  /**
   * Changes a person in one atomic step: members of the object as in `create`, null takes one away, an object is merged with the one that is there. Whose password is
   * set or who is made inactive is signed off everywhere. The same key twice sets one password, so that a step whose answer was lost can be sent again.
   */
  patch(realm: string, id: string, changes: JsonObject, meta?: JsonObject, options?: PatchOptions): Promise<ManagedResult>;
  /** The security questions of a person. @param attribute that holds them */
  kbaQuestions(realm: string, id: string, attribute: string): Promise<readonly KbaQuestion[]>;
  /**
   * Checks answers to security questions, as one of the tries that the realm allows; letter case and spaces around do not count.
   * @param use idempotency key of the try
   */
  verifyKba(
    realm: string,
    id: string,
    attribute: string,
    answers: readonly { readonly index: number; readonly answer: string }[],
    use: string,
  ): Promise<KbaCheck>;
}
