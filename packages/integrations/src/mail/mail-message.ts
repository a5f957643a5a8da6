/** A mail as it goes out. */
export interface MailMessage {
  /** Address, or name and address as in `Waygate <waygate@example.com>`. */
  readonly from: string;
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Absent for a mail that is plain text only. */
  readonly html?: string;
}
