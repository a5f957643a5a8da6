import { WaygateError } from '@waygate/schema';
import { MailRefusal } from '../mail/mail-transport.ts';
import { MessageRefusal } from '../messages/message-refusal.ts';

const AWAY: ReadonlySet<string> = new Set(['outbound.failed', 'outbound.unresolved', 'outbound.too_late']);
/** By this a mail server says that it is not available as a whole (RFC 5321 4.2.3). */
const NOT_AVAILABLE = 421;

/** Whether what did not go out found nobody there, or a server that failed by itself, as against one that refused it. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof MailRefusal) return error.response === undefined ? error.passing : error.response === NOT_AVAILABLE;
  if (!(error instanceof MessageRefusal)) return false;
  if (error.reason.startsWith('outbound.')) return AWAY.has(error.reason);
  return error.response === undefined ? error.passing : error.response >= 500;
}

/** What a sign-on that waits is told of it. */
export function unreachable(cause: unknown): WaygateError {
  return new WaygateError('operational', 'messages.unreachable', 'What carries messages cannot be reached.', { cause });
}
