import type { JourneySession, JourneySessions, SignOnSession } from '@waygate/engine';
import type { EndWishes, Evidence } from '@waygate/node-kit';
import { type AuditEntry, type Callback, type Json, READ_SESSION_SHAPES } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { auditWrite } from './audit-write.ts';
import type { SignOnSessionRepository } from './sign-on-session-repository.ts';

/** The frame is checked; what is inside a step (callbacks, state) was checked when the engine made it, and this is read at every step. */
const journeySession = z.object({
  id: z.string(),
  realm: z.string(),
  shape: z.int().exactOptional(),
  revision: z.int(),
  status: z.enum(['running', 'awaitingInput', 'suspended', 'succeeded', 'failed', 'expired']),
  keyHash: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  frames: z.array(z.object({ journey: z.string(), versionId: z.string(), nodeId: z.string() })),
  pins: z.record(z.string(), z.string()),
  scripts: z.record(z.string(), z.string()).exactOptional(),
  sent: z.array(z.custom<Callback>((value) => typeof value === 'object' && value !== null)),
  owners: z.array(z.string()),
  shared: z.custom<Record<string, Json>>((value) => typeof value === 'object' && value !== null),
  sealed: z.string().exactOptional(),
  subject: z.object({ id: z.string(), username: z.string() }).exactOptional(),
  inactive: z.literal(true).exactOptional(),
  anonymous: z.string().exactOptional(),
  upgradesAnonymous: z.literal(true).exactOptional(),
  evidence: z.array(z.custom<Evidence>((value) => typeof value === 'object' && value !== null)),
  nodeTypes: z.array(z.string()),
  sessionProperties: z.record(z.string(), z.string()),
  failureMessage: z.string().exactOptional(),
  endWishes: z.custom<EndWishes>((value) => typeof value === 'object' && value !== null).exactOptional(),
  endHooks: z.array(
    z.object({
      nodeId: z.string(),
      type: z.string(),
      journey: z.string().exactOptional(),
      versionId: z.string().exactOptional(),
      outcome: z.string().exactOptional(),
    }),
  ),
  offline: z
    .object({
      provider: z.string(),
      since: z.number(),
      sessionMinutes: z.number().exactOptional(),
      groups: z.array(z.string()).exactOptional(),
      groupDns: z.array(z.string()).exactOptional(),
    })
    .exactOptional(),
  rehearsal: z.object({ application: z.string(), provider: z.string(), userId: z.string() }).exactOptional(),
  steps: z.int(),
  upgrades: z.string().exactOptional(),
  noSession: z.boolean(),
  preview: z.string().exactOptional(),
});

/** A run of a shape that is not read here, or a rehearsal from before it was kept who began it. */
function isOfAnotherRelease(body: string): boolean {
  const run = z.looseObject({ shape: z.unknown(), rehearsal: z.looseObject({}).optional() }).safeParse(parsed(body));
  if (!run.success) return false;
  const { shape, rehearsal } = run.data;
  return !READ_SESSION_SHAPES.has(shape) || (rehearsal !== undefined && rehearsal['userId'] === undefined);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The hottest store: a step is one indexed read and one update, both by primary key. */
export class JourneySessionRepository implements JourneySessions {
  readonly #store: DocumentStore;
  readonly #sessions: TypedCollection<JourneySession>;
  readonly #signOn: SignOnSessionRepository;
  readonly #now: () => number;

  /** @param signOn in the same store, so that a run can end together with the session that it makes */
  constructor(store: DocumentStore, signOn: SignOnSessionRepository, now: () => number) {
    this.#store = store;
    this.#signOn = signOn;
    this.#now = now;
    this.#sessions = new TypedCollection<JourneySession>(store, COLLECTIONS.journeySessions, journeySession, now);
  }

  insert(session: JourneySession): Promise<void> {
    // The ids are random and never come back, so the session's own count of writes can be the revision of the document.
    return this.#sessions.insert(session.id, session, { expiresAt: session.expiresAt, firstRevision: session.revision });
  }

  /** @returns undefined also for a run that another release wrote so that this one cannot go on with it: it is over, and no fault of the store */
  async load(id: string): Promise<JourneySession | undefined> {
    try {
      return (await this.#sessions.read(id))?.value;
    } catch (error) {
      const stored = await this.#store.get(COLLECTIONS.journeySessions, id, this.#now());
      if (stored === undefined || isOfAnotherRelease(stored.body)) return undefined;
      throw error;
    }
  }

  replace(session: JourneySession, expected: number, noted?: AuditEntry): Promise<boolean> {
    if (noted !== undefined) {
      const end = this.#sessions.prepared(session.id, expected, session, { expiresAt: session.expiresAt });
      return this.#store.write([end, auditWrite(noted)], this.#now());
    }
    return this.#sessions.write(session.id, expected, session, { expiresAt: session.expiresAt });
  }

  complete(session: JourneySession, expected: number, made: SignOnSession, noted?: AuditEntry): Promise<boolean> {
    const end = this.#sessions.prepared(session.id, expected, session, { expiresAt: session.expiresAt });
    return this.#store.write([end, ...this.#signOn.creation(made, noted)], this.#now());
  }
}
