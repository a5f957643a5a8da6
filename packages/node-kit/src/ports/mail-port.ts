import type { JsonObject } from '@waygate/schema';

/** A mail that is made of a template of the realm. */
export interface TemplatedMail {
  readonly realm: string;
  /** Id of the template. */
  readonly template: string;
  /** Address of the recipient. */
  readonly to: string;
  /** What placeholders such as `{{object.givenName}}` stand for. Never holds a password. */
  readonly object: JsonObject;
  /** Language tags, best first. */
  readonly locales: readonly string[];
  /** Name of the watched provider that is looked at when the mail meets an outage. */
  readonly dependsOn?: string;
  /** Names the run that sends it: one run may send only so many. */
  readonly runId: string;
  /** The same for a run that is repeated after a crash: the same key twice sends one mail. */
  readonly idempotencyKey: string;
}

/** How things are with a template: `disabled` ones exist, but nothing is sent by them. */
export type MailTemplateState = 'ready' | 'disabled' | 'missing';

export interface MailPort {
  template(realm: string, id: string): Promise<MailTemplateState>;
  /**
   * Takes a mail on its way and returns at once, so that nobody can tell by the time an answer takes whether one was sent. What becomes of it, too many mails to one
   * address included, only the operator is told.
   */
  send(mail: TemplatedMail): void;
  /**
   * Looks whether the server that takes mails is there, with nothing sent, and whoever it is for.
   * @throws WaygateError `messages.unreachable` (operational)
   */
  reach(): Promise<void>;
}
