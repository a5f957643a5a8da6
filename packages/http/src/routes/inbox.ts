import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WaygateError } from '@waygate/schema';
import type { HttpDeps, InboxMessage } from '../http-deps.ts';

/** A comment this often keeps proxies from ending the stream, milliseconds. */
const HEARTBEAT_MS = 15_000;
/** How often the outbox is looked at for pushes that another process sent, milliseconds. */
const LOOK_MS = 2_000;

/**
 * `GET /authenticator/inbox`: the pushes for one web authenticator, as server-sent events over a plain request, so that the key of the inbox stands in a header
 * and not in an address. The inbox is named by the hash of its key; whoever has the key may read it.
 * @throws WaygateError `inbox.key` (unauthenticated)
 */
export function createInboxRoute(deps: HttpDeps): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const open = new Map<string, () => void>();
  return async (request, response) => {
    const key = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined) throw new WaygateError('unauthenticated', 'inbox.key', 'Bring the key of the inbox.');
    const inbox = hash('sha256', Buffer.from(key, 'base64url'), 'base64url');
    // One stream for each inbox: a newer one takes over, so that a page that is reloaded again and again holds one.
    open.get(inbox)?.();
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
    });
    response.write(': open\n\n');
    const sent = new Set<string>();
    const send = ({ messageId, jwt }: InboxMessage) => {
      if (sent.has(messageId) || response.writableEnded || response.destroyed) return;
      sent.add(messageId);
      response.write(`event: push\ndata: ${JSON.stringify({ messageId, jwt })}\n\n`);
    };
    const look = async () => {
      for (const message of await deps.inbox.pending(inbox, deps.now())) send(message);
    };
    const watch = () => {
      look().catch((error: unknown) => deps.log.warn({ err: error }, 'An inbox could not be read.'));
    };
    const stop = deps.inbox.subscribe(inbox, send);
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    const looking = setInterval(watch, LOOK_MS);
    // An answer that waits for its turn on a connection can be ended long before it closes, and a write to it then would be an error that nobody catches.
    const end = () => {
      stop();
      clearInterval(heartbeat);
      clearInterval(looking);
      if (open.get(inbox) === end) open.delete(inbox);
      response.end();
    };
    open.set(inbox, end);
    response.on('close', end);
    response.on('error', end);
    await look();
  };
}
