/** Where the author's work is. */
export type Saving =
  /** On the server, as it stands here. `at` is epoch milliseconds; undefined when nothing was changed since it was published. */
  | { readonly state: 'saved'; readonly at: number | undefined }
  | { readonly state: 'saving' }
  /** In this browser only; it goes to the server as soon as that answers. */
  | { readonly state: 'local'; readonly reason: 'offline' | 'signed-out' | 'refused'; readonly message: string }
  /** Changed in another tab since; nothing is written until the author chooses. */
  | { readonly state: 'conflict'; readonly message: string };
