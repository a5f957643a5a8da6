import { createOutboxTransport, createSmtpTransport, type MailTransport } from '@waygate/integrations';
import type { MailSettings } from './config.ts';

/** How mails go out, and from whom. */
export interface MailWay {
  readonly from: string;
  readonly transport: MailTransport;
  /** Whether they are kept in a folder, and reach nobody. */
  readonly isKept?: boolean;
}

/** Where mails go by the configuration. @param now epoch milliseconds */
export function mailWay({ smtp, outbox, from }: MailSettings, now: () => number): MailWay {
  return smtp === undefined
    ? { from, transport: createOutboxTransport(outbox, now), isKept: true }
    : { from, transport: createSmtpTransport(smtp) };
}
