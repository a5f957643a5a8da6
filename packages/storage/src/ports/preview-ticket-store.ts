/** A right to run one version that nothing points to. */
export interface PreviewGrant {
  readonly realm: string;
  readonly journey: string;
  readonly versionId: string;
  /** Administrator that it was made for. */
  readonly adminId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** When the run was begun, epoch milliseconds. */
  readonly usedAt?: number;
}

/** Preview tickets by their hash: the ticket itself is never stored. */
export interface PreviewTicketStore {
  put(hash: string, grant: PreviewGrant): Promise<void>;
  find(hash: string, now: number): Promise<PreviewGrant | undefined>;
  /** Begins the one run that a ticket is for. @returns whether this call began it: of several at once one does */
  use(hash: string, now: number): Promise<boolean>;
}
