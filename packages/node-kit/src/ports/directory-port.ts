/** How to reach a directory server. */
export interface DirectoryServer {
  /** `host` or `host:port`, in the order in which they are tried; the port follows from the mode when there is none. */
  readonly addresses: readonly string[];
  readonly mode: 'LDAP' | 'LDAPS' | 'START_TLS';
  /** Who searches; empty for nobody in particular. */
  readonly bindDn: string;
  readonly bindPassword: string;
  /** Certificate and its private key, PEM, one after the other: the server signs on by it (SASL EXTERNAL) and not by name and password. It needs LDAPS or StartTLS. */
  readonly certificate?: string;
  /** Milliseconds for each operation. */
  readonly within: number;
  /** How the server says what is wrong with an account: by the control of a password policy (Behera draft), by the texts of Active Directory, or not at all. */
  readonly dialect: 'behera' | 'active-directory' | 'plain';
}

/** Where in a directory somebody is looked for. */
export interface DirectorySearch {
  readonly bases: readonly string[];
  readonly scope: 'OBJECT' | 'ONE_LEVEL' | 'SUBTREE';
  /** Attributes of which one must be the name that was typed. */
  readonly nameAttributes: readonly string[];
  /** RFC 4515; empty for no further condition. */
  readonly filter: string;
  /** Attributes to bring along. */
  readonly attributes: readonly string[];
}

/** Somebody of a directory. */
export interface DirectoryEntry {
  readonly dn: string;
  /** Values by the name that was asked for. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** How things are with a password that was right. */
export type DirectoryPasswordState =
  | { readonly state: 'valid' }
  /** It works until it is changed, and for nothing else. */
  | { readonly state: 'mustChange' }
  /** Seconds until it cannot be used any more. */
  | { readonly state: 'expiring'; readonly seconds: number }
  /** It has expired; so many more sign-ons are let through. */
  | { readonly state: 'grace'; readonly left: number };

export type DirectoryResult =
  | { readonly status: 'right'; readonly entry: DirectoryEntry; readonly password: DirectoryPasswordState }
  /** Nobody of that name, several, or a wrong password: which one is not told, and takes as long. */
  | { readonly status: 'wrong' }
  | { readonly status: 'locked' }
  | { readonly status: 'expired' };

/** People of directory servers that authors name. */
export interface DirectoryPort {
  /**
   * Finds somebody and tries their password by binding as them, when `permit` lets it: it is asked for whoever was found, and for nobody, before anything is compared. A try that is not
   * let is wrong, and costs the same. An empty password is wrong and is never sent: directories take it for nobody (RFC 4513 5.1.2).
   * @throws WaygateError `directory.unreachable` (operational) when no server answers; `directory.misconfigured` (authoring) when the search cannot be made;
   * `outbound.refused` (authoring) for a server inside that the operator does not allow, `outbound.unlisted` (authoring) for one that is not listed where it must be
   */
  authenticate(
    server: DirectoryServer,
    search: DirectorySearch,
    credentials: { readonly username: string; readonly password: string },
    permit: (entry: DirectoryEntry | undefined) => Promise<boolean>,
  ): Promise<DirectoryResult>;
  /**
   * Changes the password of an entry as its owner.
   * @returns `refused` with what the directory says, when its rules do not allow the new one; `wrong` when the old one is not theirs
   */
  changePassword(
    server: DirectoryServer,
    dn: string,
    change: { readonly old: string; readonly fresh: string },
  ): Promise<{ readonly status: 'changed' } | { readonly status: 'wrong' } | { readonly status: 'refused' }>;
}
