/** Where the author's work is. `held` says whether this browser keeps what the server does not have yet, so that it outlives the tab. */
export type Saving =
  /** On the server, as it stands here. `at` is epoch milliseconds; undefined when nothing was changed since it was published. */
  | { readonly state: 'saved'; readonly at: number | undefined }
  | { readonly state: 'saving'; readonly held: boolean }
  /** Not on the server; it goes there as soon as that takes it. */
  | { readonly state: 'local'; readonly reason: UnsavedReason; readonly message: string; readonly held: boolean }
  /** Changed in another tab or browser since; nothing is written until the author chooses. */
  | { readonly state: 'conflict'; readonly held: boolean };

export type UnsavedReason =
  | 'offline'
  | 'signed-out'
  /** Somebody else is signed on in this browser now. */
  | 'other-author'
  /** Signed on, but no administrator any more. */
  | 'forbidden'
  /** The server says why in `message`. */
  | 'refused';
