import { createHash } from 'node:crypto';
import type { SessionEnd, SignOnSession } from '@waygate/engine';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore, DocumentWrite } from '../document-store.ts';
import type { EndedSession, SessionEnds } from '../ports/session-ends.ts';
import { type Read, TypedCollection } from '../typed-collection.ts';

const endedSession = z.object({
  id: z.string(),
  handle: z.string(),
  realm: z.string(),
  username: z.string(),
  createdAt: z.number(),
  authLevel: z.number(),
  properties: z.record(z.string(), z.string()),
  end: z.object({ how: z.enum(['LOGOUT', 'UPGRADE', 'DESTROY', 'MAX_TIMEOUT', 'IDLE_TIMEOUT']), at: z.number() }),
  webhooks: z.array(z.object({ name: z.string(), eventId: z.string() })),
  tries: z.int(),
  dueAt: z.number(),
});

const MINUTE_MS = 60_000;
/** How long an end is kept that nobody could be told, milliseconds. */
const KEPT_MS = 7 * 24 * 60 * MINUTE_MS;

/**
 * Ends of sessions that webhooks are to be told. While a session lives its record says when and how it will end by itself, and is written in one atomic group with it: a
 * record that is due is that of a session that has ended. Found by the minute in which it is due.
 */
export class SessionEndRepository implements SessionEnds {
  readonly #store: DocumentStore;
  readonly #ends: TypedCollection<EndedSession>;
  readonly #now: () => number;

  constructor(store: DocumentStore, now: () => number) {
    this.#store = store;
    this.#now = now;
    this.#ends = new TypedCollection<EndedSession>(store, COLLECTIONS.sessionEnds, endedSession, now);
  }

  /** What goes with each write of a session that lives. @param expiresAt when it ends by itself, epoch milliseconds */
  expected(session: SignOnSession, expiresAt: number): DocumentWrite[] {
    if (session.webhooks === undefined) return [];
    const { id, handle, realm, username, createdAt, authLevel, properties, maxSessionSeconds } = session;
    const how = expiresAt >= createdAt + maxSessionSeconds * 1000 ? 'MAX_TIMEOUT' : 'IDLE_TIMEOUT';
    const webhooks = session.webhooks.map((name) => ({ name, eventId: eventIdOf(id, name) }));
    const told = { id, handle, realm, username, createdAt, authLevel, properties, webhooks };
    return [this.#write({ ...told, end: { how, at: expiresAt }, tries: 0, dueAt: expiresAt }, 'any')];
  }

  /** The record of a session; undefined when no webhook is to be told. */
  read(id: string): Promise<Read<EndedSession> | undefined> {
    return this.#ends.read(id);
  }

  /** What goes with the end of a session before its time. */
  ending({ value, revision }: Read<EndedSession>, how: SessionEnd, at: number): DocumentWrite {
    return this.#write({ ...value, end: { how, at }, dueAt: at }, revision);
  }

  async due(now: number, since = now - KEPT_MS): Promise<readonly string[]> {
    const first = minuteOf(since);
    const minutes = Array.from({ length: Math.max(0, minuteOf(now) - first + 1) }, (_, index) => String(first + index));
    return (await this.#ends.find('minute', minutes, now)).filter(({ dueAt }) => dueAt <= now).map(({ id }) => id);
  }

  async claim(id: string, now: number, until: number): Promise<EndedSession | undefined> {
    const read = await this.#ends.read(id, now);
    if (read === undefined || read.value.dueAt > now) return undefined;
    const claimed = { ...read.value, dueAt: until };
    // A request that began while the session was still valid must not bring it back.
    const gone: DocumentWrite = { collection: COLLECTIONS.signOnSessions, id, expect: 'any', body: undefined };
    return (await this.#store.write([gone, this.#write(claimed, read.revision)], now)) ? claimed : undefined;
  }

  async settle(claimed: EndedSession, left: Pick<EndedSession, 'webhooks' | 'tries' | 'dueAt'>): Promise<void> {
    const read = await this.#ends.read(claimed.id);
    if (read?.value.dueAt !== claimed.dueAt) return;
    if (left.webhooks.length === 0) await this.#ends.write(claimed.id, read.revision, undefined);
    else await this.#store.write([this.#write({ ...claimed, ...left }, read.revision)], this.#now());
  }

  #write(value: EndedSession, expect: DocumentWrite['expect']): DocumentWrite {
    const placing = { keys: { minute: String(minuteOf(value.dueAt)) }, expiresAt: value.end.at + KEPT_MS };
    return this.#ends.prepared(value.id, expect, value, placing);
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS);
}

/** Says nothing of the token, whose digest the id of the session is. */
function eventIdOf(sessionId: string, webhook: string): string {
  return createHash('sha256').update(`${sessionId}|${webhook}`).digest('base64url');
}
