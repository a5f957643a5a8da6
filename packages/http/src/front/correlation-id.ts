import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The id that ties log lines of a request together: the client's own if it is a sane one, else a new one. */
export function correlationId(request: IncomingMessage): string {
  const given = request.headers['x-forgerock-transactionid'];
  return typeof given === 'string' && /^[A-Za-z0-9._/-]{1,128}$/.test(given) ? given : randomUUID();
}
