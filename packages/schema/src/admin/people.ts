/** Somebody as a search of the console finds them. */
export interface PersonItem {
  readonly id: string;
  readonly username: string;
  /** What they are called, if that is known. */
  readonly name?: string;
  readonly mail?: string;
  readonly active: boolean;
}

/** What a search finds. */
export interface PersonList {
  /** In the order of the user names. */
  readonly people: readonly PersonItem[];
  /** Whether more people fit than are told. */
  readonly more: boolean;
}

/** A device as an administrator sees it: nothing in it is secret. Times are epoch milliseconds. */
export interface PersonDevice {
  readonly kind: 'push' | 'oath' | 'webauthn' | 'binding';
  readonly uuid: string;
  readonly deviceName: string;
  readonly createdDate: number;
  readonly lastAccessDate: number;
  /** How many recovery codes are left of it. */
  readonly recoveryCodes: number;
}

/** How things are with a way into an account that failed lately. */
export interface PersonAuthenticator {
  /** What the throttle calls it, such as `password` or `oath:UUID`. */
  readonly name: string;
  /** In a row. */
  readonly failures: number;
  /** Whether it is of no use until somebody resets it. */
  readonly disabled: boolean;
  /** Epoch milliseconds. */
  readonly waitsUntil?: number;
}

/** A person with their devices and what the throttle knows. */
export interface PersonView extends PersonItem {
  readonly devices: readonly PersonDevice[];
  /** Present while the account is locked; without an end it is until somebody unlocks it. Epoch milliseconds. */
  readonly lock?: { readonly at: number; readonly until?: number };
  readonly authenticators: readonly PersonAuthenticator[];
  /** Present where the server has offline codes. */
  readonly offlineCode?: PersonOfflineCode;
  /** What they have given applications; absent where the server gives no tokens. */
  readonly applications?: readonly PersonApplication[];
}

/** An application that somebody has given something: an agreement, tokens, or both. Times are epoch milliseconds. */
export interface PersonApplication {
  /** Id of its client. */
  readonly id: string;
  readonly name?: string;
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
  readonly since: number;
  /** When it got tokens last; absent where all that there is is an agreement. */
  readonly lastUsedAt?: number;
  /** Until when its tokens are good; absent when none is now. */
  readonly accessUntil?: number;
  /** Until when the person is not asked again; absent when they are asked, or were never. */
  readonly agreedUntil?: number;
}

/** The app of a person for codes in an outage. Nothing in it is secret. Times are epoch milliseconds. */
export interface PersonOfflineCode {
  readonly status: 'none' | 'enrolled' | 'expired';
  readonly deviceName?: string;
  readonly enrolledAt?: number;
  readonly lastUsedAt?: number;
  readonly expiresAt?: number;
  readonly hasBackupCode: boolean;
  readonly lockedUntil?: number;
}
