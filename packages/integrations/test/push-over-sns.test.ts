import { createPushService } from '@waygate/mfa';
import type { PushDevice } from '@waygate/node-kit';
import { lintPush, lintRegistrationUri, Phone } from '@waygate/phone';
import { pushNotificationService, WaygateError } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createDeviceService,
  createPushDeviceDirectory,
  createRecoveryCodeHasher,
  createSealer,
  createSnsTransport,
  KeyRing,
} from '../src/index.ts';
import { SNS_FAULTS, SnsEmulator } from './sns-emulator.ts';

const REALM = '/alpha';
const MIA = { id: 'a3f6c1de-0d7c-4f8e-9d52-5b7f0c1e2a34', username: 'mia' };

let sns: SnsEmulator;
let world: ReturnType<typeof openWorld>;
beforeEach(async () => {
  sns = await SnsEmulator.start();
  world = openWorld(sns);
});
afterEach(() => sns.close());

/** Push over SNS with real parts on all sides: the client of AWS, an emulator that checks it, and a phone that knows nothing of the server. */
function openWorld(emulator: SnsEmulator) {
  const stores = openMemoryStores({ sealer: createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]]))) });
  const settings = pushNotificationService.parse({
    accessKey: 'AKIDEXAMPLE',
    secret: 'secret of the account',
    appleEndpoint: emulator.applicationArn('APNS'),
    googleEndpoint: emulator.applicationArn('GCM'),
    endpoint: emulator.url,
  });
  const devices = createDeviceService(stores.devices, createRecoveryCodeHasher(Buffer.alloc(32)), stores.stepCodes, Date.now);
  const push = createPushService({
    messages: stores.pushMessages,
    throttle: stores.throttle,
    transports: [createSnsTransport(async () => settings)],
    devices: createPushDeviceDirectory(stores.devices),
    settings: async () => ({ enabled: true, maximumPushes: 3, pushWindowSeconds: 600 }),
    baseUrl: 'https://sso.example.com',
    now: Date.now,
  });
  /** What phones post, without a network. */
  const post: typeof fetch = async (url, init) => {
    const action = new URL(String(url)).searchParams.get('_action');
    try {
      await push.answer(REALM, action === 'register' || action === 'refresh' ? action : 'authenticate', JSON.parse(String(init?.body)));
      return Response.json({});
    } catch (error) {
      if (!(error instanceof WaygateError)) throw error;
      return Response.json({}, { status: 400 });
    }
  };
  return { stores, push, devices, post };
}

async function enrolled(platform: 'android' | 'ios', token = `token of ${platform}`): Promise<Phone> {
  const phone = new Phone(platform, token, world.post);
  const { messageId, uri } = await world.push.register({
    realm: REALM,
    subject: MIA,
    issuer: 'Example',
    accountName: MIA.username,
    backgroundColor: '032b75',
    imageUrl: '',
    timeout: 60,
    runId: 'run',
    idempotencyKey: `registration of ${token}`,
  });
  expect(lintRegistrationUri(uri)).toEqual([]);
  expect(await phone.scan(uri)).toBe(true);
  const status = await world.push.status(REALM, messageId, 'run');
  if (status.status !== 'approved' || status.device === undefined) throw new Error('The phone could not register.');
  await world.devices.push.enrol(REALM, MIA, status.device, { recoveryCodes: false, run: 'elsewhere' });
  return phone;
}

async function device(): Promise<PushDevice> {
  const [first] = await world.devices.push.list(REALM, MIA);
  if (first === undefined) throw new Error('There is no device.');
  return first;
}

const send = async (type: 'DEFAULT' | 'CHALLENGE' | 'BIOMETRIC' = 'CHALLENGE', idempotencyKey = 'run') =>
  world.push.send({
    realm: REALM,
    subject: MIA,
    device: await device(),
    type,
    text: 'Anmeldeversuch von Jürgen bei Example',
    subjectLine: 'Anmeldeversuch von Jürgen bei Example',
    customPayload: '{ }',
    context: { remoteIp: '192.0.2.7', userAgent: 'Firefox' },
    timeout: 120_000,
    runId: 'run',
    idempotencyKey,
  });

