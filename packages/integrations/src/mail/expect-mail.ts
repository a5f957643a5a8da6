import { isUnreachable, unreachable } from '../delivery/is-unreachable.ts';
import type { MailTransport } from './mail-transport.ts';

/**
 * Looks whether mails are taken, with nothing sent. A server that is there and refuses is the operator's, and reached.
 * @throws WaygateError `messages.unreachable` (operational)
 */
export async function expectMail(transport: MailTransport | undefined): Promise<void> {
  try {
    await transport?.reach?.();
  } catch (error) {
    if (isUnreachable(error)) throw unreachable(error);
  }
}
