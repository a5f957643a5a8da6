import { importOathKey, importOfflineKeyPair, makeOathDevice, makeOfflineKey, oathCodeOf, offlineJwkOf } from '@waygate/mfa';
import type { PushDevice } from '@waygate/node-kit';
import { continuityService, FAILURE_ID, type JourneyNode, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { composeHealthDesk } from '../src/compose-continuity.ts';
import { continuityDesk } from '../src/continuity-desk.ts';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const MINUTE_MS = 60_000;
const NOW = 1_790_000_000_000;

const PHONE: PushDevice = {
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

describe('an offline session, once what it went without is back', () => {
  /** Somebody who signed on offline and is asked again. */
  async function asked() {
    const house = await watchedHouse();
    const { desk, id, signedOn, start, answer, clock, stores } = house;
    await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 60, reason: 'cut' });
    const session = await signedOn();
    clock.now += MINUTE_MS;
    const again = () => start({ existing: { session, tokenId: 'token' } });
    const refuse = async () => {
      const page = await answer(await again(), { type: 'NameCallback', value: 'demo' });
      return answer(page, { type: 'PasswordCallback', value: 'wrong' });
    };
    const lives = async () => (await stores.signOnSessions.find(session.id, clock.now)) !== undefined;
    return { ...house, back: () => desk.endOverride('/alpha', id, 'amadmin'), again, refuse, lives };
  }

  it('is over for whoever proves online who they are, with a session in its place', async () => {
    const { back, again, lives, typePassword } = await asked();
    await back();
    expect(await typePassword(await again())).toMatchObject({
      kind: 'success',
      session: expect.not.objectContaining({ offline: expect.anything() }),
    });
    expect(await lives()).toBe(false);
  });

  it('is over for whoever is asked and does not', async () => {
    const { back, refuse, lives } = await asked();
    await back();
    expect((await refuse()).kind).toBe('failure');
    expect(await lives()).toBe(false);
  });

  it('is over for whoever may sign on no more', async () => {
    const { back, again, lives, typePassword, stores, demo } = await asked();
    await back();
    await stores.identities.update('/alpha', demo.id, (one) => ({ ...one, active: false }));
    expect((await typePassword(await again())).kind).toBe('failure');
    expect(await lives()).toBe(false);
  });

  it('lasts while it is still away, or blocked, whatever somebody types', async () => {
    const { refuse, lives, desk, id } = await asked();
    expect((await refuse()).kind).toBe('failure');
    await desk.override('/alpha', id, { state: 'blocked', by: 'amadmin', minutes: 60, reason: 'attack' });
    expect((await refuse()).kind).toBe('failure');
    expect(await lives()).toBe(true);
  });

  it('lasts where nobody watches any more what it went without', async () => {
    const { back, again, lives, typePassword, desk, id } = await asked();
    const page = await again();
    await back();
    await desk.remove('/alpha', id);
    expect((await typePassword(page)).kind).toBe('failure');
    expect(await lives()).toBe(true);
  });
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

describe('a rehearsal of one application', () => {
  const rehearsalOf = ({ demo }: { readonly demo: { readonly id: string } }) => ({
    application: 'payroll',
    provider: 'Push',
    userId: demo.id,
  });
  /** A sender that takes Outage while Push is away and says nothing of sessions, and after it a page. */
  const sender = {
    fallback: node(
      'PushAuthenticationSenderNode',
      { outageOutcome: true, identityProvider: 'Push' },
      { SENT: FAILURE_ID, NOT_REGISTERED: FAILURE_ID, SKIPPED: FAILURE_ID, outage: 'page' },
    ),
    page: node('UsernameCollectorNode', {}, { outcome: SUCCESS_ID }),
  };
  const rehearsedOf = async (house: Awaited<ReturnType<typeof watchedHouse>>, more: Parameters<typeof house.start>[0] = {}) => {
    const page = await house.typePassword(await house.start({ rehearsal: rehearsalOf(house), ...more }));
    const step = await house.answer(page, { type: 'NameCallback', value: 'demo' });
    if (step.kind !== 'success' || step.session === undefined) throw new Error(`A session was expected, not ${step.kind}.`);
    return step.session;
  };

  it('marks the session of whoever it led past a node, also where no node says so and after a pause', async () => {
    const session = await rehearsedOf(await watchedHouse(sender));
    expect(session.offline).toEqual({ provider: 'Push', since: NOW, rehearsal: 'payroll' });
  });

  it('marks nothing, and leads nobody past anything, where another provider is rehearsed', async () => {
    const house = await watchedHouse();
    const step = await house.typePassword(await house.start({ rehearsal: { ...rehearsalOf(house), provider: 'Other' } }));
    expect(step).toMatchObject({ kind: 'success', session: expect.not.objectContaining({ offline: expect.anything() }) });
  });

  it('ends where it comes to somebody else than who rehearses', async () => {
    const house = await watchedHouse();
    const step = await house.typePassword(await house.start({ rehearsal: { ...rehearsalOf(house), userId: 'id-of-another' } }));
    expect(step.kind).toBe('failure');
    expect(house.visits.map(({ nodeType }) => nodeType)).not.toContain('OfflineFallbackNode');
  });

  it('gives nothing to a sign-on that is offline in earnest', async () => {
    const house = await watchedHouse();
    const { desk, id, start, typePassword, clock } = house;
    const signOn = async (more: Parameters<typeof start>[0]) => {
      const step = await typePassword(await start(more));
      if (step.kind !== 'success' || step.session === undefined) throw new Error(`A session was expected, not ${step.kind}.`);
      return step.session;
    };
    const rehearsed = await signOn({ rehearsal: rehearsalOf(house) });
    expect(rehearsed.offline).toMatchObject({ rehearsal: 'payroll' });
    await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 60, reason: 'cut' });
    clock.now += MINUTE_MS;
    const session = await signOn({ existing: { session: rehearsed, tokenId: 'token' } });
    expect(session.offline).toEqual({ provider: 'Push', since: clock.now });
    expect(session.evidence.map(({ at }) => at)).toEqual([clock.now]);
  });

  it('leaves a session that no other sign-on is told of', async () => {
    const ask = node('SessionDataNode', { sessionDataKey: 'UserToken', sharedStateKey: 'known' }, { outcome: SUCCESS_ID });
    const house = await watchedHouse(sender);
    const session = await rehearsedOf(house);
    const facts = { realm: '/alpha', journey: 'Asking', existing: { session, tokenId: 'token' } };
    await house.stores.journeys.publish('/alpha', [journeyOf(withPassword('ask', { ask }), 'Asking')], { at: 0, author: 'test', note: '' });
    await house.typePassword(await house.start(facts));
    expect(house.visits.at(-1)).toMatchObject({ audit: { found: false } });
  });
});

