/** A key that what is known of phones is encrypted with. */
export interface DeviceKeyView {
  readonly id: string;
  /** Whether it is the one that is written with. */
  readonly active: boolean;
  /** How many people's phones are written with it. */
  readonly people: number;
}

/** A key in whose name codes are sealed for phones. */
export interface OfflineIssuerView {
  /** Hex. */
  readonly id: string;
  /** Whether phones are told of it. */
  readonly active: boolean;
  /** How many phones are still asked in its name. */
  readonly phones: number;
}

/** The keys of a realm for phones without a network, newest first. */
export interface OfflineKeysView {
  /** What earlier encryption keys are worth. */
  readonly mode: 'STRICT' | 'LENIENT';
  readonly deviceKeys: readonly DeviceKeyView[];
  /** How many people have no offline device until they sign on online, because theirs is written with a key that does not count. */
  readonly stale: number;
  /** How many of what is kept no key opens, although it names one that is there. */
  readonly unreadable: number;
  /** How many were written under other settings than those of now. */
  readonly otherSettings: number;
  readonly issuers: readonly OfflineIssuerView[];
}

/**
 * Why somebody could not sign on offline now: the mode of the realm lets nobody in; an administrator blocked them; nothing that they know is kept here; no phone or code of theirs is; what is
 * known of their phones was written with an earlier key, or cannot be read; too many wrong codes locked them.
 */
export type OfflineGap = 'mode' | 'blocked' | 'noPassword' | 'noDevice' | 'staleKey' | 'unreadable' | 'locked';

/** Somebody who could not sign on offline now. */
export interface OfflineUncovered {
  /** Id of the person. */
  readonly subject: string;
  readonly username: string;
  readonly reasons: readonly OfflineGap[];
}

/** How many of those who were looked at could sign on offline now. Accounts that are switched off are not counted. */
export interface OfflineCoverage {
  readonly total: number;
  readonly ready: number;
  readonly missing: readonly OfflineUncovered[];
  /** Where to go on, when not everybody was looked at. */
  readonly next?: string;
}
