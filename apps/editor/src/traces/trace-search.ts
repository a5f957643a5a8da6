import type { TraceSearch } from '@waygate/client';
import type { SignOnTraceSummary } from '@waygate/schema';

export const RESULTS = ['succeeded', 'failed', 'running', 'expired'] as const satisfies readonly SignOnTraceSummary['result'][];
export const TIMES = ['all', 'hour', 'day', 'between'] as const;
export type TimeChoice = (typeof TIMES)[number];

/** What somebody looks for, as the address of the page says it. */
export interface TraceWish {
  readonly text: string;
  readonly journey: string;
  readonly result: SignOnTraceSummary['result'] | '';
  readonly time: TimeChoice;
  /** Local times as date fields write them; empty for none. */
  readonly from: string;
  readonly to: string;
}

const BACK_MS = { hour: 3_600_000, day: 86_400_000 } as const;

/** Reads a wish out of the address; what it does not know counts as not said. */
export function readWish(query: URLSearchParams): TraceWish {
  const said = (name: string) => query.get(name) ?? '';
  return {
    text: said('text'),
    journey: said('journey'),
    result: RESULTS.find((result) => result === said('result')) ?? '',
    time: TIMES.find((time) => time === said('time')) ?? 'all',
    from: said('from'),
    to: said('to'),
  };
}

/** Writes a wish for the address, without what is not wished. */
export function writeWish(wish: TraceWish): URLSearchParams {
  return new URLSearchParams(Object.entries(wish).filter(([name, value]) => value !== '' && !(name === 'time' && value === 'all')));
}

/** Whether everything is wished. */
export function wishesAll(wish: TraceWish): boolean {
  return writeWish(wish).size === 0;
}

/** A wish as the server is asked. @param now epoch milliseconds */
export function searchOf({ text, journey, result, time, from, to }: TraceWish, now: number): TraceSearch {
  const between = time === 'between' ? { ...at('from', from), ...at('to', to) } : {};
  return {
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(journey === '' ? {} : { journey }),
    ...(result === '' ? {} : { result }),
    ...(time === 'hour' || time === 'day' ? { from: now - BACK_MS[time] } : {}),
    ...between,
  };
}

function at(name: 'from' | 'to', text: string): { from?: number; to?: number } {
  const time = Date.parse(text);
  return Number.isNaN(time) ? {} : { [name]: time };
}
