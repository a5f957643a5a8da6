/** What somebody who wants to send something is told. */
export type DeliveryClaim =
  /** It is theirs until their time is over. */
  | { readonly status: 'ours' }
  /** It was sent, or it is settled that it will not be. */
  | { readonly status: 'settled' }
  /** Somebody else is at it: for so many milliseconds more, unless they ask for more time. `isTried`: their first try is over, and they make another. */
  | { readonly status: 'theirs'; readonly leftMs: number; readonly isTried: boolean };

/** Who sends what is to go out once, whichever process was asked to. A claim has a time, so that what its holder never sent can be sent by another. */
export interface DeliveryClaimStore {
  /**
   * Claims it, or claims it for longer.
   * @param name tells nothing of what is sent or to whom
   * @param milliseconds from now
   * @param isTried whether a first try is over
   */
  take(name: string, holder: string, milliseconds: number, isTried?: boolean): Promise<DeliveryClaim>;
  /** It was sent, whoever holds the claim now, or will never be: nobody is given it any more. */
  settle(name: string): Promise<void>;
  /** Gives a claim up, so that anybody may have it. That of somebody else stays. */
  release(name: string, holder: string): Promise<void>;
}
