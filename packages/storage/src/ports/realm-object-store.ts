import type { JsonObject } from '@waygate/schema';

/**
 * Kinds of what a realm keeps beside its journeys and services. They stand in files, so they never change. A `scriptRevision` is what a script was when sign-ons
 * began that ran it, with its libraries, under the hash of all that. The `installation` is of the root realm alone, and tells whether a keys file is the one.
 */
export type RealmObjectKind =
  | 'script'
  | 'scriptRevision'
  | 'emailTemplate'
  | 'theme'
  | 'socialProvider'
  | 'samlEntity'
  | 'circleOfTrust'
  | 'oauthClient'
  | 'oauthKey'
  | 'application'
  | 'offlineIdp'
  | 'offlineDeviceKey'
  | 'offlineIssuer'
  | 'apiClient'
  | 'certificate'
  | 'authenticationService'
  | 'accessPolicy'
  | 'offlineAuthenticator'
  | 'offlineDirectory'
  | 'serviceAccount'
  | 'installation';

/** Something that a realm keeps under an id of its kind; its shape is the consumer's to check. */
export interface RealmObject {
  readonly id: string;
  readonly value: JsonObject;
}

/** Scripts, templates, themes, providers and clients of realms. Sealed as a whole, for several kinds hold credentials. */
export interface RealmObjectStore {
  /** What was read is kept until something changes, so asking for one thing often is cheap. It is frozen. */
  get(realm: string, kind: RealmObjectKind, id: string): Promise<JsonObject | undefined>;
  /** In the order of the ids' code points. */
  list(realm: string, kind: RealmObjectKind): Promise<readonly RealmObject[]>;
  /** @returns false, with nothing written, when the id is taken */
  create(realm: string, kind: RealmObjectKind, object: RealmObject): Promise<boolean>;
  /** Makes or replaces several, all or none. */
  put(realm: string, objects: readonly (RealmObject & { readonly kind: RealmObjectKind })[]): Promise<void>;
  /**
   * Changes one in one atomic step; `change` may run more than once and answers undefined to leave it.
   * @returns the new value; undefined when there is none or it was left
   */
  update(
    realm: string,
    kind: RealmObjectKind,
    id: string,
    change: (value: JsonObject) => JsonObject | undefined,
  ): Promise<JsonObject | undefined>;
  remove(realm: string, kind: RealmObjectKind, id: string): Promise<boolean>;
  /** A number that is another one as soon as anything here may have changed, whoever changed it. */
  generation(): number;
}
