import { FAILURE_ID, type JourneyNode, SUCCESS_ID } from '@waygate/schema';
import { expect, it } from 'vitest';
import { composeHealthDesk } from '../src/compose-continuity.ts';
import { continuityDesk } from '../src/continuity-desk.ts';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const MINUTE_MS = 60_000;
const NOW = 1_790_000_000_000;

const fallback = (config: object = {}, next = SUCCESS_ID) =>
  node(
    'OfflineFallbackNode',
    { identityProvider: 'Push', offlineSessionMinutes: 30, ...config },
    { online: next, offline: next, blocked: FAILURE_ID },
  );

/** A house with one watched provider, whose clock a test moves. */
async function watchedHouse(nodes: Record<string, JourneyNode> = { fallback: fallback() }) {
  const clock = { now: NOW };
  const house = await openHouse([journeyOf(withPassword('fallback', nodes))], { now: () => clock.now });
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
  const signOn = async () => house.typePassword(await house.start());
  const signedOn = async () => {
    const step = await signOn();
    if (step.kind !== 'success' || step.session === undefined) throw new Error(`A session was expected, not ${step.kind}.`);
    return step.session;
  };
  return { ...house, clock, desk, id, signOn, signedOn };
}

it('makes an ordinary session while the provider is online', async () => {
  const { signedOn } = await watchedHouse();
  const session = await signedOn();
  expect(session.offline).toBeUndefined();
  expect(session.maxSessionSeconds).toBeGreaterThan(30 * 60);
});

it('marks a session that is made offline, and lets it last no longer than the node says', async () => {
  const { desk, id, signedOn, stores, clock } = await watchedHouse();
  await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 60, reason: 'cut' });
  const session = await signedOn();
  expect(session).toMatchObject({ offline: { provider: 'Push', since: NOW }, maxSessionSeconds: 30 * 60 });
  expect(await stores.signOnSessions.find(session.id, NOW)).toMatchObject({ offline: { provider: 'Push', since: NOW } });
  clock.now += 31 * MINUTE_MS;
  expect(await stores.signOnSessions.find(session.id, clock.now)).toBeUndefined();
});

it('lets nobody in whom an operator blocks', async () => {
  const { desk, id, signOn } = await watchedHouse();
  await desk.override('/alpha', id, { state: 'blocked', by: 'amadmin', minutes: 60, reason: 'attack' });
  expect((await signOn()).kind).toBe('failure');
});

it('carries nothing of an offline session into the one that is made when the provider is back', async () => {
  const { desk, id, signedOn, start, typePassword, clock } = await watchedHouse();
  await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 60, reason: 'cut' });
  const offline = await signedOn();
  await desk.endOverride('/alpha', id, 'amadmin');
  clock.now += MINUTE_MS;
  const step = await typePassword(await start({ existing: { session: offline, tokenId: 'token' } }));
  if (step.kind !== 'success' || step.session === undefined) throw new Error(`A session was expected, not ${step.kind}.`);
  expect(step.session.offline).toBeUndefined();
  expect(step.session.evidence.every(({ at }) => at > NOW)).toBe(true);
});

it('takes an offline session for no sign-on when another is asked for', async () => {
  const { desk, id, signedOn, start, clock } = await watchedHouse();
  await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 60, reason: 'cut' });
  const offline = await signedOn();
  clock.now += MINUTE_MS;
  const existing = { session: offline, tokenId: 'token' };
  const step = await start({ force: false, existing });
  expect(step.kind).toBe('callbacks');
});

it('counts what was proved offline for no recent proof', async () => {
  const { desk, id, signedOn, ports, demo } = await watchedHouse();
  await signedOn();
  expect(await ports.signOns.proofs('/alpha', demo, 0)).toHaveLength(1);
  await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 60, reason: 'cut' });
  await signedOn();
  expect(await ports.signOns.proofs('/alpha', demo, 0)).toHaveLength(1);
});

it('ends as a fault of the journey when nobody watches what it names', async () => {
  const house = await openHouse([journeyOf(withPassword('fallback', { fallback: fallback({ identityProvider: 'Nobody' }) }))]);
  const step = await house.typePassword(await house.start());
  expect(step.kind).toBe('failure');
  expect(house.faults).toMatchObject([{ message: expect.stringContaining('"Nobody"') }]);
});

it('gives nobody a cookie for later who signed on offline', async () => {
  const { desk, id, ...house } = await watchedHouse({
    fallback: fallback({}, 'cookie'),
    cookie: node('SetPersistentCookieNode', { hmacSigningKey: 'k'.repeat(43) }, { outcome: SUCCESS_ID }),
  });
  expect(await house.signOn()).toMatchObject({ kind: 'success', cookies: [{ name: 'session-jwt' }] });
  await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 60, reason: 'cut' });
  const step = await house.signOn();
  expect(step.kind).toBe('success');
  expect(step).not.toHaveProperty('cookies');
});

it('lets nobody enrol a device offline', async () => {
  const { desk, id, signOn } = await watchedHouse({
    fallback: fallback({}, 'app'),
    app: node('OathRegistrationNode', {}, { successOutcome: SUCCESS_ID, failureOutcome: FAILURE_ID }),
  });
  expect((await signOn()).kind).toBe('callbacks');
  await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 60, reason: 'cut' });
  expect((await signOn()).kind).not.toBe('callbacks');
});
