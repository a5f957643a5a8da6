import type { Step } from '@waygate/engine';
import { OathApp } from '@waygate/phone';
import { FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { expect, it } from 'vitest';
import { composeHealthDesk } from '../src/compose-continuity.ts';
import { continuityDesk } from '../src/continuity-desk.ts';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const MINUTE_MS = 60_000;
const NOW = 1_790_000_000_000;

const code = node(
  'OfflineCodeVerifierNode',
  { offlineSessionMinutes: 60 },
  { success: SUCCESS_ID, failure: FAILURE_ID, reEnrolRequired: SUCCESS_ID, noDevice: FAILURE_ID, locked: FAILURE_ID },
);
const register = node(
  'OfflineCodeRegistrationNode',
  { allowWithoutSecondFactor: true },
  { success: SUCCESS_ID, cancelled: FAILURE_ID, failure: FAILURE_ID },
);
const fallback = (online: string, offline: string) =>
  node('OfflineFallbackNode', { identityProvider: 'Push' }, { online, offline, blocked: FAILURE_ID });

/** A house whose journey sets an app up online, and asks for its codes offline; its mails are kept here. */
async function codeHouse(offline = 'code') {
  const clock = { now: NOW };
  const mails: { readonly to: string; readonly subject: string; readonly text: string }[] = [];
  const logged: object[] = [];
  const log = { debug: () => undefined, warn: () => undefined, error: () => undefined, isLevelEnabled: () => false };
  const house = await openHouse([journeyOf(withPassword('fallback', { fallback: fallback('register', offline), register, code }))], {
    now: () => clock.now,
    surroundings: {
      mail: { transport: { deliver: async (mail) => void mails.push(mail) }, from: 'waygate@example.com', log: () => undefined },
      serverLog: { ...log, info: (facts) => void logged.push(facts) },
    },
  });
  const desk = continuityDesk(
    house.workspace,
    composeHealthDesk(house.workspace, () => clock.now),
  );
  const { id } = await desk.create('/alpha', {
    name: 'Push',
    label: '',
    mode: 'AUTOMATIC',
    probe: { type: 'HTTP', url: 'https://push.example/' },
    healthPolicy: {
      healthCheckInterval: 60,
      timeout: 3,
      maxRetries: 3,
      failureThreshold: 3,
      successThreshold: 2,
      recoveryCooldownInterval: 360,
    },
  });
  const cut = () => desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 600, reason: 'cut' });
  const restore = () => desk.endOverride('/alpha', id, 'amadmin');
  const signOn = async () => house.typePassword(await house.start());
  const typed = (step: Step, value: string, index = 0) =>
    house.answer(step, { type: 'NameCallback', value }, { type: 'ConfirmationCallback', index });
  /** Sets an app up, and lets time pass until it shows another code. */
  const enrolled = async () => {
    const page = await signOn();
    const app = new OathApp(hidden(page, 'mfaDeviceRegistration'));
    const shown = await typed(page, app.code(clock.now));
    const backupCode = hidden(shown, 'offlineBackupCode');
    expect(await house.answer(shown, { type: 'ConfirmationCallback', index: 0 })).toMatchObject({ kind: 'success' });
    clock.now += MINUTE_MS;
    return { app, backupCode };
  };
  return { ...house, clock, mails, logged, cut, restore, signOn, typed, enrolled };
}

function hidden(step: Step, id: string): string {
  const found = step.kind === 'callbacks' ? step.callbacks.find((one) => one.type === 'HiddenValueCallback' && one.id === id) : undefined;
  if (found?.type !== 'HiddenValueCallback') throw new Error(`The page does not have ${id}.`);
  return found.value;
}

it('signs on in an outage by a code of the app: the session is an offline one, and its proof is worth nothing beyond it', async () => {
  const { enrolled, cut, signOn, typed, clock, ports, demo } = await codeHouse();
  const { app } = await enrolled();
  await cut();
  const step = await typed(await signOn(), app.code(clock.now));
  if (step.kind !== 'success' || step.session === undefined) throw new Error(`A session was expected, not ${step.kind}.`);
  expect(step.session).toMatchObject({ offline: { provider: 'Push', since: clock.now }, maxSessionSeconds: 60 * 60 });
  expect(step.session.evidence.map(({ factor }) => factor)).toEqual(['knowledge:password', 'possession:offline-code']);
  const proofs = await ports.signOns.proofs('/alpha', demo, 0);
  expect(
    proofs.map(({ factor }) => factor),
    'of the online sign-on alone',
  ).toEqual(['knowledge:password']);
});

it('sets no app up in an outage', async () => {
  const { enrolled, cut, signOn, stores, demo } = await codeHouse('register');
  await enrolled();
  const before = await stores.offlineCodes.find('/alpha', demo.id);
  await cut();
  expect(await signOn()).toMatchObject({ kind: 'failure', message: expect.stringContaining('while everything can be reached') });
  expect(await stores.offlineCodes.find('/alpha', demo.id)).toEqual(before);
});

it('tells of a used backup code when everything can be reached again, once, by mail and in the log', async () => {
  const { enrolled, cut, restore, signOn, typed, clock, mails, logged, offlineNews, stores, demo } = await codeHouse();
  const { backupCode } = await enrolled();
  await cut();
  const usedAt = clock.now;
  expect(await typed(await signOn(), backupCode)).toMatchObject({ kind: 'success', session: { offline: { provider: 'Push' } } });
  expect(await signOn(), 'the app went with the code').toMatchObject({ kind: 'failure' });
  await offlineNews.deliver();
  const news = () => logged.filter((facts) => 'event' in facts && facts.event === 'offline_code.backup_code_used');
  expect(news()).toEqual([]);
  clock.now += 10 * MINUTE_MS;
  await restore();
  await Promise.all([offlineNews.deliver(), offlineNews.deliver()]);
  await offlineNews.deliver();
  expect(news()).toEqual([expect.objectContaining({ realm: '/alpha', user: 'demo', by: 'owner', at: new Date(usedAt).toISOString() })]);
  await expect
    .poll(() => mails.map(({ to, subject }) => [to, subject]))
    .toEqual([
      ['demo@example.com', 'A device was added to your account'],
      ['demo@example.com', 'The backup code of your account was used'],
    ]);
  expect(JSON.stringify([mails, logged])).not.toContain(backupCode);
  expect((await stores.offlineCodes.find('/alpha', demo.id))?.unsentEvents).toEqual([]);
});
