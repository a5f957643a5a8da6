import { createAttemptService } from '@waygate/integrations';
import type { AttemptTarget, CodeDelivery } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import type { Json } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { CODE, MIA, PASSWORD, senderWorld } from '../test/sender-world.ts';
import node from './node.ts';

const NOW = 1_790_000_000_000;
const MADE = 1_790_000_000;
const NUMBER = { id: 'mia-id', username: 'mia', attribute: 'telephoneNumber', address: '+49 171 1234567' };
const MAILBOX = { id: 'mia-id', username: 'mia', attribute: 'mail', address: 'Mia@example.com' };
const typed = (value: string) => [{ type: 'PasswordCallback', value }] as const;

/** A collector in a world where a code went out in these ways, with the real throttle. */
function collector(...ways: readonly Omit<CodeDelivery, 'sentAt'>[]) {
  const world = senderWorld();
  const attempts = createAttemptService({ ...world.stores, key: Buffer.alloc(32), tell: () => undefined, now: () => NOW });
  const begun: AttemptTarget[] = [];
  const ports = {
    ...world.ports,
    attempts: {
      begin: (target: AttemptTarget, key: string) => {
        begun.push(target);
        return attempts.begin(target, key);
      },
      succeeded: attempts.succeeded,
    },
  };
  let noted: string | undefined;
  for (const way of ways) noted = world.oneTimeCodes.note(CODE, { ...way, sentAt: NOW }, noted);
  const secure: Record<string, Json> = {
    oneTimePassword: CODE.code,
    oneTimePasswordTimestamp: MADE,
    ...(noted === undefined ? {} : { oneTimePasswordDelivery: noted }),
  };
  let count = 0;
  const type = (value: string, more: NodeRun = {}) => {
    count += 1;
    return runNode(node, {
      answers: typed(value),
      shared: { username: 'mia' },
      secure,
      ports,
      now: NOW,
      idempotencyKey: `key-${count}`,
      ...more,
    });
  };
  return { ...world, type, secure, begun };
}

it('asks for the code, and asks again for an empty field', async () => {
  for (const answers of [[], typed(''), typed('  - ')]) {
    const { action } = await runNode(node, { answers, ports: {} });
    expect(action).toMatchObject({ kind: 'send', callbacks: [{ type: 'PasswordCallback', prompt: 'One Time Password' }] });
  }
});

describe('a right code', () => {
  it('is taken however it is grouped, and is gone from every scope with everything that was noted of it', async () => {
    for (const value of ['48315926', ' 4831 5926 ', '4831-5926', '4831\u00a05926', '４８３１５９２６']) {
      const { type, secure } = collector({ channel: 'sms', holder: NUMBER });
      const { outcome, ...left } = await type(value, { shared: { username: 'mia', oneTimePassword: 'x' }, secure });
      expect([outcome, left.shared, left.secure, left.transient]).toEqual(['true', { username: 'mia' }, {}, {}]);
    }
  });

  it.each([
    ['possession:sms', { channel: 'sms', holder: NUMBER }],
    ['possession:voice', { channel: 'voice', holder: NUMBER }],
    ['mailbox:code', { channel: 'email', holder: MAILBOX }],
  ] as const)('proves %s of whose address it went to', async (factor, way) => {
    const { action } = await collector(way).type(CODE.code);
    expect(action).toMatchObject({ outcome: 'true', identified: { id: 'mia-id', username: 'mia' }, proves: [factor] });
  });

  it('that went to a mailbox first proves the mailbox and no more, whoever it was sent to again', async () => {
    const { type } = collector({ channel: 'email', holder: MAILBOX }, { channel: 'sms', holder: NUMBER });
    expect((await type(CODE.code)).action).toMatchObject({ proves: ['mailbox:code'] });
  });

  it.each([
    ['nobody sent', []],
    ['went to an address that was typed', [{ channel: 'email' }]],
    ['went to the account and to an address that was typed', [{ channel: 'sms', holder: NUMBER }, { channel: 'email' }]],
  ] as const)('that %s proves nothing', async (_, ways) => {
    const { action } = await collector(...ways).type(CODE.code);
    expect(action).toEqual({ kind: 'goTo', outcome: 'true' });
  });

  it('proves nothing by what a script wrote of how it went out', async () => {
    const { type, secure, oneTimeCodes } = collector();
    const another = oneTimeCodes.note({ ...CODE, runId: 'another run' }, { channel: 'sms', holder: NUMBER, sentAt: NOW }, undefined);
    for (const oneTimePasswordDelivery of [another, JSON.stringify({ code: CODE.code, ways: [{ channel: 'sms', holder: NUMBER }] })]) {
      expect((await type(CODE.code, { secure: { ...secure, oneTimePasswordDelivery } })).action).toEqual({ kind: 'goTo', outcome: 'true' });
    }
  });

  it('of somebody else than is identified is wrong', async () => {
    const { type } = collector({ channel: 'sms', holder: { ...NUMBER, id: 'sam-id', username: 'sam' } });
    const more = { subject: { id: MIA.id, username: 'mia' }, evidence: [PASSWORD] };
    expect((await type(CODE.code, more)).outcome).toBe('false');
    // Nor may somebody else have been named since it went out.
    expect((await type(CODE.code)).outcome).toBe('false');
  });

  it('is wrong when the account has another address by now', async () => {
    const { type, account } = collector({ channel: 'sms', holder: NUMBER });
    account.telephoneNumber = '+49 171 7654321';
    expect((await type(CODE.code)).outcome).toBe('false');
  });

  it('is wrong a second time, though a script puts everything back', async () => {
    const { type } = collector({ channel: 'sms', holder: NUMBER });
    expect((await type(CODE.code)).outcome).toBe('true');
    expect((await type(CODE.code)).outcome).toBe('false');
  });

  it('is right once for 50 at once', async () => {
    const { type } = collector({ channel: 'sms', holder: NUMBER });
    const all = await Promise.all(Array.from({ length: 50 }, () => type(CODE.code)));
    expect(all.filter(({ outcome }) => outcome === 'true')).toHaveLength(1);
    const { type: calm } = collector({ channel: 'email' });
    const others = await Promise.all(Array.from({ length: 50 }, () => calm(CODE.code, { shared: {} })));
    expect(others.filter(({ outcome }) => outcome === 'true')).toHaveLength(1);
  });

  it('gets the same answer when a crash makes the step run again', async () => {
    const { type } = collector({ channel: 'sms', holder: NUMBER });
    for (let each = 0; each < 2; each += 1) expect((await type(CODE.code, { idempotencyKey: 'key' })).outcome).toBe('true');
  });
});

