import type { DirectoryRecord, SnapshotPart } from './directory-record.ts';
import type { SnapshotBucket } from './snapshot-user.ts';

/** A password that was right online, one way, and whose account it was. */
export interface Verifier {
  readonly uniqueId: string;
  /** PHC string. */
  readonly hash: string;
  /** When the directory said last that it was right, epoch milliseconds. */
  readonly capturedAt: number;
  /** Id of the account here that the person had. */
  readonly personId?: string;
}

/** Copies of directories and what is kept of them, by the id of the directory. What people are called stands in sealed documents only. */
export interface DirectoryStore {
  find(directoryId: string): Promise<DirectoryRecord | undefined>;
  /**
   * Changes a record in one atomic step.
   * @param change gets undefined when there is none yet; may run more than once; answers undefined to leave it
   * @returns whether it was changed
   */
  update(directoryId: string, change: (record: DirectoryRecord | undefined) => DirectoryRecord | undefined): Promise<boolean>;
  putBucket(directoryId: string, generation: number, index: number, bucket: SnapshotBucket): Promise<void>;
  /** @returns undefined when the copy is gone, because another has taken its place */
  bucket(directoryId: string, generation: number, index: number): Promise<SnapshotBucket | undefined>;
  removePart(directoryId: string, part: SnapshotPart): Promise<void>;
  verifier(directoryId: string, uniqueId: string): Promise<Verifier | undefined>;
  /** What is known of whom an account belongs to. */
  verifierOfPerson(directoryId: string, personId: string): Promise<Verifier | undefined>;
  verifiers(directoryId: string): Promise<readonly Verifier[]>;
  /** How many there are. Cheap: none is opened. */
  countVerifiers(directoryId: string): Promise<number>;
  putVerifier(directoryId: string, verifier: Verifier): Promise<void>;
  /** @param hash only when it is still this one */
  removeVerifier(directoryId: string, uniqueId: string, hash?: string): Promise<void>;
  /** Forgets everything. */
  remove(directoryId: string): Promise<void>;
}
