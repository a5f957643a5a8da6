/** What the FIDO alliance, or who speaks in its place, says of a model of authenticators. */
export interface FidoModel {
  /** A UUID in small letters; absent for those that are known by their certificates. */
  readonly aaguid?: string;
  /** Names of the keys of its certificates, hexadecimal in small letters. */
  readonly keyIdentifiers: readonly string[];
  readonly description: string;
  /** Certificates that its own lead to, DER in base64. */
  readonly roots: readonly string[];
  /** Its certification, and what was found out about it, in no order. */
  readonly reports: readonly {
    readonly status: string;
    /** Such as 2026-11-27. */
    readonly effectiveDate?: string;
  }[];
}

/** Metadata that was found right when it came. Times are epoch milliseconds. */
export interface FidoMetadataRecord {
  /** What it was checked by, a digest. What was checked by something else is worth nothing. */
  readonly trust: string;
  /** Number of the publication; a later one has a higher one. */
  readonly no: number;
  /** A digest of the publication. */
  readonly digest: string;
  /** From then on it is worth nothing. */
  readonly until: number;
  readonly fetchedAt: number;
  readonly models: readonly FidoModel[];
}

/** The last good metadata of each source of a realm. Sealed, so that nobody who writes files makes models trusted. */
export interface FidoMetadataStore {
  /** The same object until it changes. What does not open any more is not there. */
  find(realm: string, source: string): Promise<FidoMetadataRecord | undefined>;
  /** @returns false, with nothing written, when a higher number, or another publication of the same, was kept that was checked by the same */
  keep(realm: string, source: string, record: FidoMetadataRecord): Promise<boolean>;
}
