import type { ApplicationSession, ApplicationSessionStore, EntryCode } from '@waygate/continuity';
import type { Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, type SealedDocument, sealDocument, sealedDocument } from './sealed-document.ts';

const signOn = z.object({ id: z.string(), handle: z.string() });

const applicationSession: z.ZodType<ApplicationSession> = z.object({
  id: z.string(),
  realm: z.string(),
  applicationId: z.string(),
  signOn,
  userId: z.string(),
  offline: z.boolean(),
  createdAt: z.number(),
  lastAccessAt: z.number(),
  expiresAt: z.number(),
});

const entryCode: z.ZodType<EntryCode> = z.object({
  realm: z.string(),
  applicationId: z.string(),
  signOn,
  userId: z.string(),
  offline: z.boolean(),
  browser: z.string(),
  path: z.string(),
  expiresAt: z.number(),
});

/** Sessions with applications and the codes that begin them. Ids are hashes, contents sealed: nothing here says who is where, and nothing can be shown as a cookie. */
export class ApplicationSessionRepository implements ApplicationSessionStore {
  readonly #sessions: TypedCollection<SealedDocument>;
  readonly #codes: TypedCollection<SealedDocument>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#sessions = new TypedCollection<SealedDocument>(store, COLLECTIONS.applicationSessions, sealedDocument, now);
    this.#codes = new TypedCollection<SealedDocument>(store, COLLECTIONS.applicationCodes, sealedDocument, now);
    this.#sealer = sealer;
  }

  begin(session: ApplicationSession): Promise<void> {
    return this.#sessions.insert(session.id, this.#sealed(session), { expiresAt: session.expiresAt });
  }

  async find(id: string, now: number): Promise<ApplicationSession | undefined> {
    const read = await this.#sessions.read(id, now);
    return read === undefined ? undefined : this.#opened(id, read.value);
  }

  async touch(id: string, now: number): Promise<boolean> {
    for (;;) {
      const read = await this.#sessions.read(id, now);
      if (read === undefined) return false;
      const session = this.#opened(id, read.value);
      const touched = { ...session, lastAccessAt: Math.max(session.lastAccessAt, now) };
      if (await this.#sessions.write(id, read.revision, this.#sealed(touched), { expiresAt: session.expiresAt })) return true;
    }
  }

  end(id: string): Promise<boolean> {
    // Who signed off stays signed off, also across a power cut.
    return this.#sessions.remove(id, { durable: true });
  }

  putCode(hash: string, code: EntryCode): Promise<void> {
    const sealed = sealDocument(this.#sealer, ['application-code', hash], code);
    return this.#codes.insert(hash, sealed, { expiresAt: code.expiresAt });
  }

  async takeCode(hash: string, now: number): Promise<EntryCode | undefined> {
    const read = await this.#codes.read(hash, now);
    if (read === undefined || !(await this.#codes.remove(hash))) return undefined;
    return openDocument(this.#sealer, ['application-code', hash], read.value, entryCode);
  }

  #sealed(session: ApplicationSession): SealedDocument {
    return sealDocument(this.#sealer, ['application-session', session.id], session);
  }

  #opened(id: string, stored: SealedDocument): ApplicationSession {
    return openDocument(this.#sealer, ['application-session', id], stored, applicationSession);
  }
}
