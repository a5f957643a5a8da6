import { AUDIT_EVENTS, type AuditRecord } from '@waygate/schema';
import { beforeAll, describe, expect, it, vi } from 'vitest';

// The texts of the browser are chosen when they are loaded; Node has no store for the choice of a language.
vi.stubGlobal('localStorage', { getItem: () => 'en' });

type Search = typeof import('../src/audit/audit-search.ts');
type News = typeof import('../src/audit/new-records.ts');
type Counter = typeof import('../src/audit/record-counter.ts');
let search: Search;
let news: News;
let recordCounter: Counter['recordCounter'];
let events: readonly string[];
beforeAll(async () => {
  search = await import('../src/audit/audit-search.ts');
  news = await import('../src/audit/new-records.ts');
  ({ recordCounter } = await import('../src/audit/record-counter.ts'));
  events = (await import('../src/audit/event-texts.ts')).EVENTS;
});

const record = (id: string, more: Partial<AuditRecord> = {}): AuditRecord => ({
  id,
  at: 1,
  topic: 'session',
  event: 'session.ended',
  realm: '/',
  result: 'succeeded',
  ...more,
});

describe('what is looked for in the audit log', () => {
  const read = (text: string) => search.readWish(new URLSearchParams(text));

  it('knows every event that there is', () => {
    expect(events).toEqual(Object.keys(AUDIT_EVENTS));
  });

  it('is the same after it was written into an address and read again', () => {
    const text =
      'time=between&from=2026-01-01T00%3A00&event=account.&result=refused&person=ann&actor=a1&address=203.0.113.9&transaction=t&run=ABCD-EFGH&entry=x';
    expect(search.writeWish(read(text))).toBe(text);
    expect(search.listKey(read(text))).toBe(text.replace('&entry=x', ''));
  });

  it('has nothing in it that the server would refuse, whatever stands in the address', () => {
    const wish = read(`event=weather.changed&result=wet&time=never&from=yesterday&address=${'1'.repeat(100)}&person=+ann+&secret=x`);
    expect(search.writeWish(wish)).toBe(`person=ann&address=${'1'.repeat(64)}`);
    expect(search.searchOf(read('time=between&from=yesterday'), 5)).toEqual({});
  });

  it('asks for the time that is meant, and for codes as they are written', () => {
    expect(search.searchOf(read('time=hour&run=abcd-efgh'), 10_000_000)).toEqual({ from: 6_400_000, run: 'ABCD-EFGH' });
    expect(search.isLive(read('time=between&to=2026-01-01T00%3A00'))).toBe(false);
    expect(search.isLive(read('time=between'))).toBe(true);
  });
});

describe('what is new in the audit log', () => {
  it('is told beside the list, and changes there only how something came out', () => {
    const first = news.withAnswer(undefined, { records: [record('3', { result: 'succeeded' }), record('2')], now: 10 });
    const both = news.withAnswer(first, { records: [record('5'), record('3', { result: 'failed' })], now: 20 });
    const { listed, fresh } = news.sortOut([record('3', { result: 'begun' }), record('1')], both);
    expect(listed.map(({ id, result }) => [id, result])).toEqual([
      ['3', 'failed'],
      ['1', 'succeeded'],
    ]);
    expect(
      fresh.map(({ id }) => id),
      'newest first, each once',
    ).toEqual(['5', '2']);
    expect([both.now, both.isMany]).toEqual([20, false]);
  });

  it('is too much to be put before the list when an answer has not all of it, and stays so', () => {
    const many = news.withAnswer(undefined, { records: [record('2')], next: '1', now: 10 });
    expect(news.withAnswer(many, { records: [], now: 20 }).isMany).toBe(true);
    const flood = Array.from({ length: 501 }, (_, index) => record(String(index).padStart(4, '0')));
    const kept = news.withAnswer(undefined, { records: flood, now: 10 });
    expect([kept.records.length, kept.isMany]).toEqual([500, true]);
  });
});

describe('records of an export', () => {
  it.each([
    ['jsonl', '{"a":"x\\n\\"y"}\n{"b":1}\n', 2],
    ['csv', '"id","time"\r\n"1","a\r\nb"\r\n"2","""c""\n"\r\n', 2],
    ['csv', '"id","time"\r\n', 0],
    ['csv', '', 0],
  ] as const)('are counted in %s however it is cut into pieces', (format, text, count) => {
    const bytes = new TextEncoder().encode(text);
    const whole = recordCounter(format);
    expect(whole.add(bytes)).toBe(count);
    const pieces = recordCounter(format);
    let last = 0;
    for (const byte of bytes) last = pieces.add(Uint8Array.of(byte));
    expect(last).toBe(count);
  });
});
