import type { Ledger } from './ledger.ts';
import type { Installation } from './load/installation.ts';
import type { Mails } from './load/mails.ts';

/** What everybody who works on an installation shares. */
export interface World {
  readonly installation: Installation;
  readonly ledger: Ledger;
  readonly mails: Mails;
  /** What time it is for the servers, epoch milliseconds. */
  now(): number;
  /** Whether nobody begins anything new. */
  readonly isOver: boolean;
}
