import type { AttemptPermit } from '@waygate/node-kit';
import { authenticatorThrottleService } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAttemptService, createSealer, KeyRing } from '../src/index.ts';

const ring = new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]]));
const MIA = { id: 'id-mia', username: 'mia' };
const TOM = { id: 'id-tom', username: 'tom' };
const BEGIN = 1_790_000_000_000;
const DAY_MS = 24 * 3_600_000;
const LET: AttemptPermit = { allowed: true };
const waits = (retryAfter: number): AttemptPermit => ({ allowed: false, reason: 'wait', retryAfter });
const DISABLED: AttemptPermit = { allowed: false, reason: 'disabled' };

let now: number;
let stores: ReturnType<typeof openMemoryStores>;
let attempts: ReturnType<typeof createAttemptService>;
let keys: number;
beforeEach(() => {
  now = BEGIN;
  keys = 0;
  stores = openMemoryStores({ sealer: createSealer(ring), now: () => now });
  attempts = createAttemptService({ ...stores, key: ring.derive('attempts'), now: () => now });
});

const of = (authenticator: string, subject = MIA) => ({ realm: '/alpha', subject, authenticator });
/** A wrong code. */
const wrong = (authenticator = 'oath:one', subject = MIA) => {
  keys += 1;
  return attempts.begin(of(authenticator, subject), `key ${keys}`);
};
const right = async (authenticator = 'oath:one') => {
  keys += 1;
  const key = `key ${keys}`;
  const permit = await attempts.begin(of(authenticator), key);
  await attempts.succeeded(of(authenticator), key);
  return permit;
};
const wrongs = async (count: number, authenticator = 'oath:one', pauseMs = 0) => {
  const permits: AttemptPermit[] = [];
  for (let index = 0; index < count; index += 1) {
    permits.push(await wrong(authenticator));
    now += pauseMs;
  }
  return permits;
};

describe('one authenticator', () => {
  it('lets five wrong codes through, however many of 200 come at once', async () => {
    const permits = await Promise.all(Array.from({ length: 200 }, () => wrong()));
    expect(permits.filter(({ allowed }) => allowed)).toHaveLength(5);
    expect(permits.at(-1)).toEqual(waits(30));
  });

  it('makes who fails on wait twice as long each time, a quarter of an hour at most', async () => {
    expect(await wrongs(5)).toEqual(Array(5).fill(LET));
    for (const delay of [30, 60, 120, 240, 480, 900, 900]) {
      now += delay * 1_000 - 1;
      expect(await wrong()).toEqual(waits(1));
      now += 1;
      expect(await wrong()).toEqual(LET);
      expect(await wrong()).toEqual(waits(Math.min(delay * 2, 900)));
    }
  });

  it('is of no use after 100 failures in a row, however far apart, until somebody resets it', async () => {
    expect(await wrongs(100, 'oath:one', DAY_MS)).toEqual(Array(100).fill(LET));
    expect(await wrong()).toEqual(DISABLED);
    now += 1_000 * DAY_MS;
    expect(await right()).toEqual(DISABLED);
    expect(await wrong('oath:other')).toEqual(LET);
    await attempts.reset('/alpha', MIA.id, 'oath:one');
    expect(await wrong()).toEqual(LET);
  });

  it('takes the hundredth try when it is right', async () => {
    await wrongs(99, 'oath:one', DAY_MS);
    expect(await right()).toEqual(LET);
    expect(await wrongs(5)).toEqual(Array(5).fill(LET));
  });

  it('counts a step that runs again after a crash once', async () => {
    for (let round = 0; round < 50; round += 1) expect(await attempts.begin(of('oath:one'), 'the same')).toEqual(LET);
    expect(await wrongs(4)).toEqual(Array(4).fill(LET));
    expect(await attempts.begin(of('oath:one'), 'the same')).toEqual(LET);
    expect(await wrong()).toEqual(waits(30));
  });

  it('begins anew after a right code, but for what was tried after it', async () => {
    await attempts.begin(of('oath:one'), 'before');
    await attempts.begin(of('oath:one'), 'right');
    await attempts.begin(of('oath:one'), 'after');
    await attempts.succeeded(of('oath:one'), 'right');
    expect(await wrongs(4)).toEqual(Array(4).fill(LET));
    expect(await wrong()).toEqual(waits(30));
  });

  it('is not cleared by a try that was refused, or that nobody began', async () => {
    await wrongs(5);
    expect(await attempts.begin(of('oath:one'), 'refused')).toEqual(waits(30));
    await attempts.succeeded(of('oath:one'), 'refused');
    await attempts.succeeded(of('oath:one'), 'never begun');
    expect(await wrong()).toEqual(waits(30));
  });

  it('keeps nobody out for longer when the clock goes back', async () => {
    await wrongs(5);
    now -= DAY_MS;
    expect(await wrong()).toEqual(waits(30));
  });
});

