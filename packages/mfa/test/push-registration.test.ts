import { lintRegistrationUri } from '@waygate/phone';
import { WaygateError } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { MIA, PushWorld, REALM, RUN } from './push-world.ts';

let world: PushWorld;
beforeEach(() => {
  world = new PushWorld();
});

it.each(['android', 'ios', 'web'] as const)('a phone of kind %s registers by scanning, and becomes a device', async (platform) => {
  const phone = world.phone(platform, 'token-1');
  const { messageId, uri } = await world.register();
  expect(lintRegistrationUri(uri)).toEqual([]);
  expect(await world.status(messageId)).toBe('waiting');
  expect(await phone.scan(uri)).toBe(true);
  const status = await world.service.status(REALM, messageId, RUN);
  expect(status).toMatchObject({
    status: 'approved',
    subject: MIA,
    device: {
      issuer: 'Example',
      deviceId: 'token-1',
      deviceMechanismUID: phone.account.mechanismUid,
      communicationId: 'endpoint of token-1',
      capabilities: platform === 'web' ? ['code-entry'] : [],
    },
  });
  expect(phone.account).toMatchObject({ issuer: 'Example', account: 'mia' });
});

it('the same run again shows the same code', async () => {
  const first = await world.register(MIA, 'run');
  world.now += 5_000;
  expect(await world.register(MIA, 'run')).toEqual(first);
  const other = await world.register(MIA, 'another run');
  expect(other.messageId).not.toBe(first.messageId);
});

it('a code works once', async () => {
  const { uri, messageId } = await world.register();
  const [phone, second] = [world.phone('android', 'token-1'), world.phone('android', 'token-2')];
  expect(await phone.scan(uri)).toBe(true);
  expect(await phone.replay()).toBe(false);
  expect(await second.scan(uri)).toBe(false);
  expect(await world.service.status(REALM, messageId, RUN)).toMatchObject({ device: { deviceId: 'token-1' } });
});

it('of two phones that scan at once one is registered', async () => {
  const { uri } = await world.register();
  const scanned = await Promise.all([world.phone('android', 'token-1').scan(uri), world.phone('ios', 'token-2').scan(uri)]);
  expect(scanned.filter(Boolean)).toHaveLength(1);
});

it('a code is no good after its time', async () => {
  const { uri, messageId } = await world.register();
  world.now += 60_000;
  expect(await world.phone().scan(uri)).toBe(false);
  expect(await world.status(messageId)).toBe('expired');
});

it('a phone that was too slow to be made reachable is not registered behind the back of the journey', async () => {
  const { uri, messageId } = await world.register();
  world.transport.duringRegistration = () => {
    world.now += 61_000;
  };
  expect(await world.phone().scan(uri)).toBe(false);
  expect(await world.status(messageId)).toBe('expired');
});

it('a phone may decline', async () => {
  const { uri, messageId } = await world.register();
  await world.phone().scan(uri, { claims: { deny: true } });
  expect(await world.status(messageId)).toBe('denied');
});

describe('a registration is refused and stays open', () => {
  it.each([
    ['the wrong secret', { secret: Buffer.alloc(32, 9) }],
    ['the response to another challenge', { challenge: Buffer.alloc(32, 9) }],
    ['alg none', { header: { typ: 'JWT', alg: 'none' } }],
    ['a further member in the header', { header: { typ: 'JWT', alg: 'HS256', kid: 'x' } }],
    ['no mechanism', { claims: { mechanismUid: undefined } }],
    ['a token that is no text', { claims: { deviceId: 7 } }],
    ['an empty token', { claims: { deviceId: '' } }],
    ['a token beyond all measure', { claims: { deviceId: 'x'.repeat(5_000) } }],
    ['capabilities that are no list', { claims: { capabilities: 'code-entry' } }],
    ['a way that nothing carries', { claims: { communicationType: 'pigeon' } }],
    ['an unknown message', { messageId: 'REGISTER:8be951c6-af83-438d-8f74-421bd18650421570561063169' }],
  ])('for %s', async (_name, wrong) => {
    const { uri, messageId } = await world.register();
    const phone = world.phone();
    expect(await phone.scan(uri, wrong)).toBe(false);
    expect(world.lastStatus).toBe(400);
    expect(world.transport.registered).toEqual([]);
    expect(await world.status(messageId)).toBe('waiting');
    expect(await phone.scan(uri)).toBe(true);
  });

  it('when it is sent as the answer to a push, or to another realm', async () => {
    const { uri, messageId } = await world.register();
    const phone = world.phone();
    for (const detour of [{ action: 'authenticate' }, { realm: '/beta' }] as const) {
      world.detour = detour;
      expect(await phone.scan(uri)).toBe(false);
      expect(await world.status(messageId)).toBe('waiting');
    }
    expect(await world.status(messageId, '/beta')).toBe('expired');
  });

  it('when the transport cannot be reached: the phone is told that it may try again', async () => {
    const { uri } = await world.register();
    const phone = world.phone();
    world.transport.failure = new WaygateError('operational', 'push.transport_failed', 'SNS did not answer.');
    expect(await phone.scan(uri)).toBe(false);
    expect(world.lastStatus).toBe(503);
    expect(await phone.replay()).toBe(true);
  });
});

it('a realm without push opens no registration', async () => {
  world.settings.enabled = false;
  await expect(world.register()).rejects.toMatchObject({ kind: 'authoring', code: 'push.not_configured' });
});
