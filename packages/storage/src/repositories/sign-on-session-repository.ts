import type { SessionEnd, SignOnSession, SignOnSessions } from '@waygate/engine';
import type { Factor } from '@waygate/node-kit';
import { type AuditEntry, json, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore, DocumentWrite } from '../document-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { auditWrite } from './audit-write.ts';
import type { SessionEndRepository } from './session-end-repository.ts';

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
      passwordSetAt: z.number().exactOptional(),
      clientIp: z.string().exactOptional(),
    }),
  ),
  properties: z.record(z.string(), z.string()),
  anonymous: z.literal(true).exactOptional(),
  offline: z
    .object({
      provider: z.string(),
      since: z.number(),
      groups: z.array(z.string()).exactOptional(),
      groupDns: z.array(z.string()).exactOptional(),
      rehearsal: z.string().exactOptional(),
    })
    .exactOptional(),
  logoutDetails: z.record(z.string(), json).exactOptional(),
  webhooks: z.array(z.string()).exactOptional(),
  removals: z.array(z.object({ uuid: z.string(), at: z.number() })).exactOptional(),
  clientIp: z.string().exactOptional(),
  userAgent: z.string().exactOptional(),
});

export class SignOnSessionRepository implements SignOnSessions {
  readonly #store: DocumentStore;
  readonly #sessions: TypedCollection<SignOnSession>;
  readonly #ends: SessionEndRepository;
  readonly #now: () => number;

  /** @param ends in the same store, so that what webhooks are told is written together with the session */
  constructor(store: DocumentStore, ends: SessionEndRepository, now: () => number) {
    this.#store = store;
    this.#ends = ends;
    this.#now = now;
    this.#sessions = new TypedCollection<SignOnSession>(store, COLLECTIONS.signOnSessions, signOnSession, now);
  }

  async create(session: SignOnSession, noted?: AuditEntry): Promise<void> {
    if (await this.#store.write(this.creation(session, noted), this.#now())) return;
    throw new WaygateError('unexpected', 'storage.id_taken', 'A new sign-on session has the id of another.');
  }

  /** The creation as writes of an atomic group. */
  creation(session: SignOnSession, noted?: AuditEntry): DocumentWrite[] {
    return [...this.#writes(session, 'absent'), ...(noted === undefined ? [] : [auditWrite(noted)])];
  }

  async find(id: string, now: number): Promise<SignOnSession | undefined> {
    return (await this.#sessions.read(id, now))?.value;
  }

  touch(id: string, now: number): Promise<boolean> {
    return this.#change(id, now, (session) => ({ ...session, lastAccessAt: Math.max(session.lastAccessAt, now) }));
  }

  noteRemoved(id: string, devices: readonly string[], now: number): Promise<boolean> {
    return this.#change(id, now, ({ removals = [], ...session }) => {
      const others = devices.filter((uuid) => !removals.some((removal) => removal.uuid === uuid));
      return { ...session, removals: [...removals, ...others.map((uuid) => ({ uuid, at: now }))] };
    });
  }

  async #change(id: string, now: number, change: (session: SignOnSession) => SignOnSession): Promise<boolean> {
    for (;;) {
      const read = await this.#sessions.read(id, now);
      if (read === undefined) return false;
      if (await this.#store.write(this.#writes(change(read.value), read.revision), now)) return true;
    }
  }

  async end(id: string, how: SessionEnd): Promise<boolean> {
    for (;;) {
      const now = this.#now();
      const told = await this.#ends.read(id);
      // Who signed out stays signed out, also across a power cut.
      if (told === undefined) return this.#sessions.remove(id, { durable: true });
      const stored = await this.#store.get(COLLECTIONS.signOnSessions, id, now);
      if (stored === undefined) return false;
      const removal = this.#sessions.prepared(id, stored.revision, undefined);
      if (await this.#store.write([removal, this.#ends.ending(told, how, now)], now, true)) return true;
    }
  }

  listByUser(realm: string, userId: string, now: number): Promise<readonly SignOnSession[]> {
    return this.#sessions.find('user', compositeId(realm, userId), now);
  }

  #writes(session: SignOnSession, expect: DocumentWrite['expect']): DocumentWrite[] {
    const place = placeOf(session);
    return [this.#sessions.prepared(session.id, expect, session, place), ...this.#ends.expected(session, place.expiresAt)];
  }
}

function placeOf(session: SignOnSession) {
  return { keys: { user: compositeId(session.realm, session.userId) }, ...livesUntil(session) };
}

/** A session ends when it is too old or has idled for too long, whichever comes first. */
function livesUntil({ createdAt, lastAccessAt, maxSessionSeconds, maxIdleSeconds }: SignOnSession) {
  return { expiresAt: Math.min(createdAt + maxSessionSeconds * 1000, lastAccessAt + maxIdleSeconds * 1000) };
}
