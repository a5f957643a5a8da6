import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WaygateError } from '@waygate/schema';
import type { HttpDeps } from '../http-deps.ts';
import { clientIpReader } from '../request/client-ip.ts';
import { InboxStream } from './inbox-stream.ts';
import { OpenStreams } from './open-streams.ts';

/** A comment this often keeps proxies from ending the stream, milliseconds. */
const HEARTBEAT_MS = 15_000;
/** How often it is looked whether another process has sent something, milliseconds. */
const LOOK_MS = 2_000;
/** One person may have the authenticator open in a few windows; one more ends the oldest, so that a page that is reloaded again and again holds few. */
const MOST_OF_ONE_INBOX = 4;
/** Anybody can open a stream with a key of their own making, so there is an end to it: for one address, and for all. */
const MOST_OF_ONE_ADDRESS = 1_000;
const MOST = 10_000;

/**
 * `GET /authenticator/inbox`: the pushes for one web authenticator, as server-sent events over a plain request, so that the key of the inbox stands in a header
 * and not in an address. The inbox is named by the hash of its key; whoever has the key may read it.
 * @param most streams at once, for tests
 * @throws WaygateError `request.method` (input), `inbox.key` (unauthenticated), `inbox.full` (operational)
 */
export function createInboxRoute(
  deps: HttpDeps,
  most: { readonly ofOneAddress: number; readonly inAll: number } = { ofOneAddress: MOST_OF_ONE_ADDRESS, inAll: MOST },
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const clientIp = clientIpReader(deps.config.trustedProxies);
  const open = new OpenStreams();
  let timers: readonly NodeJS.Timeout[] = [];
  /** Up to where everything that others sent has been looked for. */
  let seen = 0;
  let isLooking = false;

  const unreadable = (error: unknown) => deps.log.warn({ err: error }, 'An inbox could not be read.');
  const look = async (stream: InboxStream) => {
    for (const message of await deps.inbox.pending(stream.inbox, deps.now(), unreadable)) stream.send(message);
  };
  /** One question for all: there may be thousands of streams, and as long as others send pushes it is asked every time. */
  const lookForAll = async () => {
    const pending = await deps.inbox.pendingIn([...new Set([...open].map(({ inbox }) => inbox))], deps.now(), unreadable);
    for (const stream of open) for (const message of pending.get(stream.inbox) ?? []) stream.send(message);
  };
  const watch = async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      const changed = deps.inbox.changedByOthers();
      if (changed === seen) return;
      await lookForAll();
      // Only now: a look that failed is made again at the next tick.
      seen = changed;
    } catch (error) {
      unreadable(error);
    } finally {
      isLooking = false;
    }
  };
  const beat = () => {
    for (const stream of open) stream.beat();
  };
  const begin = (inbox: string, address: string | undefined, response: ServerResponse): InboxStream => {
    if (open.size === 0) {
      // Before the first look, so that nothing falls between the two.
      seen = deps.inbox.changedByOthers();
      timers = [setInterval(watch, LOOK_MS), setInterval(beat, HEARTBEAT_MS)];
    }
    const stream = new InboxStream(inbox, address, response, (ended) => {
      stop();
      open.remove(ended);
      if (open.size === 0) for (const timer of timers) clearInterval(timer);
    });
    const stop = deps.inbox.subscribe(inbox, (message) => stream.send(message));
    open.add(stream);
    return stream;
  };

  deps.stopping?.addEventListener('abort', () => {
    for (const stream of open) stream.end();
  });

  return async (request, response) => {
    // A stream without a body would stay open for nobody.
    if (request.method !== 'GET') throw new WaygateError('input', 'request.method', 'Read an inbox with GET.');
    const key = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(request.headers.authorization ?? '')?.[1];
    if (key === undefined) throw new WaygateError('unauthenticated', 'inbox.key', 'Bring the key of the inbox.');
    const inbox = hash('sha256', Buffer.from(key, 'base64url'), 'base64url');
    const address = clientIp(request);
    const [oldest, ...others] = open.ofInbox(inbox);
    if (others.length + 1 >= MOST_OF_ONE_INBOX) oldest?.end();
    if (open.size >= most.inAll || open.ofAddress(address).size >= most.ofOneAddress) {
      throw new WaygateError('operational', 'inbox.full', 'Too many authenticators are connected at this moment. Try again.');
    }
    await look(begin(inbox, address, response));
  };
}
