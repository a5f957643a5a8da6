import type { Identity, Subject } from './identity-port.ts';

/** Somebody as the copy of a directory has them. */
export interface OfflinePerson {
  readonly dn: string;
  /** What they sign on with there. */
  readonly username: string;
  /** What an account here is made of, by the names of the directory. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** Whom a password is to be tried of. */
export interface OfflineTry {
  /** The account here that they have. */
  readonly person: Identity | undefined;
  /** The name that was typed. */
  readonly name: string;
}

export type OfflineDirectoryResult =
  | {
      readonly status: 'right';
      /** What said so: the directory itself, or the password that it had called right before. */
      readonly by: 'bind' | 'verifier';
      readonly entry: OfflinePerson;
      /** The account here; undefined for who has none. */
      readonly person: Identity | undefined;
      /** Names of the groups, as the copy has them. */
      readonly groups: readonly string[];
      /** Their distinguished names; absent where the copy is too old to have them. */
      readonly groupDns?: readonly string[];
      /** Age of the copy, milliseconds. */
      readonly age: number;
    }
  /** Nobody of that name, somebody who may not sign on, or a wrong password: which one is not told, and takes as long. */
  | { readonly status: 'wrong' }
  /** The copy, or the password that is known here, is older than it may be. Of a password it is said only when it was right. */
  | { readonly status: 'stale'; readonly age: number }
  /** The directory has locked the account, does not let it in, or wants another password first. */
  | { readonly status: 'locked' }
  /** There is no copy yet; the directory does not answer, and the realm keeps no passwords for that; or it answers, and refuses to be asked. */
  | { readonly status: 'unavailable' };

/** What a directory itself was asked, by somebody who knows how to reach it. */
export interface DirectoryWord {
  /** `host` or `host:port` of the servers, as in `DirectoryServer`. */
  readonly addresses: readonly string[];
  readonly isSecure: boolean;
  /** Whose password it was about; undefined for nobody. */
  readonly dn: string | undefined;
  readonly password: string;
}

/** People of the directory of an identity provider, while that provider cannot be reached: by a copy of the directory, and by the directory itself as long as it answers. */
export interface OfflineDirectoryPort {
  /**
   * Runs work that asks a directory, counts a try and tells here what the directory said. Where the realm keeps passwords, that needs a place among those who hash. The work has it from `enter` on, which it calls
   * when it knows whom it is about, or that it is about nobody, and before the try is counted; a directory that is slow to say so holds none. `enter` throws `hash.busy` (operational) when no place is left: who
   * gets none has tried nothing.
   */
  admit<T>(realm: string, work: (enter: () => void) => Promise<T>): Promise<T>;
  /**
   * Checks a password. `permit` is asked for whoever is meant, before anything is compared; a try that is not let is wrong, and costs the same.
   * @throws WaygateError `hash.busy` (operational) when too many wait; nobody was asked for a permit then
   * @throws WaygateError `continuity.provider_unknown`, `offline_directory.none` (authoring) when the realm has no such provider, or that has no directory
   */
  authenticate(
    realm: string,
    provider: string,
    credentials: { readonly username: string; readonly password: string },
    options: { readonly maximumAgeHours?: number; readonly permit: (who: OfflineTry) => Promise<boolean> },
  ): Promise<OfflineDirectoryResult>;
  /**
   * Told of a password that a directory has just called right: keeps it one way when the directory is one of the realm's offline directories and the realm allows it. Never fails.
   * @param person the account here
   */
  capture(realm: string, word: DirectoryWord, person: Subject | undefined): Promise<void>;
  /** Told of a password that a directory has just called wrong, or of an account that it let not in: if it was kept as right, it counts no more. Never fails. */
  refused(realm: string, word: DirectoryWord, why: 'password' | 'account'): Promise<void>;
}
