import { json, type SignOnTrace, type SignOnTraceSummary } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { TraceQuery, TraceStore } from '../stores.ts';
import { TypedCollection } from '../typed-collection.ts';

const facts = z.record(z.string(), json);

const visit = z.object({
  journey: z.string(),
  versionId: z.string(),
  nodeId: z.string(),
  nodeType: z.string(),
  displayName: z.string(),
  pageId: z.string().exactOptional(),
  result: z.string(),
  at: z.number(),
  took: z.number(),
  audit: facts.exactOptional(),
  state: facts.exactOptional(),
});

const trace = z.object({
  code: z.string(),
  realm: z.string(),
  journey: z.string(),
  versionId: z.string(),
  startedAt: z.number(),
  endedAt: z.number().exactOptional(),
  result: z.enum(['running', 'succeeded', 'failed', 'expired']),
  username: z.string().exactOptional(),
  preview: z.boolean(),
  visitCount: z.number(),
  visits: z.array(visit),
  faults: z.array(z.object({ code: z.string(), message: z.string(), nodeId: z.string().exactOptional(), at: z.number() })),
});
type Stored = z.infer<typeof trace>;

const DAY_MS = 86_400_000;
/** The most visits that a trace keeps: a wait of hours must not make a document without end. */
const MOST_VISITS = 1_000;

/** Traces by code, listed by the day on which they began, so that a search looks at no more days than it must. */
export class TraceRepository implements TraceStore {
  readonly #traces: TypedCollection<Stored>;
  readonly #now: () => number;

  constructor(store: DocumentStore, now: () => number) {
    this.#traces = new TypedCollection<Stored>(store, COLLECTIONS.signOnTraces, trace, now);
    this.#now = now;
  }

  async append(part: SignOnTrace, { expiresAt, ticket }: { readonly expiresAt: number; readonly ticket?: string }): Promise<void> {
    const id = compositeId(part.realm, part.code);
    for (;;) {
      const now = this.#now();
      const read = await this.#traces.read(id, now);
      const value = read === undefined ? trace.parse(part) : joined(read.value, part);
      const keys = { day: dayOf(value.realm, value.startedAt), ...(ticket === undefined ? {} : { ticket }) };
      const placing = read === undefined ? { keys } : {};
      if (await this.#traces.write(id, read?.revision ?? 'absent', value, { ...placing, expiresAt, now })) return;
    }
  }

  async find(realm: string, code: string): Promise<SignOnTrace | undefined> {
    const read = await this.#traces.read(compositeId(realm, code));
    return read?.value;
  }

  async findByTicket(ticket: string): Promise<SignOnTrace | undefined> {
    const found = await this.#traces.find('ticket', ticket);
    return [...found].sort((a, b) => b.startedAt - a.startedAt)[0];
  }

  async search(realm: string, { from, to, text, journey, result, limit }: TraceQuery): Promise<readonly SignOnTraceSummary[]> {
    const found: SignOnTraceSummary[] = [];
    const wanted = text?.trim().toLowerCase();
    const isWanted = (one: Stored) =>
      one.startedAt >= from &&
      one.startedAt <= to &&
      (journey === undefined || one.journey === journey) &&
      (result === undefined || one.result === result) &&
      (wanted === undefined || wanted === '' || one.code.toLowerCase() === wanted || (one.username ?? '').toLowerCase().includes(wanted));
    for (let day = Math.floor(to / DAY_MS); day >= Math.floor(from / DAY_MS) && found.length < limit; day -= 1) {
      const ofDay = await this.#traces.find('day', dayOf(realm, day * DAY_MS));
      const hits = ofDay.filter(isWanted).sort((a, b) => b.startedAt - a.startedAt);
      found.push(...hits.slice(0, limit - found.length).map(({ visits: _visits, faults: _faults, ...summary }) => summary));
    }
    return found;
  }
}

function dayOf(realm: string, at: number): string {
  return compositeId(realm, String(Math.floor(at / DAY_MS)));
}

/** An end is final: what another process has to add comes before it. */
function joined(before: Stored, part: SignOnTrace): Stored {
  const isOver = before.result !== 'running';
  const visits = [...before.visits, ...part.visits].sort((a, b) => a.at - b.at).slice(-MOST_VISITS);
  return trace.parse({
    ...before,
    ...(isOver ? {} : { result: part.result }),
    ...(isOver || part.endedAt === undefined ? {} : { endedAt: part.endedAt }),
    ...(part.username === undefined ? {} : { username: part.username }),
    visits,
    visitCount: before.visitCount + part.visits.length,
    faults: [...before.faults, ...part.faults].slice(-100),
  });
}
