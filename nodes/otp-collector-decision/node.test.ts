import { createAttemptService } from '@waygate/integrations';
import type { AttemptTarget, CodeDelivery } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import type { Json } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { MIA, PASSWORD, PLACE, senderWorld } from '../test/sender-world.ts';
import node from './node.ts';

const NOW = 1_790_000_000_000;
const MADE = 1_790_000_000;
const NUMBER = { id: 'mia-id', username: 'mia', attribute: 'telephoneNumber', address: '+49 171 1234567' };
const MAILBOX = { id: 'mia-id', username: 'mia', attribute: 'mail', address: 'Mia@example.com' };
const typed = (value: string) => [{ type: 'PasswordCallback', value }] as const;

/** A collector in a world where a code went out in these ways, with the real throttle. */
async function collector(...ways: readonly Omit<CodeDelivery, 'sentAt'>[]) {
  const world = await senderWorld();
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
  let note = world.made.oneTimePasswordNote;
  for (const [at, way] of ways.entries())
    note = (await world.oneTimeCodes.sent(PLACE, note, { ...way, sentAt: NOW }, 'an address', `way ${at}`))?.note ?? '';
  /** What is right: what went out, and what can be read when nothing did. */
  const right = ways.length > 0 ? world.code : world.readable;
  const secure: Record<string, Json> = { ...world.made, oneTimePasswordNote: note, oneTimePasswordTimestamp: MADE };
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
  return { ...world, type, secure, begun, right };
}

it('asks for the code, and asks again for an empty field', async () => {
  for (const answers of [[], typed(''), typed('  - ')]) {
    const { action } = await runNode(node, { answers, ports: {} });
    expect(action).toMatchObject({ kind: 'send', callbacks: [{ type: 'PasswordCallback', prompt: 'One Time Password' }] });
  }
});

describe('a right code', () => {
  it('is taken however it is grouped, and is gone from every scope with everything that was noted of it', async () => {
    const grouped = (separator: string) => (code: string) => `${code.slice(0, 4)}${separator}${code.slice(4)}`;
    const wide = (code: string) => code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
    for (const write of [grouped(''), (code: string) => ` ${grouped(' ')(code)} `, grouped('-'), grouped('\u00a0'), wide]) {
      const { type, secure, code } = await collector({ channel: 'sms', holder: NUMBER });
      const { outcome, ...left } = await type(write(code), { shared: { username: 'mia', oneTimePassword: 'x' }, secure });
      expect([outcome, left.shared, left.secure, left.transient]).toEqual(['true', { username: 'mia' }, {}, {}]);
    }
  });

  it.each([
    ['possession:sms', { channel: 'sms', holder: NUMBER }],
    ['possession:voice', { channel: 'voice', holder: NUMBER }],
    ['mailbox:code', { channel: 'email', holder: MAILBOX }],
  ] as const)('proves %s of whose address it went to', async (factor, way) => {
    const { type, right } = await collector(way);
    const { action } = await type(right);
    expect(action).toMatchObject({ outcome: 'true', identified: { id: 'mia-id', username: 'mia' }, proves: [factor] });
  });

  it('that went to a mailbox first proves the mailbox and no more, whoever it was sent to again', async () => {
    const { type, right } = await collector({ channel: 'email', holder: MAILBOX }, { channel: 'sms', holder: NUMBER });
    expect((await type(right)).action).toMatchObject({ proves: ['mailbox:code'] });
  });

  it.each([
    ['nobody sent', []],
    ['went to an address that was typed', [{ channel: 'email' }]],
    ['went to the account and to an address that was typed', [{ channel: 'sms', holder: NUMBER }, { channel: 'email' }]],
  ] as const)('that %s proves nothing', async (_, ways) => {
    const { type, right } = await collector(...ways);
    const { action } = await type(right);
    expect(action).toEqual({ kind: 'goTo', outcome: 'true' });
  });

  it('proves nothing by what a script wrote of how it went out', async () => {
    const { secure, readable, oneTimeCodes, type } = await collector();
    const made = await oneTimeCodes.make({ ...PLACE, runId: 'another run' }, 8, NOW, 'a step');
    const another = await oneTimeCodes.sent(
      { ...PLACE, runId: 'another run' },
      made.note,
      { channel: 'sms', holder: NUMBER, sentAt: NOW },
      NUMBER.address,
      'x',
    );
    for (const oneTimePasswordNote of [
      another?.note ?? '',
      JSON.stringify({ code: readable, readable, ways: [{ channel: 'sms', holder: NUMBER }] }),
    ]) {
      expect((await type(readable, { secure: { ...secure, oneTimePasswordNote } })).action).toEqual({ kind: 'goTo', outcome: 'true' });
    }
  });

  it('of somebody else than is identified is wrong', async () => {
    const { type, right } = await collector({ channel: 'sms', holder: { ...NUMBER, id: 'sam-id', username: 'sam' } });
    const more = { subject: { id: MIA.id, username: 'mia' }, evidence: [PASSWORD] };
    expect((await type(right, more)).outcome).toBe('false');
    // Nor may somebody else have been named since it went out.
    expect((await type(right)).outcome).toBe('false');
  });

  it('is wrong when the account has another address by now', async () => {
    const { type, right, account } = await collector({ channel: 'sms', holder: NUMBER });
    account.telephoneNumber = '+49 171 7654321';
    expect((await type(right)).outcome).toBe('false');
  });

  it('is wrong a second time, though a script puts everything back', async () => {
    const { type, right } = await collector({ channel: 'sms', holder: NUMBER });
    expect((await type(right)).outcome).toBe('true');
    expect((await type(right)).outcome).toBe('false');
  });

  it('is right once for 50 at once', async () => {
    const { type, right } = await collector({ channel: 'sms', holder: NUMBER });
    const all = await Promise.all(Array.from({ length: 50 }, () => type(right)));
    expect(all.filter(({ outcome }) => outcome === 'true')).toHaveLength(1);
    const { type: calm, right: calmRight } = await collector({ channel: 'email' });
    const others = await Promise.all(Array.from({ length: 50 }, () => calm(calmRight, { shared: {} })));
    expect(others.filter(({ outcome }) => outcome === 'true')).toHaveLength(1);
  });

  it('gets the same answer when a crash makes the step run again', async () => {
    const { type, right } = await collector({ channel: 'sms', holder: NUMBER });
    for (let each = 0; each < 2; each += 1) expect((await type(right, { idempotencyKey: 'key' })).outcome).toBe('true');
  });
});

