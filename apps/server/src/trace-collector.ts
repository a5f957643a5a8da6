import type { JourneyEnded, JourneyFault, NodeVisit, Observer } from '@waygate/engine';
import type { SignOnTrace, TracedVisit } from '@waygate/schema';
import type { TraceStore } from '@waygate/storage';
import type { ServerLog } from './logging/server-log.ts';

/** How long what happened waits for more of the same before it is written, milliseconds. */
const BATCH_MS = 250;
/** How many sign-ons are written at once: they share a commit, and the requests between two such groups keep their time. */
const AT_ONCE = 50;
/** The most sign-ons that wait to be written: above that the newest go unwritten rather than fill the memory. */
const MOST_WAITING = 20_000;

interface Waiting {
  part: Omit<SignOnTrace, 'code'> & { visits: TracedVisit[]; faults: SignOnTrace['faults'][number][] };
  readonly ticket: string | undefined;
  until: number | undefined;
  /** What somebody typed as a name. */
  claimed: string | undefined;
}

export interface TraceCollectorOptions {
  readonly traceCode: (sessionId: string) => string;
  /** How long a trace is kept from its last change, milliseconds. */
  readonly keepMs: number;
  readonly log: Pick<ServerLog, 'warn'>;
  /** User name of the person of a realm who is called so, if there is one. */
  readonly personCalled: (realm: string, name: string) => Promise<string | undefined>;
}

/** Gathers what nodes did, and writes it beside the sign-ons, never in their way. A trace that cannot be written is a line in the log and nothing more. */
export class TraceCollector implements Observer {
  readonly #store: Pick<TraceStore, 'append'>;
  readonly #options: TraceCollectorOptions;
  #waiting = new Map<string, Waiting>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(store: Pick<TraceStore, 'append'>, options: TraceCollectorOptions) {
    this.#store = store;
    this.#options = options;
  }

  visited(visit: NodeVisit): void {
    const waiting = this.#of(visit.sessionId, { ...visit.outermost, realm: visit.realm, at: visit.at, preview: visit.preview });
    if (waiting === undefined) return;
    waiting.until = visit.until;
    if (visit.username !== undefined) waiting.part = { ...waiting.part, username: visit.username };
    waiting.part.visits.push({
      journey: visit.journey,
      versionId: visit.versionId,
      nodeId: visit.nodeId,
      nodeType: visit.nodeType,
      displayName: visit.displayName,
      ...(visit.pageId === undefined ? {} : { pageId: visit.pageId }),
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
    waiting.claimed = end.claimed;
    waiting.part = {
      ...waiting.part,
      result: end.result,
      endedAt: end.at,
      ...(end.username === undefined ? {} : { username: end.username }),
    };
  }

  fault(fault: JourneyFault): void {
    const { code, message, nodeId, at } = fault;
    const waiting = this.#of(fault.sessionId, { ...fault.outermost, realm: fault.realm, at, preview: fault.preview });
    waiting?.part.faults.push({ code, message, at, ...(nodeId === undefined ? {} : { nodeId }) });
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
      until: undefined,
      claimed: undefined,
      part: {
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
    const all = [...waiting];
    for (let from = 0; from < all.length; from += AT_ONCE) {
      await Promise.all(all.slice(from, from + AT_ONCE).map(([sessionId, one]) => this.#append(sessionId, one)));
    }
  }

  async #append(sessionId: string, one: Waiting): Promise<void> {
    try {
      await this.#store.append(await this.#whole(sessionId, one), {
        expiresAt: (one.part.visits.at(-1)?.at ?? one.part.startedAt) + this.#options.keepMs,
        ...(one.until === undefined ? {} : { until: one.until }),
        ...(one.ticket === undefined ? {} : { ticket: one.ticket }),
      });
    } catch (error) {
      this.#options.log.warn({ err: error }, 'A trace could not be written.');
    }
  }

  /** People type passwords where names belong, so what was typed is kept only when somebody is called so. The person is not told: this is after the answer. */
  async #whole(sessionId: string, { part, claimed }: Waiting): Promise<SignOnTrace> {
    const called = claimed === undefined ? undefined : await this.#options.personCalled(part.realm, claimed);
    return {
      ...part,
      code: this.#options.traceCode(sessionId),
      visitCount: part.visits.length,
      ...(called === undefined ? {} : { username: called }),
    };
  }
}
