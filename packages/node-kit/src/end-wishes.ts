/** Texts for an end that is no success. Where JSON can be read from the text of a detail, the client gets that. */
export interface EndTexts {
  /** What the person reads. */
  readonly message?: string;
  /** Members of the `detail` of the answer. */
  readonly details?: Readonly<Record<string, string>>;
}

/** What nodes want of the end of a journey; what a later node says goes before. Never a secret: the client reads it. */
export interface EndWishes {
  /** Longest life of the session, minutes. */
  readonly maxSessionMinutes?: number;
  /** Longest rest of the session, minutes. */
  readonly maxIdleMinutes?: number;
  /** Members of the answer to a success. Where JSON can be read from a text, the client gets that. */
  readonly successDetails?: Readonly<Record<string, string>>;
  /** Members of the answer to a success, with the property of the session that each is copied from. */
  readonly successProperties?: Readonly<Record<string, string>>;
  /** Members of the answer to signing off. Where JSON can be read from a text, the client gets that. */
  readonly logoutDetails?: Readonly<Record<string, string>>;
  /** Names of webhooks of the realm that are told when the session ends. */
  readonly webhooks?: readonly string[];
  /** When the journey ends at Failure. */
  readonly failure?: EndTexts;
  /** When the journey ends because something broke. */
  readonly error?: EndTexts;
}
