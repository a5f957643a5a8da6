import type { AttemptPermit, Notice } from '@waygate/node-kit';
import { accountLockoutService, authenticatorThrottleService, type JsonObject } from '@waygate/schema';
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
let told: Notice[];
beforeEach(() => {
  now = BEGIN;
  keys = 0;
  told = [];
  stores = openMemoryStores({ sealer: createSealer(ring), now: () => now });
  attempts = createAttemptService({ ...stores, key: ring.derive('attempts'), tell: (notice) => void told.push(notice), now: () => now });
});

const of = (authenticator: string, subject = MIA) => ({ realm: '/alpha', subject, authenticator });
const nobody = (name: string) => ({ realm: '/alpha', subject: { nobody: name }, authenticator: 'password' });
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
/** One before anything was proved in the run: whoever knows a name can do it. */
const stranger = (authenticator: string) => {
  keys += 1;
  return attempts.begin(of(authenticator), `key ${keys}`, { unproved: true });
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
    expect(told).toEqual([]);
    expect(await wrong()).toEqual(DISABLED);
    now += 1_000 * DAY_MS;
    expect(await right()).toEqual(DISABLED);
    expect(told).toMatchObject([{ event: 'authenticatorDisabled', subject: MIA }]);
    expect((await attempts.standing('/alpha', MIA.id)).authenticators).toEqual([{ name: 'oath:one', failures: 100, disabled: true }]);
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

describe('who knows a name and nothing else', () => {
  const aYearOf = async (authenticator: string) => {
    for (let day = 0; day < 365; day += 1) {
      await stranger(authenticator);
      now += DAY_MS;
    }
  };

  it.each(['password', 'kba', 'oath:one', 'otp', 'recovery-code:push', 'webauthn:one', 'binding:one', 'agent:one'])(
    'disables no %s, however often they fail',
    async (authenticator) => {
      await aYearOf(authenticator);
      expect(await right(authenticator)).toEqual(LET);
      expect(told).toEqual([]);
    },
  );

  it('disables no password also where failures of it lock accounts, for those tries are no unproved ones', async () => {
    expect(await wrongs(365, 'password', DAY_MS)).toEqual(Array(365).fill(LET));
    expect(await right('password')).toEqual(LET);
    expect(told).toEqual([]);
  });

  it('has about a hundred tries at a password in a day', async () => {
    let allowed = 0;
    for (const end = now + DAY_MS; now < end; ) {
      const permit = await wrong('password');
      if (permit.allowed) allowed += 1;
      else now += (permit.retryAfter ?? 86_400) * 1_000;
    }
    expect(allowed).toBe(104);
  });

  it('takes nothing of what those may fail who proved something', async () => {
    await aYearOf('oath:one');
    expect(await wrongs(100, 'oath:one', DAY_MS)).toEqual(Array(100).fill(LET));
    await stranger('oath:one');
    expect(await wrong()).toEqual(DISABLED);
  });

  it('makes no passkey and no bound device wait, neither by it nor by anything else of the person', async () => {
    for (let index = 0; index < 50; index += 1) await stranger(`oath:${index}`);
    for (let index = 0; index < 200; index += 1) await stranger('webauthn:one');
    expect([await stranger('oath:50'), await stranger('webauthn:one'), await stranger('binding:one')]).toEqual([waits(3_600), LET, LET]);
    expect([await right('webauthn:one'), await right('binding:one')]).toEqual([LET, LET]);
    const { authenticators } = await attempts.standing('/alpha', MIA.id);
    expect(authenticators.filter(({ name }) => !name.startsWith('oath:'))).toEqual([]);
  });

  it('makes nothing else wait by wrong signatures, nor does who proved something', async () => {
    for (let index = 0; index < 60; index += 1) await wrong(`webauthn:${index}`);
    expect(await wrong('oath:one')).toEqual(LET);
  });

  it('learns nothing of who exists by coming back after a day', async () => {
    const answers = async (target: Parameters<typeof attempts.begin>[0]) => {
      const permits: AttemptPermit[] = [];
      for (const pauseMs of [0, 0, 0, 0, 0, 0, DAY_MS, 0, 0, 30_000, DAY_MS / 2, DAY_MS / 2, 0, 0, 0, 0, 0, 0]) {
        now += pauseMs;
        keys += 1;
        permits.push(await attempts.begin(target, `key ${keys}`));
      }
      return permits;
    };
    expect(await answers(of('password'))).toEqual(await answers(nobody('ghost')));
  });
});

describe('a passkey after something was proved', () => {
  it('is of no use after 100 wrong signatures in a row', async () => {
    expect(await wrongs(100, 'webauthn:one', DAY_MS)).toEqual(Array(100).fill(LET));
    expect(await wrong('webauthn:one')).toEqual(DISABLED);
    expect(await stranger('webauthn:one')).toEqual(DISABLED);
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

describe('one answer that is held against several devices', () => {
  it('is one failure of the person', async () => {
    for (let index = 0; index < 50; index += 1) {
      for (const device of ['oath:one', 'oath:two']) await attempts.begin(of(`${device} ${index}`), `answer ${index}`);
    }
    expect(await wrong('oath:other')).toEqual(waits(3_600));
    expect(await wrong('oath:other', TOM)).toEqual(LET);
    await attempts.reset('/alpha', MIA.id);
    for (let index = 0; index < 49; index += 1) await attempts.begin(of(`oath:${index}`), `answer ${index}`);
    expect([await attempts.begin(of('oath:x'), 'answer 1'), await wrong('oath:x')]).toEqual([LET, LET]);
  });

  it('that is right of one is taken back of the others, and nothing that was counted before', async () => {
    await wrongs(4, 'oath:one');
    await attempts.begin(of('oath:one'), 'answer');
    await attempts.withdrawn(of('oath:one'), 'answer');
    await attempts.withdrawn(of('oath:one'), 'never begun');
    expect([await wrong('oath:one'), await wrong('oath:one')]).toEqual([LET, waits(30)]);
  });
});

describe('what is stored', () => {
  it('is bounded, and says neither keys nor codes nor the names of nobody', async () => {
    await wrongs(100, 'oath:one', 3_600_000);
    await attempts.begin(nobody('somebody'), 'hunter2');
    const record = await stores.attempts.find('/alpha', { person: MIA.id }, now);
    expect(record?.authenticators).toMatchObject([{ name: 'oath:one', forgotten: 76 }]);
    expect(record?.authenticators[0]?.tries).toHaveLength(24);
    expect(JSON.stringify(record)).not.toContain('key 1');
    expect(await stores.attempts.find('/alpha', { name: 'somebody' }, now)).toBeUndefined();
  });

  it('is bounded also where a realm wants no delays to speak of', async () => {
    const rules = { freeFailures: 20, firstDelaySeconds: 1, longestDelaySeconds: 1, personFailures: 1_000, personWindowMinutes: 1 };
    await stores.services.set('/alpha', 'authenticatorThrottle', authenticatorThrottleService.parse(rules));
    await wrongs(1_100, 'password', 1_000);
    const record = await stores.attempts.find('/alpha', { person: MIA.id }, now);
    expect(record?.authenticators[0]?.tries).toHaveLength(1_000);
  });

  it('is nothing once everything was right', async () => {
    await wrong();
    await right();
    expect(await stores.attempts.find('/alpha', { person: MIA.id }, now)).toBeUndefined();
  });

  it('of a name that nobody is called counts like that of somebody, and goes after a day', async () => {
    const guess = (key: string) => attempts.begin(nobody('ghost'), key);
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

describe('the lock of an account', () => {
  const policy = (settings: JsonObject = {}) =>
    stores.services.set(
      '/alpha',
      'accountLockout',
      accountLockoutService.parse({ loginFailureLockoutMode: true, loginFailureCount: 3, ...settings }),
    );
  /** A wrong answer that is known to be wrong. */
  const failed = async (authenticator = 'password', facts = {}) => {
    keys += 1;
    const key = `key ${keys}`;
    const permit = await attempts.begin(of(authenticator), key, facts);
    return permit.allowed ? attempts.failed(of(authenticator), key) : permit;
  };
  const faileds = async (count: number, authenticator = 'password', facts = {}) => {
    for (let index = 0; index < count; index += 1) await failed(authenticator, facts);
  };

  it('is off unless the realm wants it', async () => {
    await faileds(4);
    expect(await attempts.isLocked('/alpha', MIA.id)).toBe(false);
    expect(await right('webauthn:one')).toEqual(LET);
  });

  it('comes with the failure that is one too many, over all authenticators, and is told once', async () => {
    await policy();
    expect([await failed('password'), await failed('oath:one')]).toEqual([false, false]);
    expect(await attempts.isLocked('/alpha', MIA.id)).toBe(false);
    expect(await failed('password')).toBe(true);
    expect(await attempts.isLocked('/alpha', MIA.id)).toBe(true);
    expect(await right('webauthn:other')).toEqual({ allowed: false, reason: 'locked' });
    expect(told).toMatchObject([{ event: 'accountLocked', subject: MIA, facts: {} }]);
  });

  it('stays until an administrator takes it away, whatever time goes by, and then not at once again', async () => {
    await policy();
    await faileds(3);
    now += 1_000 * DAY_MS;
    expect(await attempts.isLocked('/alpha', MIA.id)).toBe(true);
    await attempts.unlock('/alpha', MIA.id);
    expect(await attempts.isLocked('/alpha', MIA.id)).toBe(false);
    now += 1;
    expect([await failed(), await failed('oath:one'), await failed('oath:one')]).toEqual([false, false, true]);
  });

  it('ends after its time, and each further one in a row is longer', async () => {
    await policy({ lockoutDuration: 10, lockoutDurationMultiplier: 2 });
    await faileds(3);
    expect(await failed()).toEqual({ allowed: false, reason: 'locked', retryAfter: 600 });
    expect(told).toMatchObject([{ facts: { until: now + 600_000 } }]);
    now += 600_000;
    expect(await attempts.isLocked('/alpha', MIA.id)).toBe(false);
    await faileds(3, 'oath:one');
    expect(await failed()).toEqual({ allowed: false, reason: 'locked', retryAfter: 1_200 });
    now += 1_200_000;
    expect([await right('password'), await right('oath:one')]).toEqual([LET, LET]);
    await faileds(3);
    expect(await failed(), 'once nothing is counted, the next one is the first again').toEqual({
      allowed: false,
      reason: 'locked',
      retryAfter: 600,
    });
  });

  it('counts only what was tried in the window', async () => {
    await policy({ loginFailureDuration: 10 });
    await faileds(2);
    now += 600_001;
    expect([await failed(), await failed(), await failed()]).toEqual([false, false, true]);
  });

  it('is not set off by a second factor alone, before anything was proved', async () => {
    await policy();
    await faileds(4, 'oath:one', { unproved: true });
    expect(await attempts.isLocked('/alpha', MIA.id)).toBe(false);
    expect(await failed('password')).toBe(false);
  });

  it('is not set off by what is right, and a right factor clears only its own part', async () => {
    await policy();
    for (let index = 0; index < 10; index += 1) expect(await right('password')).toEqual(LET);
    await failed('oath:one');
    await failed('password');
    await right('password');
    expect([await failed('oath:one'), await failed('oath:one')]).toEqual([false, true]);
  });

  it('counts a try of which nothing more was heard', async () => {
    await policy();
    await wrongs(3, 'password');
    expect(await attempts.isLocked('/alpha', MIA.id)).toBe(false);
    now += 30_000;
    expect(await wrong('password')).toEqual({ allowed: false, reason: 'locked' });
  });

  it('never comes too late, however many come at once', async () => {
    await policy();
    const results = await Promise.all(Array.from({ length: 200 }, () => failed()));
    expect(results.filter((result) => typeof result === 'boolean').length).toBeLessThanOrEqual(5);
    expect(await attempts.isLocked('/alpha', MIA.id)).toBe(true);
    expect(told).toHaveLength(1);
  });

  it('looks the same for a name that nobody is called', async () => {
    await policy({ lockoutDuration: 10 });
    const guess = async (key: string) => {
      const permit = await attempts.begin(nobody('ghost'), key);
      return permit.allowed ? attempts.failed(nobody('ghost'), key) : permit;
    };
    expect([await guess('a'), await guess('b'), await guess('c')]).toEqual([false, false, true]);
    expect(await guess('d')).toEqual({ allowed: false, reason: 'locked', retryAfter: 600 });
    expect(told).toEqual([]);
  });

  it('of a name that nobody is called lasts as long as one of somebody, until a year has gone by', async () => {
    await policy();
    const lockFor = async (target: Parameters<typeof attempts.begin>[0]) => {
      for (const key of ['a', 'b', 'c']) {
        await attempts.begin(target, key);
        await attempts.failed(target, key);
      }
    };
    for (const target of [of('password'), nobody('ghost')]) await lockFor(target);
    now += 364 * DAY_MS;
    await stores.sweep(now);
    const both = await Promise.all([of('password'), nobody('ghost')].map((target) => attempts.begin(target, 'later')));
    expect(both).toEqual(Array(2).fill({ allowed: false, reason: 'locked' }));
    expect(await stores.sweep(now + 2 * DAY_MS)).toBe(1);
  });
});

describe('a try that nobody judged, because whoever was to could not be reached', () => {
  const cutOff = async (subject = MIA) => {
    keys += 1;
    const permit = await attempts.begin(of('password', subject), `key ${keys}`);
    await attempts.undecided(of('password', subject), `key ${keys}`);
    return permit;
  };
  const failures = async () => (await attempts.standing('/alpha', MIA.id)).authenticators.map((one) => one.failures);

  it('is no failure, and takes nothing away from those that are', async () => {
    for (let index = 0; index < 5; index += 1) expect(await cutOff()).toEqual(LET);
    expect(await failures()).toEqual([0]);
    expect(await wrongs(5, 'password')).toEqual(Array.from({ length: 5 }, () => LET));
    expect(await wrong('password')).toMatchObject({ allowed: false, reason: 'wait' });
  });

  it('delays as failures do when there are many of them, however many come at once', async () => {
    const permits = await Promise.all(Array.from({ length: 200 }, () => cutOff()));
    const allowed = permits.filter(({ allowed: isAllowed }) => isAllowed).length;
    expect(allowed).toBeGreaterThanOrEqual(5);
    expect(allowed).toBeLessThanOrEqual(10);
    expect(await cutOff()).toMatchObject({ allowed: false, reason: 'wait' });
    now += DAY_MS + 1;
    expect(await cutOff(), 'they are forgotten in a day').toEqual(LET);
    expect(await failures()).toEqual([0]);
  });

  it('locks no account, however many there are', async () => {
    await stores.services.set(
      '/alpha',
      'accountLockout',
      accountLockoutService.parse({ loginFailureLockoutMode: true, loginFailureCount: 2 }),
    );
    for (let index = 0; index < 8; index += 1) {
      await cutOff();
      now += 60_000;
    }
    expect(await attempts.isLocked('/alpha', MIA.id)).toBe(false);
    expect(told).toEqual([]);
  });

  it('lets the same step be tried again, which is another try', async () => {
    await attempts.begin(of('password'), 'one step');
    await attempts.undecided(of('password'), 'one step');
    await attempts.begin(of('password'), 'one step');
    expect(await failures()).toEqual([1]);
    await attempts.succeeded(of('password'), 'one step');
    expect(await failures()).toEqual([]);
  });
});
