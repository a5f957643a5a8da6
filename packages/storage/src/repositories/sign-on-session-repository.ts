import type { SignOnSession, SignOnSessions } from '@waygate/engine';
import type { Factor } from '@waygate/node-kit';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
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
    }),
  ),
  properties: z.record(z.string(), z.string()),
  clientIp: z.string().exactOptional(),
  userAgent: z.string().exactOptional(),
});

export class SignOnSessionRepository implements SignOnSessions {
  readonly #sessions: TypedCollection<SignOnSession>;

  constructor(store: DocumentStore, now: () => number) {
    this.#sessions = new TypedCollection<SignOnSession>(store, COLLECTIONS.signOnSessions, signOnSession, now);
  }

  async create(session: SignOnSession): Promise<void> {
    await this.#sessions.write(session.id, 'absent', session, optionsOf(session));
  }

  async find(id: string, now: number): Promise<SignOnSession | undefined> {
    return (await this.#sessions.read(id, now))?.value;
  }

  async touch(id: string, now: number): Promise<boolean> {
    return (await this.#sessions.update(id, (session) => ({ ...session, lastAccessAt: now }), optionsOf)) !== undefined;
  }

  async end(id: string): Promise<boolean> {
    if ((await this.#sessions.read(id)) === undefined) return false;
    return this.#sessions.write(id, 'any', undefined, {}, true);
  }

  listByUser(realm: string, userId: string, now: number): Promise<readonly SignOnSession[]> {
    return this.#sessions.find('user', userKey(realm, userId), now);
  }
}

function optionsOf(session: SignOnSession) {
  const expiresAt = Math.min(session.createdAt + session.maxSessionSeconds * 1000, session.lastAccessAt + session.maxIdleSeconds * 1000);
  return { keys: { user: userKey(session.realm, session.userId) }, expiresAt };
}

function userKey(realm: string, userId: string): string {
  return `${realm}\n${userId}`;
}