describe('a wrong code', () => {
  it.each<[string, (right: string) => string]>([
    ['another', (right) => right.replace(/.$/, (last) => String((Number(last) + 1) % 10))],
    ['a part', (right) => right.slice(0, -1)],
    ['more', (right) => `${right}6`],
    ['more that is no digit', (right) => `${right}x`],
    ['one digit', (right) => right.slice(0, 1)],
    ['nothing', () => 'null'],
  ])('such as %s is wrong, and the right one still good', async (_, mistake) => {
    const { type, right, secure: before } = await collector({ channel: 'sms', holder: NUMBER });
    const { outcome, secure } = await type(mistake(right));
    expect([outcome, secure]).toEqual(['false', before]);
    expect((await type(right)).outcome).toBe('true');
  });

  it('is what stands in the state, once a sender has carried the other', async () => {
    const { type, readable } = await collector({ channel: 'sms', holder: NUMBER });
    expect((await type(readable)).outcome).toBe('false');
  });

  it('is everything when there is no code', async () => {
    const { type, right } = await collector();
    for (const secure of [{}, { oneTimePassword: '', oneTimePasswordTimestamp: MADE }]) {
      for (const value of [right, 'undefined', '0']) expect((await type(value, { secure })).outcome).toBe('false');
    }
  });

  it('never tells by its answer who there is, or what was noted', async () => {
    const { type } = await collector({ channel: 'sms', holder: NUMBER });
    const { action: ofSomebody } = await type('00000000');
    const { action: ofNobody } = await type('00000000', { shared: { username: 'nobody' }, secure: {} });
    expect([ofSomebody, ofNobody]).toMatchObject([
      { kind: 'goTo', outcome: 'false' },
      { kind: 'goTo', outcome: 'false' },
    ]);
    expect(JSON.stringify([ofSomebody, ofNobody])).not.toMatch(/\d{7}|mia/);
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
    for (const ways of [[], [{ channel: 'sms', holder: NUMBER }]] as const) {
      const { type, right } = await collector(...ways);
      expect((await type(right, { config: { passwordExpiryTime }, now: NOW + seconds * 1_000 })).outcome).toBe(outcome);
    }
  });

  it.each([
    [5, -299, 'true'],
    [5, -300, 'false'],
    [60, -600, 'false'],
  ])(
    'of %i minutes that was made before the clock was put back (%i seconds) is judged as %s',
    async (passwordExpiryTime, seconds, outcome) => {
      for (const ways of [[], [{ channel: 'sms', holder: NUMBER }]] as const) {
        const { type, right } = await collector(...ways);
        expect((await type(right, { config: { passwordExpiryTime }, now: NOW + seconds * 1_000 })).outcome).toBe(outcome);
      }
    },
  );

  it('warns an author who wants it to be good for longer', () => {
    const cautions = (passwordExpiryTime: number) => node.cautions(node.config.parse({ passwordExpiryTime }) as never);
    expect([cautions(10), cautions(11)]).toMatchObject([[], [{ path: 'passwordExpiryTime', code: 'otp_expiry' }]]);
  });
});

describe('tries', () => {
  it('are counted for the person before anything is compared, and a refused one looks like a wrong code', async () => {
    const { type, right, begun } = await collector({ channel: 'sms', holder: NUMBER });
    for (let each = 0; each < 6; each += 1) expect((await type('00000000')).outcome).toBe('false');
    const { action, secure } = await type(right);
    expect(action).toEqual({ kind: 'goTo', outcome: 'false', audit: { throttled: 'wait' } });
    expect(secure['oneTimePasswordNote']).toEqual(expect.any(String));
    expect(begun).toHaveLength(7);
    for (const each of begun) expect(each).toMatchObject({ authenticator: 'otp', subject: { id: 'mia-id' } });
  });

  it('are 10 in a run, person or not, whatever codes it makes', async () => {
    const { type, right } = await collector();
    let memory: Json = 0;
    for (let each = 0; each < 10; each += 1) {
      const run = await type('00000000', { shared: {}, memory });
      expect(run.outcome).toBe('false');
      memory = run.memory ?? 0;
    }
    expect((await type(right, { shared: {}, memory })).outcome).toBe('false');
  });
});
