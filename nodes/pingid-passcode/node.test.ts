import { type NodeRun, type NodeRunResult, runNode } from '@waygate/node-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { pairedDevices } from '../pingid/paired-devices.ts';
import { passcodes, wrongCode } from '../test/passcodes.ts';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import { BEGIN } from '../test/real-people.ts';
import node from './node.ts';

let world: PingIdWorld;
let phone: ReturnType<typeof passcodes>;
beforeEach(async () => {
  world = await pingIdWorld();
  phone = passcodes(world);
});
let steps = 0;
const run = (config: object, more: NodeRun = {}) => {
  steps += 1;
  return runNode(node, {
    config: { ...config },
    ports: phone.ports,
    subject: world.mia,
    evidence: [world.proof()],
    now: BEGIN,
    idempotencyKey: `step-${steps}`,
    ...more,
  });
};
const then = (before: NodeRunResult, answers: NonNullable<NodeRun['answers']>, config: object = {}, more: NodeRun = {}) =>
  run(config, { local: before.local ?? null, answers, ...more });
const messages = ({ action }: NodeRunResult) =>
  action.kind === 'send' ? action.callbacks.flatMap((one) => ('message' in one ? [one.message] : [])) : [];

const RISK = ' Messages and calls can be intercepted: a passkey or an authenticator app is safer.';

describe.each([
  ['SMS', 'sms', '+491701234567', 'possession:sms', `A code was sent by text message to ••• 67.${RISK}`],
  ['VOICE', 'voice', '+491701234567', 'possession:voice', `You are being called at ••• 67 and told a code.${RISK}`],
  ['EMAIL', 'email', 'mia@example.com', 'mailbox:code', 'A code was sent by e-mail to m•••@example.com.'],
])('%s', (method, channel, to, factor, shown) => {
  it('sends six digits to the address of the account, and is proved by them', async () => {
    const first = await run({ method });
    expect(messages(first)).toEqual([shown]);
    expect(phone.sent).toMatchObject([{ channel, to, personId: world.mia.id, runId: 'run' }]);
    expect(JSON.stringify([first.shared, first.action])).not.toContain(phone.code());
    const second = await then(first, phone.type(` ${phone.code().slice(0, 3)} ${phone.code().slice(3)}`), { method });
    expect([second.outcome, second.action]).toMatchObject(['true', { proves: [factor] }]);
  });

  it('becomes a method of the person when the author wants that, of which the person is told', async () => {
    const first = await run({ method, pair: true });
    await then(first, phone.type(phone.code()), { method, pair: true });
    expect(await pairedDevices('/alpha', world.mia, world.ports)).toMatchObject([{ uuid: method, methods: [method] }]);
    expect(phone.told).toMatchObject([{ event: 'deviceAdded', subject: { id: world.mia.id } }]);
  });
});

it.each([
  ['SMS', true],
  ['VOICE', true],
  ['EMAIL', false],
])('tells of the risk of %s, and of what is safer, and says nothing of it in a mail', async (method, tells) => {
  const [en = ''] = messages(await run({ method }));
  const [de = ''] = messages(await run({ method }, { locales: ['de'] }));
  expect([
    en.includes('a passkey or an authenticator app is safer'),
    de.includes('Passkey oder eine Authenticator-App ist sicherer'),
  ]).toEqual([tells, tells]);
});

it('keeps nothing when the author does not want it', async () => {
  await then(await run({}), phone.type(phone.code()));
  expect([await pairedDevices('/alpha', world.mia, world.ports), phone.told]).toEqual([[], []]);
});

it('has an outcome for an account without a number', async () => {
  world = await pingIdWorld({ telephoneNumber: '' });
  phone = passcodes(world);
  expect((await run({ method: 'SMS' })).outcome).toBe('unavailable');
});

