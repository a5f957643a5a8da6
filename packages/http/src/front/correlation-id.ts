import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const ids = new WeakMap<IncomingMessage, string>();

/** The id that ties log lines of a request together, the same each time: the client's own if it is a sane one, else a new one. */
export function correlationId(request: IncomingMessage): string {
  const known = ids.get(request);
  if (known !== undefined) return known;
  const given = request.headers['x-forgerock-transactionid'];
  const id = typeof given === 'string' && /^[A-Za-z0-9._/-]{1,128}$/.test(given) ? given : randomUUID();
  ids.set(request, id);
  return id;
}
