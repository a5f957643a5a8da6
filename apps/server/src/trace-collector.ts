import type { JourneyEnded, NodeVisit, Observer } from '@waygate/engine';
import type { SignOnTrace, TracedVisit } from '@waygate/schema';
import type { TraceStore } from '@waygate/storage';
import type { ServerLog } from './server-log.ts';

/** How long what happened waits for more of the same before it is written, milliseconds. */
const BATCH_MS = 250;
/** The most sign-ons that wait to be written: above that the newest go unwritten rather than fill the memory. */
const MOST_WAITING = 20_000;

interface Waiting {
  readonly part: SignOnTrace & { visits: TracedVisit[]; faults: SignOnTrace['faults'][number][] };
  readonly ticket: string | undefined;
}

/** Gathers what nodes did, and writes it beside the sign-ons, never in their way. A trace that cannot be written is a line in the log and nothing more. */
export class TraceCollector implements Observer {
  readonly #store: Pick<TraceStore, 'append'>;
  readonly #traceCode: (sessionId: string) => string;
  readonly #keepMs: number;
  readonly #log: Pick<ServerLog, 'warn'>;
  #waiting = new Map<string, Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param options.keepMs how long a trace is kept from its last change, milliseconds */
  constructor(
    store: Pick<TraceStore, 'append'>,
    options: { readonly traceCode: (sessionId: string) => string; readonly keepMs: number; readonly log: Pick<ServerLog, 'warn'> },
  ) {
    this.#store = store;
    this.#traceCode = options.traceCode;
    this.#keepMs = options.keepMs;
    this.#log = options.log;
  }

  visited(visit: NodeVisit): void {
    const waiting = this.#of(visit.sessionId, { ...visit.outermost, realm: visit.realm, at: visit.at, preview: visit.preview });
    waiting?.part.visits.push({
      journey: visit.journey,
      versionId: visit.versionId,
      nodeId: visit.nodeId,
      nodeType: visit.nodeType,
      displayName: visit.displayName,
      result: visit.result,
      at: visit.at,
      took: Math.round(visit.took * 100) / 100,
      ...(visit.audit === undefined ? {} : { audit: visit.audit }),
      ...(visit.state === undefined ? {} : { state: visit.state }),
    });
  }

  ended(end: JourneyEnded): void {
    const waiting = this.#of(end.sessionId, end);
    if (waiting === undefined) return;
    this.#waiting.set(end.sessionId, {
      ...waiting,
      part: {
        ...waiting.part,
        result: end.result,
        endedAt: end.at,
        ...(end.username === undefined ? {} : { username: end.username }),
      },
    });
  }

  fault({ sessionId, code, message, nodeId }: Parameters<Observer['fault']>[0]): void {
    const waiting = this.#waiting.get(sessionId);
    waiting?.part.faults.push({ code, message, at: waiting.part.startedAt, ...(nodeId === undefined ? {} : { nodeId }) });
  }

  /** Writes what waits, and takes no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#write();
  }

  #of(
    sessionId: string,
    facts: {
      readonly realm: string;
      readonly journey: string;
      readonly versionId: string;
      readonly at: number;
      readonly preview?: string | undefined;
    },
  ): Waiting | undefined {
    const known = this.#waiting.get(sessionId);
    if (known !== undefined) return known;
    if (this.#stopped || this.#waiting.size >= MOST_WAITING) return undefined;
    const waiting: Waiting = {
      ticket: facts.preview,
      part: {
        code: this.#traceCode(sessionId),
        realm: facts.realm,
        journey: facts.journey,
        versionId: facts.versionId,
        startedAt: facts.at,
        result: 'running',
        preview: facts.preview !== undefined,
        visitCount: 0,
        visits: [],
        faults: [],
      },
    };
    this.#waiting.set(sessionId, waiting);
    this.#timer ??= setTimeout(() => void this.#write(), BATCH_MS).unref();
    return waiting;
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const { part, ticket } of waiting.values()) {
      try {
        const expiresAt = (part.visits.at(-1)?.at ?? part.startedAt) + this.#keepMs;
        const whole = { ...part, visitCount: part.visits.length };
        await this.#store.append(whole, { expiresAt, ...(ticket === undefined ? {} : { ticket }) });
      } catch (error) {
        this.#log.warn({ err: error }, 'A trace could not be written.');
      }
    }
  }
}