describe('a wrong code', () => {
  it.each(['48315927', '4831592', '483159266', '0', 'null', '48315926x', '8'])(
    'such as %s is wrong, and the right one still good',
    async (value) => {
      const { type } = collector({ channel: 'sms', holder: NUMBER });
      const { outcome, secure } = await type(value);
      expect([outcome, secure['oneTimePassword']]).toEqual(['false', CODE.code]);
      expect((await type(CODE.code)).outcome).toBe('true');
    },
  );

  it('is everything when there is no code', async () => {
    const { type } = collector();
    for (const secure of [{}, { oneTimePassword: '', oneTimePasswordTimestamp: MADE }]) {
      for (const value of [CODE.code, 'undefined', '0']) expect((await type(value, { secure })).outcome).toBe('false');
    }
  });

  it('never tells by its answer who there is, or what was noted', async () => {
    const { type } = collector({ channel: 'sms', holder: NUMBER });
    const { action: ofSomebody } = await type('00000000');
    const { action: ofNobody } = await type('00000000', { shared: { username: 'nobody' }, secure: {} });
    expect([ofSomebody, ofNobody]).toMatchObject([
      { kind: 'goTo', outcome: 'false' },
      { kind: 'goTo', outcome: 'false' },
    ]);
    expect(JSON.stringify([ofSomebody, ofNobody])).not.toMatch(/48315926|1234567|mia/);
  });
});

describe('a code', () => {
  it.each([
    [5, 299, 'true'],
    [5, 300, 'false'],
    [1, 60, 'false'],
    [60, 599, 'true'],
    [60, 600, 'false'],
  ])('of %i minutes is judged after %i seconds as %s: 10 minutes are the most', async (passwordExpiryTime, seconds, outcome) => {
    const { type, secure } = collector({ channel: 'sms', holder: NUMBER });
    const made = { ...secure, oneTimePasswordTimestamp: MADE - seconds };
    expect((await type(CODE.code, { config: { passwordExpiryTime }, secure: made })).outcome).toBe(outcome);
  });

  it('that was made in the future is wrong', async () => {
    const { type, secure } = collector({ channel: 'sms', holder: NUMBER });
    expect((await type(CODE.code, { secure: { ...secure, oneTimePasswordTimestamp: MADE + 60 } })).outcome).toBe('false');
  });

  it('warns an author who wants it to be good for longer', () => {
    const cautions = (passwordExpiryTime: number) => node.cautions(node.config.parse({ passwordExpiryTime }) as never);
    expect([cautions(10), cautions(11)]).toMatchObject([[], [{ path: 'passwordExpiryTime', code: 'otp_expiry' }]]);
  });
});

describe('tries', () => {
  it('are counted for the person before anything is compared, and a refused one looks like a wrong code', async () => {
    const { type, begun } = collector({ channel: 'sms', holder: NUMBER });
    for (let each = 0; each < 6; each += 1) expect((await type('00000000')).outcome).toBe('false');
    const { action, secure } = await type(CODE.code);
    expect(action).toEqual({ kind: 'goTo', outcome: 'false', audit: { throttled: 'wait' } });
    expect(secure['oneTimePassword']).toBe(CODE.code);
    expect(begun).toHaveLength(7);
    for (const each of begun) expect(each).toMatchObject({ authenticator: 'otp', subject: { id: 'mia-id' } });
  });

  it('are 10 in a run, person or not, whatever codes it makes', async () => {
    const { type } = collector();
    let memory: Json = 0;
    for (let each = 0; each < 10; each += 1) {
      const run = await type('00000000', { shared: {}, memory });
      expect(run.outcome).toBe('false');
      memory = run.memory ?? 0;
    }
    expect((await type(CODE.code, { shared: {}, memory })).outcome).toBe('false');
  });
});