describe('what is decided while the second factor cannot be reached', () => {
  const decided = (next: string) =>
    node(
      'OfflineMfaDecisionNode',
      { offlineSessionMinutes: 30 },
      { online: next, offlineMfa: FAILURE_ID, bypassed: next, blocked: FAILURE_ID, noDevice: FAILURE_ID },
    );

  it('goes by the health of what the realm names, and a bypass proves nothing and is marked', async () => {
    const { desk, id, signedOn, signOn, stores } = await watchedHouse({ fallback: decided(SUCCESS_ID) });
    const settings = (more: object) =>
      continuityService.parse({ identityProvider: 'Push', authenticationDuringErrors: 'BYPASS_USER', ...more });
    await stores.services.set('/alpha', 'continuity', settings({}));
    const online = await signedOn();
    expect(online.offline, 'nothing is known of it yet: it counts as online').toBeUndefined();
    await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 60, reason: 'cut' });
    const bypassed = await signedOn();
    expect(bypassed).toMatchObject({ offline: { provider: 'Push', since: NOW }, maxSessionSeconds: 30 * 60 });
    expect(bypassed.evidence.map(({ factor }) => factor)).toEqual(['knowledge:password']);
    await stores.services.set('/alpha', 'continuity', settings({ authenticationDuringErrors: 'PASSIVE_OFFLINE_AUTHENTICATION' }));
    expect((await signOn()).kind, 'there is no phone').toBe('failure');
    await stores.services.set('/alpha', 'continuity', settings({}));
    await desk.override('/alpha', id, { state: 'blocked', by: 'amadmin', minutes: 60, reason: 'attack' });
    expect((await signOn()).kind).toBe('failure');
  });
});

it('writes what is known of phones anew with every second factor that is proved online, and with none that was not', async () => {
  const code = node(
    'OathTokenVerifierNode',
    {},
    { successOutcome: SUCCESS_ID, failureOutcome: FAILURE_ID, notRegisteredOutcome: FAILURE_ID },
  );
  const { stores, ports, demo, clock, start, typePassword, answer, desk, id } = await watchedHouse({
    fallback: fallback({}, 'code'),
    code,
  });
  const app = makeOathDevice(
    {
      issuer: 'Example',
      algorithm: 'TOTP',
      digits: 6,
      hash: 'HMAC_SHA1',
      period: 30,
      checksumDigit: false,
      truncationOffset: -1,
      minSharedSecretLength: 40,
    },
    clock.now,
  );
  const key = await importOathKey(Uint8Array.from(Buffer.from(app.sharedSecret, 'hex')), app.hash);
  await stores.devices.oath.put('/alpha', demo.id, { device: app, recoveryCodes: [], refreshes: [] });
  await stores.devices.push.put('/alpha', demo.id, { device: PHONE, recoveryCodes: [], refreshes: [] });
  const offlineKey = offlineJwkOf(await importOfflineKeyPair(await makeOfflineKey()));
  await ports.offlineDevices.approved('/alpha', { userId: demo.id, deviceUuid: PHONE.uuid, offlineKey });
  const writtenWith = async () => (await stores.offlineDevices.find('/alpha', demo.id))?.kept?.text;
  const signOn = async (more: Parameters<typeof start>[0] = {}) => {
    clock.now += 2 * MINUTE_MS;
    const page = await typePassword(await start(more));
    return answer(
      page,
      { type: 'NameCallback', value: await oathCodeOf(key, 6, Math.floor(clock.now / 30_000)) },
      { type: 'ConfirmationCallback', index: 0 },
    );
  };
  const first = await writtenWith();
  expect((await signOn()).kind).toBe('success');
  await expect.poll(writtenWith).not.toBe(first);
  const second = await writtenWith();
  await desk.override('/alpha', id, { state: 'offline', by: 'amadmin', minutes: 60, reason: 'cut' });
  const offline = await signOn();
  if (offline.kind !== 'success' || offline.session === undefined) throw new Error(`A session was expected, not ${offline.kind}.`);
  expect(await writtenWith()).toBe(second);
  await desk.endOverride('/alpha', id, 'amadmin');
  const online = await signOn({ existing: { session: offline.session, tokenId: 'token' } });
  expect(online).toMatchObject({ kind: 'success', session: expect.not.objectContaining({ offline: expect.anything() }) });
  await expect.poll(writtenWith, { message: 'what was proved once the link is back counts as proved online' }).not.toBe(second);
});
