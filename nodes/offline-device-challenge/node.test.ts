import { createOfflineDevices, createPhoneShelf, createSealer, KeyRing } from '@waygate/integrations';
import {
  importOfflineKeyPair,
  makeOfflineKey,
  manualCode,
  type OfflineClaims,
  offlineJwkOf,
  openOfflineQr,
  pinnedIssuerOf,
} from '@waygate/mfa';
import type { AttemptPermit } from '@waygate/node-kit';
import { type NodeRun, type NodeRunResult, runNode } from '@waygate/node-kit/testing';
import { openMemoryStores } from '@waygate/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import node from './node.ts';

const MIA = { id: 'id-mia', username: 'mia' };
const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
const phone = {
  uuid: 'phone',
  deviceName: 'Pixel 9',
  createdDate: 1,
  lastAccessDate: 1,
  issuer: 'Example',
  sharedSecret: 's',
  deviceMechanismUID: 'm',
  deviceId: 'token',
  deviceType: 'web',
  communicationType: 'local',
  communicationId: 'local:token',
  capabilities: [],
};

let now: number;
let steps: number;
let permit: AttemptPermit;
let tries: string[];
let successes: string[];
let world: Awaited<ReturnType<typeof opened>>;

/** The real service on stores, with Mia, whose phone has approved a push. */
async function opened(said: OfflineClaims = {}) {
  const stores = openMemoryStores({ sealer, now: () => now });
  const shelf = createPhoneShelf({ ...stores, places: () => undefined, failed: () => undefined, now: () => now });
  const offlineDevices = createOfflineDevices({ ...stores, shelf, now: () => now });
  const device = await importOfflineKeyPair(await makeOfflineKey());
  await stores.devices.push.put('/alpha', MIA.id, { device: phone, recoveryCodes: [], refreshes: [] });
  const enrolment = await offlineDevices.approved('/alpha', {
    userId: MIA.id,
    deviceUuid: 'phone',
    offlineKey: offlineJwkOf(device),
    ...said,
  });
  const issuer = await pinnedIssuerOf(enrolment);
  if (issuer === undefined) throw new Error('nothing pinned');
  return { stores, offlineDevices, account: { device, issuer } };
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
    config: { issuer: 'Example Corp', application: 'Payroll' },
    ...(who === null ? {} : { subject: who }),
    isIdentityProved: true,
    clientIp: '203.0.113.41',
    ports: {
      offlineDevices: world.offlineDevices,
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
function callbacksOf({ action }: NodeRunResult) {
  if (action.kind !== 'send') throw new Error('no page');
  return action.callbacks;
}
/** What Mia's phone makes of the page. */
async function onPhone(page: NodeRunResult) {
  const hidden = callbacksOf(page).find((callback) => callback.type === 'HiddenValueCallback');
  if (hidden?.type !== 'HiddenValueCallback') throw new Error('no QR code');
  const read = await openOfflineQr(hidden.value, { accounts: [world.account], now, remember: async () => true });
  if (read.status !== 'opened') throw new Error(read.reason);
  return read.challenge;
}
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

it('shows the phone who asks, for whom, for what and from where, and takes its code', async () => {
  const page = await run();
  const challenge = await onPhone(page);
  expect(challenge).toMatchObject({ issuer: 'Example Corp', username: 'mia', application: 'Payroll', clientIp: '203.0.113.41' });
  expect(JSON.stringify([page.action, page.local])).not.toContain(challenge.code);
  const done = await typed(page, `${challenge.code.slice(0, 3)} ${challenge.code.slice(3)}`);
  expect(done.action).toMatchObject({ outcome: 'success', identified: MIA, shownBy: 'phone', audit: { device: 'phone' } });
  expect(successes).toEqual(tries);
});

it('names the journey where no application is named', async () => {
  expect(await onPhone(await run({ config: {} }))).toMatchObject({ application: 'Test' });
});

it('asks again for an empty code, and for a wrong one until it is the third', async () => {
  const page = await run();
  const { code } = await onPhone(page);
  expect(callbacksOf(await typed(page, '  '))).toHaveLength(5);
  expect(tries).toEqual([]);
  for (let index = 0; index < 2; index += 1) {
    const [problem] = callbacksOf(await typed(page, other(code)));
    expect(problem).toMatchObject({ type: 'TextOutputCallback', message: 'This is not the code that the app shows.' });
  }
  expect((await typed(page, other(code))).outcome).toBe('failure');
  expect((await typed(page, code)).outcome, 'the right one comes too late').toBe('failure');
  expect(successes).toEqual([]);
});

it('takes one code once, however many send it at the same moment', async () => {
  const page = await run();
  const { code } = await onPhone(page);
  const results = await Promise.all(Array.from({ length: 30 }, () => typed(page, code)));
  expect(results.filter(({ outcome }) => outcome === 'success')).toHaveLength(1);
  expect(results.filter(({ outcome }) => outcome === 'failure')).toHaveLength(29);
});

it('takes no code after its three minutes', async () => {
  const page = await run();
  const { code } = await onPhone(page);
  now += 180_000;
  expect((await typed(page, code)).outcome).toBe('failure');
  expect(tries).toEqual([]);
});

it('compares nothing when the try is refused, and looks the same as for a wrong code', async () => {
  const page = await run();
  const { code } = await onPhone(page);
  const wrong = await typed(page, other(code));
  permit = { allowed: false, reason: 'wait' };
  const refused = await typed(page, code);
  expect(callbacksOf(refused)).toEqual(callbacksOf(wrong));
  permit = { allowed: true };
  expect((await typed(page, code)).outcome).toBe('success');
});

it('has no device for somebody who has no phone', async () => {
  expect((await run({ subject: { id: 'id-ben', username: 'ben' } })).outcome).toBe('noDevice');
});

it.each([
  ['a name that was typed', null],
  ['somebody who was named and has a phone', MIA],
  ['somebody who was named and has none', { id: 'id-ben', username: 'ben' }],
])('begins nothing for %s and has proved nothing', async (_who, who) => {
  const { action } = await run({ isIdentityProved: false, shared: { username: 'mia' } }, who);
  expect(action).toEqual({
    kind: 'refuse',
    code: 'offline.challenge_needs_proof',
    message: 'Sign on first: a phone is only asked for a code when somebody has proved who they are.',
  });
  expect(await world.stores.offlineDevices.find('/alpha', MIA.id)).toMatchObject({ challenges: [], begun: [], wrong: 0 });
});

it('makes the sign-on an offline one by itself, for as long as the author says', async () => {
  for (const [config, offline] of [
    [{}, { provider: '', sessionMinutes: 240 }],
    [
      { identityProvider: 'Push', offlineSessionMinutes: 30 },
      { provider: 'Push', sessionMinutes: 30 },
    ],
  ] as const) {
    const page = await run({ config });
    const done = await typed(page, (await onPhone(page)).code, { config });
    expect(done.action).toMatchObject({ outcome: 'success', offline });
  }
});

it('has no device for somebody who has removed the phone', async () => {
  await world.stores.devices.push.remove('/alpha', MIA.id, 'phone');
  expect((await run()).outcome).toBe('noDevice');
});

it('is locked after ten wrong codes, and shows no more than five QR codes in ten minutes', async () => {
  let last: NodeRunResult | undefined;
  for (let challenge = 0; challenge < 4; challenge += 1) {
    const page = await run();
    const { code } = await onPhone(page);
    for (let index = 0; index < (challenge < 3 ? 3 : 1); index += 1) last = await typed(page, other(code));
  }
  expect(last?.action).toMatchObject({ outcome: 'locked', audit: { retryAfter: 900 } });
  expect((await run()).outcome).toBe('locked');
  now += 900_000;
  for (let index = 0; index < 5; index += 1) await onPhone(await run());
  expect((await run()).action).toMatchObject({ outcome: 'failure', audit: { reason: 'limited' } });
});

describe('twelve digits', () => {
  const MANUAL = { config: { challenge: 'MANUAL' } };
  const EITHER = { config: { challenge: 'QR_OR_MANUAL', application: 'Payroll' } };
  /** What a terminal shows, which knows nothing but texts, and what Mia's phone makes of the digits. */
  async function inTerminal(page: NodeRunResult) {
    const lines = callbacksOf(page).flatMap((callback) => (callback.type === 'TextOutputCallback' ? [callback.message] : []));
    const digits = /\d{4} \d{4} \d{4}/.exec(lines.join('\n'))?.[0] ?? '';
    return { lines, digits, code: (await manualCode(world.account, 'mia', digits)) ?? '' };
  }

  it('are asked where the author wants them, and answered by a phone without a network', async () => {
    const page = await run(MANUAL);
    const { lines, digits, code } = await inTerminal(page);
    expect(lines).toEqual([expect.stringContaining('Answer twelve digits'), `Digits: ${digits}`]);
    expect(callbacksOf(page).map(({ type }) => type)).toEqual([
      'TextOutputCallback',
      'TextOutputCallback',
      'HiddenValueCallback',
      'NameCallback',
      'ConfirmationCallback',
    ]);
    expect(JSON.stringify([page.action, page.local])).not.toContain(code);
    expect((await typed(page, other(code), MANUAL)).action.kind).toBe('send');
    const done = await typed(page, code, MANUAL);
    expect(done.action).toMatchObject({ outcome: 'success', shownBy: 'phone', audit: { profile: 'manual12' } });
  });

  it('are asked of nobody where the author says nothing', async () => {
    expect(JSON.stringify((await run()).action)).not.toContain('offlineDeviceDigits');
    const page = await run();
    const { code } = await onPhone(page);
    const pressed = await run({
      local: page.local ?? null,
      answers: [
        { type: 'NameCallback', value: '' },
        { type: 'ConfirmationCallback', index: 1 },
      ],
    });
    expect(pressed.local, 'the same page').toEqual(page.local);
    expect((await typed(page, code)).outcome).toBe('success');
  });

  it('take the place of the QR code when the person wants them', async () => {
    const page = await run(EITHER);
    const options = callbacksOf(page).find((callback) => callback.type === 'ConfirmationCallback')?.options;
    expect(options).toEqual(['Submit', 'Twelve digits instead of the QR code']);
    const instead = await run({
      ...EITHER,
      local: page.local ?? null,
      answers: [
        { type: 'NameCallback', value: '' },
        { type: 'ConfirmationCallback', index: 1 },
      ],
    });
    const { code } = await inTerminal(instead);
    expect((await typed(instead, code, EITHER)).outcome).toBe('success');
  });

  it('are no way for a phone that does not know them', async () => {
    world = await opened({ offlineProfiles: ['qr'] });
    expect((await run(MANUAL)).outcome).toBe('noDevice');
  });
});

it('asks a phone without HPKE by JOSE', async () => {
  world = await opened({ offlineProfiles: ['qrj'] });
  const page = await run();
  const hidden = callbacksOf(page).find((callback) => callback.type === 'HiddenValueCallback');
  expect(hidden).toMatchObject({ value: expect.stringMatching(/^OMFA1J:/) });
  const { code } = await onPhone(page);
  expect((await typed(page, code)).outcome).toBe('success');
});