const messageIdOf = (result: Awaited<ReturnType<typeof send>>) => (result.status === 'sent' ? result.messageId : '');

describe.each(['android', 'ios'] as const)('a phone of kind %s', (platform) => {
  it('registers, is sent a push, and signs the person on by the right number', async () => {
    const phone = await enrolled(platform);
    expect(sns.endpoints.get((await device()).communicationId)?.attributes).toEqual({ Enabled: 'true', Token: `token of ${platform}` });
    const result = await send();
    const { message, subject } = sns.published[0] ?? { message: '', subject: '' };
    expect(subject).toBe('Anmeldeversuch von Jurgen bei Example');
    const notification = phone.receiveSns(message);
    expect(notification.claims['m']).toBe('Anmeldeversuch von Jürgen bei Example');
    expect(lintPush(jwtIn(message))).toEqual([]);
    expect(await phone.choose(result.status === 'sent' ? `${result.challenge}` : '')).toBe(true);
    expect(await world.push.status(REALM, messageIdOf(result), 'run')).toMatchObject({ status: 'approved', subject: MIA });
  });

  it('denies', async () => {
    const phone = await enrolled(platform);
    const result = await send();
    phone.receiveSns(sns.published[0]?.message ?? '');
    expect(await phone.deny()).toBe(true);
    expect(await world.push.status(REALM, messageIdOf(result), 'run')).toEqual({ status: 'denied' });
  });

  it('that got a new token is reached there', async () => {
    const phone = await enrolled(platform);
    const before = await device();
    expect(await phone.refresh('another token')).toBe(true);
    const after = await device();
    expect(after.communicationId).not.toBe(before.communicationId);
    await send('DEFAULT');
    expect(sns.published[0]?.targetArn).toBe(after.communicationId);
    expect(sns.endpoints.get(after.communicationId)?.attributes['Token']).toBe('another token');
  });
});

it('a phone whose endpoint is gone is sent the push all the same, and is found at once the next time', async () => {
  const phone = await enrolled('android');
  const before = await device();
  sns.forget(before.communicationId);
  expect((await send('DEFAULT', 'run 1')).status).toBe('sent');
  phone.receiveSns(sns.published[0]?.message ?? '');
  expect(await phone.approve()).toBe(true);
  const after = await device();
  expect(after).toEqual({ ...before, communicationId: sns.published[0]?.targetArn });
  sns.actions.length = 0;
  expect((await send('DEFAULT', 'run 2')).status).toBe('sent');
  expect(sns.actions).toEqual(['Publish']);
});

it.each([
  ['is switched off', async () => sns.disable((await device()).communicationId), {}],
  ['cannot be published to', async () => sns.failNext('Publish', SNS_FAULTS.internal, 2), { unreachable: true }],
  ['is not allowed', async () => sns.failNext('Publish', SNS_FAULTS.forbidden), {}],
])('a push to an endpoint that %s fails, leaves nothing to answer and takes no place', async (_name, trouble, more) => {
  const phone = await enrolled('android');
  await trouble();
  expect(await send('DEFAULT', 'run 1')).toEqual({ status: 'failed', reason: 'TRANSMISSION_FAILURE', ...more });
  sns.enable((await device()).communicationId);
  for (const run of ['run 2', 'run 3', 'run 4']) expect((await send('DEFAULT', run)).status).toBe('sent');
  expect((await send('DEFAULT', 'run 5')).status).toBe('rateLimited');
  expect(phone.notifications).toEqual([]);
});

/** The JWS in the message of a publish. */
function jwtIn(message: string): string {
  const { GCM = '{}' } = JSON.parse(message) as { readonly GCM?: string };
  const { data } = JSON.parse(GCM) as { readonly data?: { readonly message?: string } };
  return data?.message ?? '';
}
