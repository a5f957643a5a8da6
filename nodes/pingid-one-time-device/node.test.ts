import { createHmac } from 'node:crypto';
import { createDeviceRequests } from '@waygate/integrations';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { serviceSchemas } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { pairedDevices } from '../pingid/paired-devices.ts';
import { passcodes, wrongCode } from '../test/passcodes.ts';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import { BEGIN } from '../test/real-people.ts';
import node from './node.ts';

const KEY = 'k'.repeat(43);
const SECONDS = BEGIN / 1000;
const CLAIMS = {
  aud: 'one-time-device',
  realm: '/alpha',
  sub: 'mia',
  method: 'SMS',
  address: '+447700900123',
  jti: 'request-1',
  iat: SECONDS,
  exp: SECONDS + 300,
};
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const sign = (claims: object, { header = { alg: 'HS256', typ: 'JWT' }, key = KEY }: { header?: object; key?: string } = {}) => {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
};

let world: PingIdWorld;
let phone: ReturnType<typeof passcodes>;
beforeEach(async () => {
  world = await pingIdWorld();
  phone = passcodes(world);
  await world.people.set('deviceRequests', { applications: { portal: KEY } });
});
let steps = 0;
const run = (oneTimeDevice: string | string[] | undefined, more: NodeRun = {}) => {
  steps += 1;
  return runNode(node, {
    config: { application: 'portal' },
    ports: { ...phone.ports, deviceRequests: createDeviceRequests(world.stores.services) },
    subject: world.mia,
    evidence: [world.proof()],
    now: BEGIN,
    idempotencyKey: `step-${steps}`,
    ...more,
    guarded: { pingIdVerdict: world.verdict(), ...more.guarded },
    shared: {
      ...more.shared,
      ...(oneTimeDevice === undefined ? {} : { oneTimeDevice }),
    },
  });
};

describe.each([
  ['SMS', '+447700900123', 'possession:sms'],
  ['VOICE', '+447700900123', 'possession:voice'],
  ['EMAIL', 'mia@elsewhere.example', 'mailbox:code'],
])('a request for %s', (method, address, factor) => {
  it('sends a code to its device, which proves it, and pairs nothing', async () => {
    const first = await run([sign({ ...CLAIMS, method, address })]);
    expect(phone.sent).toMatchObject([{ to: address }]);
    expect(first.shared).not.toHaveProperty('oneTimeDevice');
    const second = await run(undefined, { local: first.local ?? null, answers: phone.type(phone.code()) });
    expect([second.outcome, second.action]).toMatchObject(['true', { proves: [factor] }]);
    expect([await pairedDevices('/alpha', world.mia, world.ports), phone.told]).toEqual([[], []]);
  });
});

it('is passed by when there is no request, or no key to check one with', async () => {
  expect((await run(undefined)).outcome).toBe('none');
  expect((await run([])).outcome).toBe('none');
  for (const application of ['', 'elsewhere', 'constructor'])
    expect((await run(sign(CLAIMS), { config: { application } })).outcome).toBe('none');
  expect(phone.sent).toEqual([]);
});

describe('a request is refused', () => {
  it.each<[string, string | string[]]>([
    ['that somebody else signed', sign(CLAIMS, { key: 'x'.repeat(43) })],
    ['that names another algorithm', sign(CLAIMS, { header: { alg: 'none', typ: 'JWT' } })],
    ['that is not signed', `${part({ alg: 'none' })}.${part(CLAIMS)}.`],
    ['that was changed', sign(CLAIMS).replace(part(CLAIMS), part({ ...CLAIMS, address: '+447700900999' }))],
    ['for another purpose', sign({ ...CLAIMS, aud: 'something-else' })],
    ['for another realm', sign({ ...CLAIMS, realm: '/beta' })],
    ['that is over', sign({ ...CLAIMS, iat: SECONDS - 300, exp: SECONDS })],
    ['from the future', sign({ ...CLAIMS, iat: SECONDS + 61, exp: SECONDS + 120 })],
    ['that is good for too long', sign({ ...CLAIMS, exp: SECONDS + 301 })],
    ['without an id', sign({ ...CLAIMS, jti: undefined })],
    ['with more than it should say', sign({ ...CLAIMS, admin: true })],
    ['that is no text of its kind', 'a.b.c.d'],
    ['that comes with another one', [sign(CLAIMS), sign(CLAIMS)]],
  ])('%s', async (_, request) => {
    const { outcome, action } = await run(request);
    expect([outcome, action]).toMatchObject(['false', { audit: { reason: 'request' } }]);
    expect(phone.sent).toEqual([]);
  });

  it('that is about somebody else', async () => {
    const { action } = await run(sign({ ...CLAIMS, sub: 'tom' }));
    expect(action).toMatchObject({ outcome: 'false', audit: { reason: 'otherSubject' } });
  });

  it('whose method the policy does not take', async () => {
    const pingIdVerdict = world.verdict({ methods: ['TOTP'] });
    const { action } = await run(sign(CLAIMS), { guarded: { pingIdVerdict } });
    expect(action).toMatchObject({ outcome: 'false', audit: { reason: 'policy' } });
  });

  it('that was used before, but not when the step runs again after a crash', async () => {
    expect((await run(sign(CLAIMS), { idempotencyKey: 'one' })).action.kind).toBe('send');
    expect((await run(sign(CLAIMS), { idempotencyKey: 'one' })).action.kind).toBe('send');
    expect((await run(sign(CLAIMS), { idempotencyKey: 'two' })).action).toMatchObject({ outcome: 'false', audit: { reason: 'used' } });
    expect((await run(sign({ ...CLAIMS, jti: 'request-2' }))).action.kind).toBe('send');
  });

  it('once, when fifty come at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, (_, index) => run(sign(CLAIMS), { idempotencyKey: `at-once-${index}` })));
    expect(all.filter(({ action }) => action.kind === 'send')).toHaveLength(1);
  });
});

it('is not passed with wrong codes', async () => {
  let page = await run(sign(CLAIMS));
  for (const _ of [1, 2, 3]) page = await run(undefined, { local: page.local ?? null, answers: phone.type(wrongCode(phone.code())) });
  expect(page.action).toMatchObject({ outcome: 'false', audit: { reason: 'code' } });
});

it('takes no key of whoever draws the journey, who could sign on as anybody by it', async () => {
  const config = { signingKey: KEY };
  expect((await run(sign(CLAIMS), { config })).outcome).toBe('none');
  expect((await run(sign(CLAIMS, { key: 'j'.repeat(43) }), { config: { ...config, application: 'portal' } })).action).toMatchObject({
    outcome: 'false',
    audit: { reason: 'request' },
  });
});

it('takes no short key', () => {
  const short = serviceSchemas.deviceRequests.safeParse({ applications: { portal: 'short' } });
  expect(short.error?.issues[0]?.message).toBe('A key has at least 32 characters.');
});
