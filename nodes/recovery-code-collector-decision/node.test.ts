import type { PushDevice } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { realDevices } from '../test/real-devices.ts';
import node from './node.ts';

const PHONE: PushDevice = {
  uuid: 'phone',
  deviceName: 'Pixel 9',
  createdDate: 1,
  lastAccessDate: 1,
  issuer: 'Example',
  sharedSecret: Buffer.alloc(32, 7).toString('base64'),
  deviceMechanismUID: 'mechanism',
  deviceId: 'token',
  deviceType: 'android',
  communicationType: 'gcm',
  communicationId: 'arn',
  capabilities: [],
};
let world: ReturnType<typeof realDevices>;
let codes: readonly string[];
let keys: number;
beforeEach(async () => {
  keys = 0;
  world = realDevices();
  const enrolled = await world.devices.push.enrol('/alpha', world.demo, PHONE, { recoveryCodes: true, run: 'elsewhere' });
  codes = enrolled.status === 'enrolled' ? enrolled.recoveryCodes : [];
});
const typed = (value: string) => [{ type: 'NameCallback', value }] as const;
const run = (more: NodeRun = {}) => {
  keys += 1;
  return runNode(node, {
    config: { recoveryCodeType: 'PUSH' },
    shared: { username: 'demo' },
    ports: world.ports,
    idempotencyKey: `key ${keys}`,
    ...more,
  });
};
const wrong = () => run({ answers: typed('wrongwrong1') });

it('asks, and asks again for an empty code', async () => {
  for (const answers of [[], typed(''), typed('   ')]) {
    expect((await run({ answers })).action).toMatchObject({ kind: 'send', callbacks: [{ prompt: 'Recovery Code' }] });
  }
});

it('takes codes of the family it is set to, OATH by default', async () => {
  expect((await run({ config: {}, answers: typed(codes[0] ?? '') })).outcome).toBe('false');
  expect((await run({ answers: typed(` ${codes[0]} `) })).outcome).toBe('true');
});

it('identifies whoever has a right code, says whose device it stands in for, and tells them how many are left', async () => {
  expect((await run({ answers: typed(codes[0] ?? ''), locales: ['de'] })).action).toMatchObject({
    outcome: 'true',
    identified: { id: 'id-demo' },
    shownBy: 'phone',
    nodeTypes: ['AuthenticatorPushRegistration'],
    sessionProperties: { recoveryCodesLeft: '9' },
  });
  expect(world.told).toMatchObject([{ event: 'recoveryCodeUsed', subject: { id: 'id-demo' }, facts: { left: 9 }, locales: ['de'] }]);
});

it('says no to a wrong code, and to a person who does not exist', async () => {
  for (const shared of [{ username: 'demo' }, { username: 'nobody' }, {}]) {
    expect((await run({ answers: typed('wrongwrong1'), shared })).action).toEqual({
      kind: 'goTo',
      outcome: 'false',
      audit: { recoveryCodeType: 'PUSH' },
    });
  }
  expect(world.told).toEqual([]);
});

it('lets a code through once, however many type it at once', async () => {
  const results = await Promise.all(Array.from({ length: 50 }, () => run({ answers: typed(codes[0] ?? '') })));
  expect(results.filter(({ outcome }) => outcome === 'true')).toHaveLength(1);
});

it('compares no more than five of 200 wrong codes, and then no right one either; the audit alone tells', async () => {
  const results = await Promise.all(Array.from({ length: 200 }, wrong));
  const isThrottled = ({ action }: (typeof results)[number]) => action.kind === 'goTo' && action.audit?.['throttled'] === 'wait';
  expect(results.filter((result) => !isThrottled(result))).toHaveLength(5);
  const late = await run({ answers: typed(codes[0] ?? '') });
  expect([late.outcome, isThrottled(late)]).toEqual(['false', true]);
  const other = await run({ shared: { username: 'nobody' }, answers: typed('x') });
  expect(other.action).toMatchObject({ outcome: 'false', audit: { recoveryCodeType: 'PUSH' } });
});

describe('the last code', () => {
  /** Uses the codes up. @returns the step of the last one */
  const lastStep = async () => {
    for (const code of codes.slice(0, -1)) expect((await run({ answers: typed(code) })).outcome).toBe('true');
    return run({ answers: typed(codes.at(-1) ?? ''), idempotencyKey: 'last' });
  };
  const shownIn = ({ action }: Awaited<ReturnType<typeof run>>) => {
    const [shown] = action.kind === 'send' ? action.callbacks : [];
    if (shown?.type !== 'TextOutputCallback') throw new Error('no codes');
    return (shown.message.match(/\s[\w\W]"([\w]*)\\/g) ?? []).flatMap((match) => /"([\w]*)\\/.exec(match)?.[1] ?? []);
  };

  it('shows new ones, as the display node does, and goes on once they are seen', async () => {
    const step = await lastStep();
    const fresh = shownIn(step);
    expect(new Set(fresh).size).toBe(10);
    for (const code of fresh) expect(code).toMatch(/^\w{11}$/);
    expect(codes).not.toContain(fresh[0]);
    const seen = await run({ answers: [{ type: 'TextOutputCallback', seen: true }], local: step.local ?? null });
    expect(seen.action).toMatchObject({
      outcome: 'true',
      identified: { id: 'id-demo' },
      shownBy: 'phone',
      sessionProperties: { recoveryCodesLeft: '10' },
    });
    expect(world.told.slice(-2)).toMatchObject([
      { event: 'recoveryCodeUsed', facts: { left: 10 } },
      { event: 'recoveryCodesNew', facts: { deviceName: 'Pixel 9' } },
    ]);
    expect(JSON.stringify([world.told, step.local, seen.action])).not.toContain(fresh[0]);
    expect((await run({ answers: typed(fresh[3] ?? '') })).outcome).toBe('true');
  });

  it('shows the same ones when its step runs again, until they were seen', async () => {
    const step = await lastStep();
    const again = await run({ answers: typed(codes.at(-1) ?? ''), idempotencyKey: 'last' });
    expect(shownIn(again)).toEqual(shownIn(step));
    await run({ answers: [{ type: 'TextOutputCallback', seen: true }], local: step.local ?? null });
    const late = await run({ answers: typed(codes.at(-1) ?? ''), idempotencyKey: 'last' });
    expect(late.action, 'nobody is shown them any more').toMatchObject({ kind: 'goTo', outcome: 'true' });
  });

  it('is good once for many at once, and one set of new ones comes of it', async () => {
    for (const code of codes.slice(0, -1)) await run({ answers: typed(code) });
    const results = await Promise.all(Array.from({ length: 50 }, () => run({ answers: typed(codes.at(-1) ?? '') })));
    const steps = results.filter(({ action }) => action.kind === 'send');
    expect(steps).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'true')).toEqual([]);
    for (const step of steps) expect(shownIn(step)).toHaveLength(10);
  });
});
