/** A code that was shown and may still be typed. Times are epoch milliseconds. */
export interface OfflineChallengeRecord {
  readonly id: string;
  /** Digest of the step that began it: the same step again replaces it. */
  readonly step: string;
  /** Digest of the run that it belongs to. */
  readonly run: string;
  readonly device: string;
  readonly application: string;
  /** Keyed digest of id and code; the code itself is kept nowhere. */
  readonly proof: string;
  readonly expiresAt: number;
  readonly wrong: number;
  /** Digest of the step that was right: only that step is right again. */
  readonly usedBy?: string;
}

/** What is known of a person for the time of an outage, with what was tried then. */
export interface OfflineDeviceRecord {
  /** Their phones, encrypted with the realm's key for devices, and whether what else the realm keeps them in says the same. */
  readonly kept?: { readonly text: string; readonly isPlaced: boolean };
  /** What an administrator has said of them, as it was read last; epoch milliseconds. */
  readonly userState?: { readonly attribute: string; readonly value: string; readonly readAt: number };
  readonly challenges: readonly OfflineChallengeRecord[];
  /** When codes were shown of late, epoch milliseconds. */
  readonly begun: readonly number[];
  /** Wrong codes in a row. */
  readonly wrong: number;
  /** How often it was locked since the last online success. */
  readonly locks: number;
  /** Epoch milliseconds. */
  readonly lockedUntil?: number;
}

/** One sealed document for each person. It outlives a power cut, counters and locks with it. */
export interface OfflineDeviceStore {
  find(realm: string, userId: string): Promise<OfflineDeviceRecord | undefined>;
  /** Changes a record in one atomic step, nothing being the same as an empty one; `change` may run more than once and answers undefined to leave it. */
  update(realm: string, userId: string, change: (record: OfflineDeviceRecord) => OfflineDeviceRecord | undefined): Promise<void>;
  /** Forgets a person. @returns whether there was anything */
  remove(realm: string, userId: string): Promise<boolean>;
}