describe('several authenticators', () => {
  it('have counters of their own, which a right code of another leaves as they are', async () => {
    await wrongs(5, 'oath:one');
    await right('webauthn:two');
    await right('password');
    expect(await wrong('oath:one')).toEqual(waits(30));
    expect(await wrong('oath:new')).toEqual(LET);
  });

  it('have a limit together', async () => {
    for (let index = 0; index < 50; index += 1) expect(await wrong(`oath:${index}`)).toEqual(LET);
    expect(await wrong('oath:50')).toEqual(waits(3_600));
    expect(await wrong('oath:50', TOM)).toEqual(LET);
    now += 3_600_000;
    expect(await wrong('oath:50')).toEqual(LET);
  });

  it('never exceed that limit, however many come at once', async () => {
    const permits = await Promise.all(Array.from({ length: 200 }, (_, index) => wrong(`oath:${index}`)));
    expect(permits.filter(({ allowed }) => allowed)).toHaveLength(50);
  });

  it('give what they took of that limit back when they are right, and nothing else', async () => {
    for (let index = 0; index < 49; index += 1) await wrong(`oath:${index}`);
    await right('oath:0');
    expect(await wrongs(2, 'oath:0')).toEqual([LET, LET]);
    expect(await wrong('oath:0')).toEqual(waits(3_600));
  });
});

describe('what is stored', () => {
  it('is bounded, and says neither keys nor codes nor the names of nobody', async () => {
    await wrongs(100, 'oath:one', 3_600_000);
    await attempts.beginForNobody('/alpha', 'somebody', 'password', 'hunter2');
    const record = await stores.attempts.find('/alpha', { person: MIA.id }, now);
    expect(record?.authenticators).toMatchObject([{ name: 'oath:one', forgotten: 76 }]);
    expect(record?.authenticators[0]?.tries).toHaveLength(24);
    expect(JSON.stringify(record)).not.toContain('key 1');
    expect(await stores.attempts.find('/alpha', { name: 'somebody' }, now)).toBeUndefined();
  });

  it('is nothing once everything was right', async () => {
    await wrong();
    await right();
    expect(await stores.attempts.find('/alpha', { person: MIA.id }, now)).toBeUndefined();
  });

  it('of a name that nobody is called counts like that of somebody, and goes after a day', async () => {
    const guess = (key: string) => attempts.beginForNobody('/alpha', 'ghost', 'password', key);
    for (let index = 0; index < 5; index += 1) expect(await guess(`k${index}`)).toEqual(LET);
    expect(await guess('k5')).toEqual(waits(30));
    expect(await stores.sweep(now + DAY_MS)).toBe(1);
  });
});

describe('the settings of a realm', () => {
  it('decide', async () => {
    const rules = { freeFailures: 1, firstDelaySeconds: 7, longestDelaySeconds: 8, mostFailures: 10, personFailures: 10 };
    await stores.services.set('/alpha', 'authenticatorThrottle', authenticatorThrottleService.parse(rules));
    expect(await wrongs(2)).toEqual([LET, waits(7)]);
    now += 7_000;
    expect(await wrongs(2)).toEqual([LET, waits(8)]);
    now += DAY_MS;
    await wrongs(8, 'oath:one', DAY_MS);
    expect(await wrong()).toEqual(DISABLED);
  });

  it('never allow more than a hundred failures in a row', () => {
    expect(authenticatorThrottleService.safeParse({ mostFailures: 101 }).success).toBe(false);
  });
});
