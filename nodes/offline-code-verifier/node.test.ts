import { createOfflineCodes, createRecoveryCodeHasher, createSealer, KeyRing } from '@waygate/integrations';
import { makeOathDevice, makeOathUri } from '@waygate/mfa';
import type { AttemptPermit } from '@waygate/node-kit';
import { type NodeRun, type NodeRunResult, runNode } from '@waygate/node-kit/testing';
import { OathApp } from '@waygate/phone';
import { openMemoryStores } from '@waygate/storage';
import { beforeEach, expect, it } from 'vitest';
import node from './node.ts';

const MIA = { id: 'id-mia', username: 'mia' };
const BEN = { id: 'id-ben', username: 'ben' };
const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
const hasher = createRecoveryCodeHasher(Buffer.alloc(32));

let now: number;
let steps: number;
let permit: AttemptPermit;
let tries: string[];
let successes: string[];
let world: Awaited<ReturnType<typeof opened>>;

/** The real service on stores, with Mia, who has set an app up. */
async function opened() {
  const stores = openMemoryStores({ sealer, now: () => now });
  const offlineCodes = createOfflineCodes({ ...stores, hasher, settings: async () => undefined, now: () => now });
  const facts = { issuer: 'Example', algorithm: 'TOTP', digits: 6, hash: 'HMAC_SHA1', period: 30 } as const;
  const device = makeOathDevice({ ...facts, checksumDigit: false, truncationOffset: -1, minSharedSecretLength: 40 }, now);
  const app = new OathApp(makeOathUri({ device, account: 'mia', userId: MIA.id, backgroundColor: '', imageUrl: '' }));
  const enrolment = await offlineCodes.enrol('/alpha', MIA, device, app.code(now));
  if (enrolment.status !== 'enrolled') throw new Error('nothing was kept');
  now += 30_000;
  return { stores, offlineCodes, device, app, backupCode: enrolment.backupCode };
}
beforeEach(async () => {
  now = 1_790_000_000_000;
  steps = 0;
  permit = { allowed: true };
  tries = [];
  successes = [];
  world = await opened();
});

const run = (more: NodeRun = {}, who: typeof MIA | null = MIA) => {
  steps += 1;
  return runNode(node, {
    now,
    idempotencyKey: `step ${steps}`,
    ...(who === null ? {} : { subject: who }),
    isIdentityProved: true,
    ports: {
      offlineCodes: world.offlineCodes,
      continuity: { state: async () => ({ state: 'offline', since: 0 }) },
      attempts: {
        begin: async ({ authenticator }, key) => {
          tries.push(`${authenticator} ${key}`);
          return permit;
        },
        succeeded: async ({ authenticator }, key) => void successes.push(`${authenticator} ${key}`),
      },
    },
    ...more,
  });
};
const typed = (page: NodeRunResult, value: string, more: NodeRun = {}) =>
  run({
    ...more,
    local: page.local ?? null,
    answers: [
      { type: 'NameCallback', value },
      { type: 'ConfirmationCallback', index: 0 },
    ],
  });
const wrong = () => String((Number(world.app.code(now)) + 500_000) % 1_000_000).padStart(6, '0');

it('takes a code of the app, makes the sign-on an offline one, and proves an offline code', async () => {
  for (const [config, offline] of [
    [{}, { provider: '', sessionMinutes: 240 }],
    [
      { identityProvider: 'Push', offlineSessionMinutes: 30 },
      { provider: 'Push', sessionMinutes: 30 },
    ],
  ] as const) {
    const code = world.app.code(now);
    const done = await typed(await run({ config }), `${code.slice(0, 3)} ${code.slice(3)}`, { config });
    expect(done.action).toMatchObject({ outcome: 'success', identified: MIA, offline, audit: { device: world.device.uuid } });
    now += 30_000;
  }
  expect(node.provides).toEqual({ success: ['possession:offline-code'], reEnrolRequired: ['possession:offline-code'] });
  expect(successes).toEqual(tries);
  expect(tries[0]).toMatch(new RegExp(`^offline-code:${world.device.uuid} `));
});

it('takes the backup code once, after which there is no app', async () => {
  const page = await run();
  expect((await typed(page, world.backupCode.toLowerCase())).action).toMatchObject({
    outcome: 'reEnrolRequired',
    identified: MIA,
    offline: { provider: '', sessionMinutes: 240 },
  });
  expect((await typed(page, world.backupCode)).outcome).toBe('noDevice');
  expect((await run()).outcome).toBe('noDevice');
});

it('asks again for an empty code, and for a wrong one until it is the third', async () => {
  let page = await run();
  expect((await typed(page, '  ')).action).toMatchObject({ kind: 'send' });
  expect(tries).toEqual([]);
  for (let index = 0; index < 2; index += 1) {
    page = await typed(page, wrong());
    expect(page.action).toMatchObject({ callbacks: [{ message: 'This code is not right, or it was used already.' }, {}, {}, {}] });
  }
  expect((await typed(page, wrong())).outcome).toBe('failure');
  expect(successes).toEqual([]);
});

it('takes one code once, however many send it at the same moment', async () => {
  const page = await run();
  const code = world.app.code(now);
  const results = await Promise.all(Array.from({ length: 50 }, () => typed(page, code)));
  expect(results.filter(({ outcome }) => outcome === 'success')).toHaveLength(1);
});

it('compares nothing when the try is refused, and looks the same as for a wrong code', async () => {
  const page = await run();
  const refusedLike = (await typed(page, wrong())).action;
  permit = { allowed: false, reason: 'wait' };
  expect((await typed(page, world.app.code(now))).action).toEqual(refusedLike);
  permit = { allowed: true };
  expect((await typed(page, world.app.code(now))).outcome).toBe('success');
});

it('is locked after ten wrong codes', async () => {
  let last: NodeRunResult | undefined;
  for (let index = 0; index < 10; index += 1) last = await typed(await run(), wrong());
  expect(last?.action).toMatchObject({ outcome: 'locked', audit: { retryAfter: 900 } });
  expect((await run()).action).toMatchObject({ outcome: 'locked' });
});

it('has no device for somebody who has set up no app', async () => {
  expect((await run({}, BEN)).outcome).toBe('noDevice');
});

it.each([
  ['a name that was typed', null],
  ['somebody who was named and has an app', MIA],
  ['somebody who was named and has none', BEN],
])('asks nothing of %s and has proved nothing', async (_who, who) => {
  const { action } = await run({ isIdentityProved: false, shared: { username: 'mia' } }, who);
  expect(action).toEqual({
    kind: 'refuse',
    code: 'offline.code_needs_proof',
    message: 'Sign on first: an offline code is only asked for when somebody has proved who they are.',
  });
});
