import type { Factor } from '../evidence.ts';
import type { Subject } from './identity-port.ts';

/** Something that a person proved in a session that still lives. */
export interface RecentProof {
  readonly factor: Factor;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Uuid of the device that showed it. */
  readonly device?: string;
  /** Address of the client that it was proved at; undefined when that is not known. */
  readonly clientIp: string | undefined;
}

/** What the server itself recorded of sign-ons. */
export interface SignOnPort {
  /**
   * What a person proved in sessions that still live, from a time on. Whoever has signed off has proved nothing, and neither has a device that the person has no more.
   * @param since epoch milliseconds
   */
  proofs(realm: string, subject: Subject, since: number): Promise<readonly RecentProof[]>;
}
