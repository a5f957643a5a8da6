import type { SessionEnd } from '@waygate/engine';

/** A webhook that is told of the end of a session. */
export interface ToldWebhook {
  /** Of the realm. */
  readonly name: string;
  /** The same however often it is told, so that whoever is told twice can see it. */
  readonly eventId: string;
}

/** What webhooks are told of a session that has ended: nothing of how its person signed on. Times are epoch milliseconds. */
export interface EndedSession {
  /** Of the session. */
  readonly id: string;
  readonly handle: string;
  readonly realm: string;
  readonly username: string;
  readonly createdAt: number;
  readonly authLevel: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly end: { readonly how: SessionEnd | 'MAX_TIMEOUT' | 'IDLE_TIMEOUT'; readonly at: number };
  /** Those that do not know it yet. */
  readonly webhooks: readonly ToldWebhook[];
  /** How often it was tried to tell them. */
  readonly tries: number;
  /** When they are to be told, or told again. */
  readonly dueAt: number;
}

/** Ends of sessions that webhooks are to be told. Each is kept together with its session, so that none is lost whatever happens to the process. */
export interface SessionEnds {
  /** Sessions of which webhooks are to be told by now. @param since epoch milliseconds; what was due in a minute before is not looked for */
  due(now: number, since?: number): Promise<readonly string[]>;
  /** Takes one for whoever asks first, until a time; then it is due again. A session whose time is over is gone for good with it. */
  claim(id: string, now: number, until: number): Promise<EndedSession | undefined>;
  /** Keeps what is left of one that was claimed for another time, or forgets it when nothing is left. Of a claim that is over nothing is kept. */
  settle(
    claimed: EndedSession,
    left: { readonly webhooks: readonly ToldWebhook[]; readonly tries: number; readonly dueAt: number },
  ): Promise<void>;
}
