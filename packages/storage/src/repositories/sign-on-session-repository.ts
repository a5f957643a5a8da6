import type { SignOnSession, SignOnSessions } from '@waygate/engine';
import type { Factor } from '@waygate/node-kit';
import { json } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore, DocumentWrite } from '../document-store.ts';
import { TypedCollection } from '../typed-collection.ts';

const signOnSession = z.object({
  id: z.string(),
  handle: z.string(),
  realm: z.string(),
  userId: z.string(),
  username: z.string(),
  createdAt: z.number(),
  lastAccessAt: z.number(),
  maxIdleSeconds: z.number(),
  maxSessionSeconds: z.number(),
  authLevel: z.number(),
  journeys: z.array(z.string()),
  evidence: z.array(
    z.object({
      factor: z.custom<Factor>((value) => typeof value === 'string'),
      subjectId: z.string(),
      nodeId: z.string(),
      nodeType: z.string(),
      outcome: z.string(),
      at: z.number(),
      issuer: z.string().exactOptional(),
      device: z.string().exactOptional(),
      clientIp: z.string().exactOptional(),
    }),
  ),
  properties: z.record(z.string(), z.string()),
  anonymous: z.literal(true).exactOptional(),
  offline: z.object({ provider: z.string(), since: z.number() }).exactOptional(),
  logoutDetails: z.record(z.string(), json).exactOptional(),
  clientIp: z.string().exactOptional(),
  userAgent: z.string().exactOptional(),
});

export class SignOnSessionRepository implements SignOnSessions {
  readonly #sessions: TypedCollection<SignOnSession>;

  constructor(store: DocumentStore, now: () => number) {
    this.#sessions = new TypedCollection<SignOnSession>(store, COLLECTIONS.signOnSessions, signOnSession, now);
  }

  create(session: SignOnSession): Promise<void> {
    return this.#sessions.insert(session.id, session, placeOf(session));
  }

  /** The creation as a write of an atomic group. */
  creation(session: SignOnSession): DocumentWrite {
    return this.#sessions.prepared(session.id, 'absent', session, placeOf(session));
  }

  async find(id: string, now: number): Promise<SignOnSession | undefined> {
    return (await this.#sessions.read(id, now))?.value;
  }

  async touch(id: string, now: number): Promise<boolean> {
    const touched = await this.#sessions.update(
      id,
      (session) => ({ ...session, lastAccessAt: Math.max(session.lastAccessAt, now) }),
      livesUntil,
      now,
    );
    return touched !== undefined;
  }

  end(id: string): Promise<boolean> {
    // Who signed out stays signed out, also across a power cut.
    return this.#sessions.remove(id, { durable: true });
  }

  listByUser(realm: string, userId: string, now: number): Promise<readonly SignOnSession[]> {
    return this.#sessions.find('user', compositeId(realm, userId), now);
  }
}

function placeOf(session: SignOnSession) {
  return { keys: { user: compositeId(session.realm, session.userId) }, ...livesUntil(session) };
}

/** A session ends when it is too old or has idled for too long, whichever comes first. */
function livesUntil({ createdAt, lastAccessAt, maxSessionSeconds, maxIdleSeconds }: SignOnSession) {
  return { expiresAt: Math.min(createdAt + maxSessionSeconds * 1000, lastAccessAt + maxIdleSeconds * 1000) };
}
