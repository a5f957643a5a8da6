import { setImmediate } from 'node:timers/promises';
import { json, type SignOnTrace } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { TraceKeeping, TracePage, TraceQuery, TraceStore } from '../ports/trace-store.ts';
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
  until: z.number().exactOptional(),
});
type Stored = z.infer<typeof trace>;

/** Traces are listed by slots of time, short enough that those of a busy one can be read at once, milliseconds. */
const SLOT_MS = 300_000;
const SLOTS_AT_ONCE = 256;
/** Fewer traces than this in the slots that were asked for: more may be asked for at once. */
const FEW = 200;
/** The most visits that a trace keeps: a wait of hours must not make a document without end. */
const MOST_VISITS = 1_000;
/** After how many traces a search says where to go on, whatever it found. */
const MOST_READ = 5_000;

/** Traces by code, listed by the time at which they began and by who signed on, so that a search looks at no more of them than it must. */
export class TraceRepository implements TraceStore {
  readonly #traces: TypedCollection<Stored>;
  readonly #now: () => number;

  constructor(store: DocumentStore, now: () => number) {
    this.#traces = new TypedCollection<Stored>(store, COLLECTIONS.signOnTraces, trace, now);
    this.#now = now;
  }

  async append(part: SignOnTrace, { expiresAt, until, ticket }: TraceKeeping): Promise<void> {
    const id = compositeId(part.realm, part.code);
    const given: Stored = trace.parse({ ...part, ...(until === undefined ? {} : { until }) });
    const written = (expected: number | 'absent', value: Stored, now: number) => {
      const keys = {
        slot: slotOf(value.realm, value.startedAt),
        ...(value.username === undefined ? {} : { user: userOf(value.realm, value.username) }),
        ...(ticket === undefined ? {} : { ticket }),
      };
      return this.#traces.write(id, expected, value, { keys, expiresAt, now });
    };
    // Most sign-ons are over before anything of them is written, so the new is tried before the old is looked for.
    while (!(await written('absent', given, this.#now()))) {
      const now = this.#now();
      const read = await this.#traces.read(id, now);
      if (read !== undefined && (await written(read.revision, joined(read.value, given), now))) return;
    }
  }

  async find(realm: string, code: string): Promise<SignOnTrace | undefined> {
    const read = await this.#traces.read(compositeId(realm, code));
    return read === undefined ? undefined : this.#shown(read.value);
  }

  async findByTicket(ticket: string): Promise<SignOnTrace | undefined> {
    const [latest] = newestFirst(await this.#traces.find('ticket', ticket));
    return latest === undefined ? undefined : this.#shown(latest);
  }

  async search(realm: string, { from, to, text, journey, result, limit }: TraceQuery): Promise<TracePage> {
    const wanted = text?.trim().toLowerCase() ?? '';
    const isWanted = (one: SignOnTrace) =>
      one.startedAt >= from &&
      one.startedAt <= to &&
      (journey === undefined || one.journey === journey) &&
      (result === undefined || one.result === result);
    if (wanted !== '') {
      const byCode = await this.#traces.read(compositeId(realm, wanted.toUpperCase()));
      const exact = byCode === undefined ? await this.#traces.find('user', userOf(realm, wanted)) : [byCode.value];
      if (exact.length > 0) return page(newestFirst(exact.map((one) => this.#shown(one)).filter(isWanted)), limit);
    }
    const isCalledSo = ({ username = '' }: SignOnTrace) => wanted === '' || username.toLowerCase().includes(wanted);
    const found: SignOnTrace[] = [];
    const oldest = Math.floor(from / SLOT_MS);
    let read = 0;
    let width = 1;
    for (let newest = Math.floor(to / SLOT_MS); newest >= oldest; ) {
      // A store that answers at once would keep sign-ons waiting for all of the slots.
      await setImmediate();
      const slots = Array.from({ length: Math.min(width, newest - oldest + 1) }, (_, index) => newest - index);
      const stored = await this.#traces.find(
        'slot',
        slots.map((slot) => slotOf(realm, slot * SLOT_MS)),
      );
      const bySlot = Map.groupBy(stored, ({ startedAt }) => Math.floor(startedAt / SLOT_MS));
      for (const slot of slots) {
        const ofSlot = bySlot.get(slot) ?? [];
        read += ofSlot.length;
        const shown = ofSlot.map((one) => this.#shown(one));
        found.push(...newestFirst(shown.filter((one) => isWanted(one) && isCalledSo(one))));
        const rest = slot * SLOT_MS - 1;
        if (found.length > limit || (read >= MOST_READ && rest >= from)) return page(found, limit, rest);
      }
      newest -= slots.length;
      // Days have many slots, and where little is in them many are asked for at once.
      width = stored.length < FEW ? Math.min(2 * slots.length, SLOTS_AT_ONCE) : 1;
    }
    return page(found, limit);
  }

  /** As it is told: whoever went away has let the time run out. */
  #shown({ until, ...one }: Stored): SignOnTrace {
    return one.result === 'running' && until !== undefined && until <= this.#now() ? { ...one, result: 'expired' } : one;
  }
}

/** @param rest where to go on when all of these are told; undefined when there is no more */
function page(found: readonly SignOnTrace[], limit: number, rest?: number): TracePage {
  const last = found[limit - 1];
  const told = last === undefined ? found : found.filter((one, index) => index < limit || one.startedAt === last.startedAt);
  const next = last !== undefined && told.length < found.length ? last.startedAt - 1 : rest;
  return {
    traces: told.map(({ visits: _visits, faults: _faults, ...summary }) => summary),
    ...(next === undefined ? {} : { next }),
  };
}

function newestFirst<T extends SignOnTrace>(traces: readonly T[]): readonly T[] {
  return [...traces].sort((a, b) => b.startedAt - a.startedAt);
}

function slotOf(realm: string, at: number): string {
  return compositeId(realm, String(Math.floor(at / SLOT_MS)));
}

function userOf(realm: string, username: string): string {
  return compositeId(realm, username.toLowerCase());
}

/** An end is final: what another process has to add comes before it. */
function joined(before: Stored, part: Stored): Stored {
  const isOver = before.result !== 'running';
  const visits = [...before.visits, ...part.visits].sort((a, b) => a.at - b.at).slice(-MOST_VISITS);
  return {
    ...before,
    ...(isOver ? {} : { result: part.result }),
    ...(isOver || part.endedAt === undefined ? {} : { endedAt: part.endedAt }),
    ...(part.username === undefined ? {} : { username: part.username }),
    ...(part.until === undefined ? {} : { until: part.until }),
    visits,
    visitCount: before.visitCount + part.visits.length,
    faults: [...before.faults, ...part.faults].slice(-100),
  };
}
