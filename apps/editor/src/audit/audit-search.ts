import type { AuditSearch } from '@waygate/client';
import type { AuditResult } from '@waygate/schema';
import { EVENTS } from './event-texts.ts';

export const RESULTS = ['succeeded', 'failed', 'refused', 'begun'] as const satisfies readonly AuditResult[];
export const TIMES = ['all', 'hour', 'day', 'week', 'between'] as const;
export type TimeChoice = (typeof TIMES)[number];
/** What events are about: the first part of their names, in the order of the list. */
export const TOPICS = [...new Set(EVENTS.map((event) => event.split('.')[0] ?? ''))];

/** What somebody looks for in the audit log and which entry is open, as the address of the page says it. */
export interface AuditWish {
  readonly time: TimeChoice;
  /** Local times as date fields write them; empty for none. */
  readonly from: string;
  readonly to: string;
  /** Name of an event, or a topic with a dot. */
  readonly event: string;
  readonly result: AuditResult | '';
  readonly person: string;
  readonly actor: string;
  readonly address: string;
  readonly transaction: string;
  readonly run: string;
  /** Id of the open entry. */
  readonly entry: string;
}

/** Longest texts that are looked for, as the server takes them, UTF-16 code units. */
export const LONGEST = { person: 256, actor: 256, address: 64, transaction: 256, run: 64 } as const;
export type TypedFilter = keyof typeof LONGEST;
/** What is looked for by typing, in the order of the form. */
export const TYPED = ['person', 'actor', 'address', 'run', 'transaction'] as const satisfies readonly TypedFilter[];

const HOUR_MS = 3_600_000;
const BACK_MS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const;

/** Reads a wish out of the address; what it does not know counts as not said. */
export function readWish(query: URLSearchParams): AuditWish {
  const said = (name: string) => query.get(name) ?? '';
  const typed = (name: TypedFilter) => said(name).trim().slice(0, LONGEST[name]);
  return {
    time: TIMES.find((time) => time === said('time')) ?? 'all',
    from: said('from'),
    to: said('to'),
    event: [...EVENTS, ...TOPICS.map((topic) => `${topic}.`)].find((event) => event === said('event')) ?? '',
    result: RESULTS.find((result) => result === said('result')) ?? '',
    person: typed('person'),
    actor: typed('actor'),
    address: typed('address'),
    transaction: typed('transaction'),
    run: typed('run'),
    entry: said('entry').slice(0, 64),
  };
}

/** Writes a wish for the address, without what is not wished. */
export function writeWish(wish: AuditWish): string {
  return new URLSearchParams(
    Object.entries(wish).filter(
      ([name, value]) =>
        value !== '' && !(name === 'time' && value === 'all') && (wish.time === 'between' || (name !== 'from' && name !== 'to')),
    ),
  ).toString();
}

/** What the list depends on, as a text: not which entry is open. */
export function listKey(wish: AuditWish): string {
  return writeWish({ ...wish, entry: '' });
}

/** A wish as the server is asked. @param now epoch milliseconds */
export function searchOf({ time, from, to, event, result, person, actor, address, transaction, run }: AuditWish, now: number): AuditSearch {
  return {
    ...(event === '' ? {} : { event }),
    ...(result === '' ? {} : { result }),
    ...(person === '' ? {} : { person }),
    ...(actor === '' ? {} : { actor }),
    ...(address === '' ? {} : { address }),
    ...(transaction === '' ? {} : { transaction }),
    // People read it out in any spelling.
    ...(run === '' ? {} : { run: run.toUpperCase() }),
    ...(time === 'hour' || time === 'day' || time === 'week' ? { from: now - BACK_MS[time] } : {}),
    ...(time === 'between' ? { ...at('from', from), ...at('to', to) } : {}),
  };
}

/** Whether what happens from now on belongs to what is looked for. */
export function isLive({ time, to }: AuditWish): boolean {
  return time !== 'between' || to === '';
}

function at(name: 'from' | 'to', text: string): { from?: number; to?: number } {
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? {} : { [name]: moment };
}