describe('a wrong code', () => {
  it('can be typed again, three times in all', async () => {
    let page = await run({ pair: true });
    for (const _ of [1, 2]) {
      page = await then(page, phone.type(wrongCode(phone.code())), { pair: true });
      expect(messages(page)).toContain('That code is not right, or no longer good.');
    }
    expect((await then(page, phone.type(wrongCode(phone.code())), { pair: true })).outcome).toBe('false');
    expect(await pairedDevices('/alpha', world.mia, world.ports)).toEqual([]);
  });

  it('costs no new try when the step runs again after a crash, and none when it is empty', async () => {
    const page = await run({});
    expect(messages(await then(page, phone.type('')))).toHaveLength(1);
    const again = await then(page, phone.type(wrongCode(phone.code())));
    expect((await then(again, phone.type(phone.code()))).outcome).toBe('true');
  });

  it.each([['a code that was replaced'], ['a code that is too old']])('includes %s', async (what) => {
    const first = await run({});
    const old = phone.code();
    if (what.includes('old')) {
      expect(messages(await then(first, phone.type(old), {}, { now: BEGIN + 300_000 }))).toHaveLength(2);
      return;
    }
    let next = await then(first, phone.again);
    while (phone.code() === old) next = await then(first, phone.again);
    expect(messages(await then(next, phone.type(old)))).toHaveLength(2);
    expect((await then(next, phone.type(phone.code()))).outcome).toBe('true');
  });

  it('takes the same way as one that the throttle refuses', async () => {
    const refusing = { ...phone.ports, attempts: { begin: async () => ({ allowed: false, reason: 'wait' }) as const } };
    const page = await run({});
    const wrong = await then(page, phone.type(wrongCode(phone.code())));
    const throttled = await then(page, phone.type(phone.code()), {}, { ports: refusing });
    expect(messages(throttled)).toEqual(messages(wrong));
  });
});

it('sends three codes until one comes back, in however many sign-ons, and the last one stays good', async () => {
  const pages = [await run({}), await run({}), await run({})] as const;
  expect(phone.sent).toHaveLength(3);
  const more = [await run({}), await run({}), await then(pages[2], phone.again)];
  expect(phone.sent).toHaveLength(3);
  expect((await run({ method: 'EMAIL' })).action.kind).toBe('send');
  expect(phone.sent.map(({ channel }) => channel)).toEqual(['sms', 'sms', 'sms', 'email']);
  expect((await then(more[2] ?? pages[2], phone.type(phone.codeOf(2)))).outcome).toBe('true');
  await run({});
  await run({});
  expect(phone.sent, 'one place came back').toHaveLength(5);
  world.clock.now += 10 * 60_000;
  await run({});
  expect(phone.sent).toHaveLength(6);
});

describe('a code that the limit keeps back', () => {
  const SENT = `A code was sent by text message to ••• 67.${RISK}`;
  const NOT_SENT = 'If a code could be sent to ••• 67, it is on its way. If none comes, sign in again in another way, or try later.';
  const WRONG = 'That code is not right, or no longer good.';

  it('is not said to have been sent, and whoever has one in hand is told that it is still good', async () => {
    let page = await run({});
    for (const _ of [1, 2]) {
      page = await then(page, phone.again);
      expect(messages(page)).toEqual([SENT]);
    }
    page = await then(page, phone.again);
    expect(messages(page)).toEqual([
      'No further code is sent for now. Type the one that was sent to ••• 67 last. If it did not come, sign in again in another way.',
    ]);
    page = await then(page, phone.type(wrongCode(phone.code())));
    expect(messages(page)).toEqual([SENT, WRONG]);
    expect((await then(page, phone.type(phone.code()))).outcome).toBe('true');
  });

  it('is none at all where none went out in this visit, or the last one is no longer good, and nothing that is typed is right then', async () => {
    const open = [await run({}), await run({}), await run({})];
    for (const method of ['SMS', 'VOICE', 'EMAIL'] as const) {
      if (method !== 'SMS') for (const _ of [1, 2, 3]) await run({ method });
      const page = await run({ method });
      expect(messages(page)[0]).toMatch(/^If a code could be sent to (••• 67|m•••@example.com), it is on its way\./);
      expect(messages(await then(page, phone.again, { method }))).toEqual(messages(page));
      const typed = await then(page, phone.type(phone.code()), { method });
      expect(messages(typed)).toEqual([...messages(page), WRONG]);
    }
    const late = { now: BEGIN + 6 * 60_000 };
    expect(messages(await then(open[2] as NodeRunResult, phone.again, {}, late))).toEqual([NOT_SENT]);
  });

  it('is told in German, too', async () => {
    const locales = ['de'];
    let page = await run({}, { locales });
    for (const _ of [1, 2, 3]) page = await then(page, phone.again, {}, { locales });
    expect(messages(page)).toEqual([
      'Im Moment wird kein weiterer Code gesendet. Geben Sie den ein, der zuletzt an ••• 67 ging. Ist er nicht angekommen, melden Sie sich neu auf einem anderen Weg an.',
    ]);
    expect(messages(await run({}, { locales }))[0]).toMatch(/^Wenn ein Code an ••• 67 gesendet werden konnte, ist er unterwegs\./);
  });
});

