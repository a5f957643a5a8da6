import { createOfflineCodes, createRecoveryCodeHasher, createSealer, KeyRing } from '@waygate/integrations';
import type { Factor, NoticeEvent } from '@waygate/node-kit';
import { type NodeRun, type NodeRunResult, runNode } from '@waygate/node-kit/testing';
import { OathApp } from '@waygate/phone';
import { continuityService } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { beforeEach, expect, it } from 'vitest';
import node from './node.ts';

const MIA = { id: 'id-mia', username: 'mia' };
const NOW = 1_790_000_000_000;
const sealer = createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])));
const hasher = createRecoveryCodeHasher(Buffer.alloc(32));
const proof = (factor: Factor) => ({ factor, subjectId: MIA.id, nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 });

let isAllowed: boolean;
let hasDevice: boolean;
let told: NoticeEvent[];
let world: ReturnType<typeof opened>;
function opened() {
  const stores = openMemoryStores({ sealer, now: () => NOW });
  const settings = async () => continuityService.parse({ offlineCodes: isAllowed });
  return { stores, offlineCodes: createOfflineCodes({ ...stores, hasher, settings, now: () => NOW }) };
}
beforeEach(() => {
  isAllowed = true;
  hasDevice = false;
  told = [];
  world = opened();
});

const run = (more: NodeRun = {}) =>
  runNode(node, {
    now: NOW,
    subject: MIA,
    evidence: [proof('knowledge:password'), proof('possession:push')],
    ports: {
      offlineCodes: world.offlineCodes,
      devices: { hasEarlier: async () => hasDevice },
      identities: { find: async () => undefined },
      notices: { tell: ({ event }) => void told.push(event) },
    },
    ...more,
  });
const typed = (page: NodeRunResult, value: string, index = 0) =>
  run({
    local: page.local ?? null,
    answers: [
      { type: 'NameCallback', value },
      { type: 'ConfirmationCallback', index },
    ],
  });
function hidden({ action }: NodeRunResult, id: string): string {
  if (action.kind !== 'send') throw new Error('no page');
  const found = action.callbacks.find((callback) => callback.type === 'HiddenValueCallback' && callback.id === id);
  return found?.type === 'HiddenValueCallback' ? found.value : '';
}
const kept = () => world.stores.offlineCodes.find('/alpha', MIA.id);

it('keeps the app once one of its codes was typed, shows the backup code, and tells the owner', async () => {
  const page = await run();
  const app = new OathApp(hidden(page, 'mfaDeviceRegistration'));
  expect([app.issuer, app.account]).toEqual(['Waygate offline', 'mia']);
  const code = app.code(NOW);
  const shown = await typed(page, `${code.slice(0, 3)} ${code.slice(3)}`);
  const backupCode = hidden(shown, 'offlineBackupCode');
  expect(backupCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  expect(JSON.stringify(shown.local)).not.toContain(backupCode);
  expect(told).toEqual(['deviceAdded']);
  expect((await kept())?.app?.device).toMatchObject({ deviceName: 'Offline Code', digits: 6, period: 30, hash: 'HMAC_SHA1' });
  const done = await run({ local: shown.local ?? null, answers: [{ type: 'ConfirmationCallback', index: 0 }] });
  expect(done.outcome).toBe('success');
  expect(told).toHaveLength(1);
});

it('asks again for a wrong or empty code and keeps nothing; the secret on the page stays the same', async () => {
  const page = await run();
  const link = hidden(page, 'mfaDeviceRegistration');
  const wrong = String((Number(new OathApp(link).code(NOW)) + 500_000) % 1_000_000).padStart(6, '0');
  for (const value of [wrong, '', 'abc']) {
    expect(hidden(await typed(page, value), 'mfaDeviceRegistration')).toBe(link);
  }
  expect(await kept()).toBeUndefined();
  expect(told).toEqual([]);
});

it('leaves what there was before when it is cancelled', async () => {
  const first = await run();
  await typed(first, new OathApp(hidden(first, 'mfaDeviceRegistration')).code(NOW));
  const before = await kept();
  const second = await run();
  const code = new OathApp(hidden(second, 'mfaDeviceRegistration')).code(NOW);
  expect((await typed(second, code, 1)).outcome).toBe('cancelled');
  expect(await kept()).toEqual(before);
});

it.each<[string, readonly Factor[]]>([
  ['a name alone', []],
  ['a cookie', ['remembered:persistent-cookie']],
  ['an offline code', ['possession:offline-code']],
  ['a phone without a network', ['possession:offline-device']],
])('is refused after %s', async (_what, factors) => {
  expect((await run({ evidence: factors.map(proof) })).action).toMatchObject({ kind: 'refuse', code: 'offline.enrolment_needs_proof' });
});

it('wants a device of who has one, where a password is not enough', async () => {
  hasDevice = true;
  expect((await run({ evidence: [proof('knowledge:password')] })).action).toMatchObject({
    outcome: 'failure',
    audit: { reason: 'needsFactor' },
  });
  expect((await run({ evidence: [proof('possession:push')] })).action.kind).toBe('send');
});

it('wants a second factor of who has none as well, unless its author lets people do without', async () => {
  for (const factor of ['knowledge:password', 'federated:oidc', 'mailbox:code'] as const) {
    const { action } = await run({ evidence: [proof(factor)] });
    expect(action, factor).toMatchObject({
      outcome: 'failure',
      audit: { reason: 'needsSecondFactor' },
      failureMessage: expect.stringContaining('Add one first'),
    });
  }
  expect((await run({ evidence: [proof('knowledge:password'), proof('possession:sms')] })).action.kind).toBe('send');
  const config = { allowWithoutSecondFactor: true };
  expect((await run({ config, evidence: [proof('knowledge:password')] })).action.kind).toBe('send');
  hasDevice = true;
  expect((await run({ config, evidence: [proof('knowledge:password')] })).action, 'and never of who has one').toMatchObject({
    outcome: 'failure',
    audit: { reason: 'needsFactor' },
  });
});

it('fails where the realm has no offline codes', async () => {
  isAllowed = false;
  expect((await run()).action).toMatchObject({ outcome: 'failure', audit: { reason: 'notAllowed' } });
});