it('sends one code for a step that is repeated after a crash, and counts it once', async () => {
  for (const _ of [1, 2, 3, 4, 5]) await run({}, { idempotencyKey: 'the same' });
  const sent = new Set(phone.sent.map(({ idempotencyKey }) => idempotencyKey));
  await run({});
  await run({});
  expect([sent.size, phone.sent.length]).toEqual([1, 7]);
});

it('sends three codes and no more in one visit, and another code gives no new tries', async () => {
  let page = await run({});
  page = await then(page, phone.type(wrongCode(phone.code())));
  for (const _ of [1, 2, 3, 4]) page = await then(page, phone.again);
  expect(phone.sent).toHaveLength(3);
  page = await then(page, phone.type(wrongCode(phone.code())));
  expect((await then(page, phone.type(wrongCode(phone.code())))).outcome).toBe('false');
});

it('never takes more wrong codes of a person than the throttle allows, however many come at once', async () => {
  const page = await run({});
  const wrong = wrongCode(phone.code());
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, index) => then(page, phone.type(wrong), {}, { idempotencyKey: `many-${index}` })),
  );
  expect(results.every(({ outcome }) => outcome === undefined)).toBe(true);
  const permit = await world.ports.attempts.begin({ realm: '/alpha', subject: world.mia, authenticator: 'otp' }, 'one more');
  expect(permit.allowed).toBe(false);
});

it('sends no more than three when the page is opened again and again', async () => {
  let page = await run({});
  for (const _ of [1, 2, 3, 4]) page = await then(page, []);
  expect(phone.sent).toHaveLength(3);
  expect((await then(page, phone.type(phone.code()))).outcome).toBe('true');
});

describe('a number', () => {
  const OTHER = '+15550000666';
  const change = async () => {
    await world.ports.identities.updateAttributes('/alpha', world.mia.id, (attributes) => ({ ...attributes, telephoneNumber: [OTHER] }));
  };

  it.each([
    ['typed', (code: string) => phone.type(code), false],
    ['asked for again', () => phone.again, false],
    ['opened again', () => [], false],
    ['typed for a new method', (code: string) => phone.type(code), true],
  ])('that changes while a code is under way gets none, and neither pairs nor proves, when the code is %s', async (_, answers, pair) => {
    const page = await run({ pair });
    await change();
    const { outcome, action } = await then(page, answers(phone.code()), { pair });
    expect([outcome, action]).toMatchObject(['unavailable', { audit: { reason: 'changed' } }]);
    expect(phone.sent.map(({ to }) => to)).toEqual(['+491701234567']);
    expect(await pairedDevices('/alpha', world.mia, world.ports)).toEqual([]);
  });

  it('stands in for a device only when it was proved', async () => {
    await world.phone('pixel');
    expect((await run({})).action).toMatchObject({ outcome: 'unavailable', audit: { reason: 'notTrusted' } });
    expect(phone.sent).toEqual([]);
    await world.proved({ SMS: '+491701234567' });
    const page = await run({});
    expect((await then(page, phone.type(phone.code()))).outcome).toBe('true');
    await change();
    expect((await run({})).outcome).toBe('unavailable');
    expect(phone.sent.map(({ to }) => to)).toEqual(['+491701234567']);
  });

  it('proves nothing when it is no longer trusted once the code comes back', async () => {
    await world.phone('pixel');
    await world.proved({ SMS: '+491701234567' });
    const page = await run({});
    await world.proved({});
    expect((await then(page, phone.type(phone.code()))).outcome).toBe('unavailable');
  });

  it('that is new may be paired beside a device, since the registration asks for a proof before', async () => {
    await world.phone('pixel');
    const page = await run({ pair: true });
    expect((await then(page, phone.type(phone.code()), { pair: true })).outcome).toBe('true');
  });
});

it('is no first factor', async () => {
  await expect(run({}, { evidence: [] })).rejects.toMatchObject({ code: 'pingid.first_factor_missing' });
});

it('has a way back where the author wants one, for which nothing need be typed and nothing is counted', async () => {
  const options = ({ action }: NodeRunResult) =>
    action.kind === 'send' ? action.callbacks.flatMap((one) => (one.type === 'ConfirmationCallback' ? [one.options] : [])) : [];
  const another = [{ type: 'ConfirmationCallback', index: 2 }] as const;
  const first = await run({ wayBack: true });
  expect(options(first)).toEqual([['Continue', 'Send another code', 'Use another device']]);
  const left = await then(first, another, { wayBack: true });
  expect([left.outcome, phone.sent.length]).toEqual(['back', 1]);
  const without = await run({});
  expect(options(without)).toEqual([['Continue', 'Send another code']]);
});
