import type { PushDevice, PushType } from '@waygate/node-kit';
import { lintPush } from '@waygate/phone';
import { WaygateError } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { MIA, PushWorld, REALM, TOM } from './push-world.ts';

let world: PushWorld;
beforeEach(() => {
  world = new PushWorld();
});

const OUTAGE = new WaygateError('operational', 'push.transport_failed', 'SNS did not answer.');

describe('a push', () => {
  const names = ['mia', 'Jürgen Groß', 'محمد', '👩‍💻 dev', 'a:b/c?d~>'];
  const types = ['DEFAULT', 'CHALLENGE', 'BIOMETRIC', 'CODE_ENTRY'] as const;

  it.each(types.flatMap((type) => names.map((name) => [type, name] as const)))(
    'of type %s for %s is what every SDK takes',
    async (type, username) => {
      const { device } = await world.enrolled('web');
      await world.send(device, {
        type,
        subject: { ...MIA, username },
        text: `Login attempt from ${username} at Example`,
        customPayload: JSON.stringify({ name: username }),
        context: { remoteIp: '192.0.2.7', userAgent: 'Firefox', location: { latitude: 48.1, longitude: 11.6 } },
      });
      const { jwt, messageId } = world.transport.newest();
      expect(lintPush(jwt)).toEqual([]);
      expect(messageId).toMatch(/^AUTHENTICATE:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}[1-9]\d{12}$/);
    },
  );

  it('tells what was asked to be told, and leaves out what is not known', async () => {
    const { phone, device } = await world.enrolled();
    const { notification } = await world.push(phone, device, { context: { remoteIp: '192.0.2.7' }, customPayload: '{"a":1}' });
    expect(notification.claims).toMatchObject({
      u: device.deviceMechanismUID,
      t: '120',
      i: String(world.now),
      k: 'default',
      d: 'mia',
      m: 'Login attempt from mia at Example',
      p: '{"a":1}',
      x: '{"remoteIp":"192.0.2.7"}',
    });
    const bare = await world.push(phone, device);
    expect(Object.keys(bare.notification.claims)).not.toContain('x');
    expect(Object.keys(bare.notification.claims)).not.toContain('n');
  });

  it('with a number shows the phone three and the page one of them', async () => {
    const { phone, device } = await world.enrolled();
    const { notification, challenge, type } = await world.push(phone, device, { type: 'CHALLENGE' });
    expect(type).toBe('CHALLENGE');
    expect(notification.claims['n']?.split(',')).toContain(challenge);
  });

  it('with a code never carries the code', async () => {
    const { phone, device } = await world.enrolled('web');
    const { notification, challenge = '', type, messageId } = await world.push(phone, device, { type: 'CODE_ENTRY' });
    expect(type).toBe('CODE_ENTRY');
    expect(challenge).toMatch(/^\d{6}$/);
    expect(notification.claims['k']).toBe('code_entry');
    const { u: _u, c: _c, i: _i, ...told } = notification.claims;
    expect(JSON.stringify([told, { ...world.transport.newest(), jwt: '', messageId: '' }])).not.toContain(challenge);
    await phone.choose(challenge);
    expect(await world.status(messageId)).toBe('approved');
  });

  it.each(['android', 'ios'] as const)('with a code becomes a number challenge on an app that cannot type codes (%s)', async (platform) => {
    const { phone, device } = await world.enrolled(platform);
    const { notification, challenge = '', type, messageId } = await world.push(phone, device, { type: 'CODE_ENTRY' });
    expect(type).toBe('CHALLENGE');
    expect(notification.claims['k']).toBe('challenge');
    await phone.choose(challenge);
    expect(await world.status(messageId)).toBe('approved');
  });
});

describe('the same run again', () => {
  it.each(['DEFAULT', 'CHALLENGE', 'CODE_ENTRY'] as const)(
    'finds its message of type %s: same id, same number, shown once',
    async (type) => {
      const { phone, device } = await world.enrolled('web');
      const first = await world.push(phone, device, { type, idempotencyKey: 'run' });
      world.now += 1_000;
      const second = await world.push(phone, device, { type, idempotencyKey: 'run' });
      expect(second).toEqual(first);
      expect(phone.notifications).toHaveLength(1);
      const [one, two] = world.transport.deliveries;
      expect(two).toEqual(one);
      await phone.choose(first.challenge ?? '');
      expect(await world.status(first.messageId)).toBe('approved');
    },
  );

  it('takes one place of the window', async () => {
    const { device } = await world.enrolled();
    for (let run = 0; run < 10; run += 1) expect((await world.send(device, { idempotencyKey: 'run' })).status).toBe('sent');
    const others = [await world.send(device), await world.send(device), await world.send(device)];
    expect(others.map(({ status }) => status)).toEqual(['sent', 'sent', 'rateLimited']);
  });

  it('after the answer sends nothing, answers as the first time and takes no place', async () => {
    const { phone, device } = await world.enrolled();
    const first = await world.push(phone, device, { type: 'CHALLENGE', idempotencyKey: 'run' });
    await phone.choose(first.challenge ?? '');
    const { notification: _notification, ...result } = first;
    expect(await world.send(device, { type: 'CHALLENGE', idempotencyKey: 'run' })).toEqual(result);
    expect(world.transport.deliveries).toHaveLength(1);
    const more = [await world.send(device), await world.send(device), await world.send(device)];
    expect(more.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
  });

  it('after its time does not lengthen it', async () => {
    const { phone, device } = await world.enrolled();
    const { messageId } = await world.push(phone, device, { timeout: 30_000, idempotencyKey: 'run' });
    world.now += 40_000;
    expect((await world.send(device, { timeout: 30_000, idempotencyKey: 'run' })).status).toBe('sent');
    expect(await world.status(messageId)).toBe('expired');
    expect(world.transport.deliveries).toHaveLength(1);
  });

  it('at the same time as the first makes one message', async () => {
    const { phone, device } = await world.enrolled();
    const results = await Promise.all(Array.from({ length: 8 }, () => world.send(device, { type: 'CHALLENGE', idempotencyKey: 'run' })));
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    for (const { messageId, jwt } of world.transport.deliveries) phone.receive(messageId, jwt);
    expect(phone.notifications).toHaveLength(1);
  });

  it('of another kind does not take the message for its own', async () => {
    const { device } = await world.enrolled();
    const { messageId } = await world.register(MIA, 'run');
    const sent = await world.send(device, { idempotencyKey: 'run' });
    expect(sent).not.toMatchObject({ messageId });
  });
});

describe('pushes that nobody approves', () => {
  const statuses = async (device: PushDevice, count: number, type: PushType = 'DEFAULT') => {
    const sent: string[] = [];
    for (let each = 0; each < count; each += 1) sent.push((await world.send(device, { type })).status);
    return sent;
  };

  it('are limited: the fourth in ten minutes is not sent, and it is said when one may be', async () => {
    const { device } = await world.enrolled();
    expect(await statuses(device, 3)).toEqual(['sent', 'sent', 'sent']);
    world.now += 60_000;
    expect(await world.send(device)).toEqual({ status: 'rateLimited', retryAfter: 540 });
    expect(world.transport.deliveries).toHaveLength(3);
    world.now += 540_000;
    expect((await world.send(device)).status).toBe('sent');
  });

  it('are limited also when they are asked for all at once', async () => {
    const { device } = await world.enrolled();
    const all = await Promise.all(Array.from({ length: 200 }, () => world.send(device)));
    expect(all.filter(({ status }) => status === 'sent')).toHaveLength(3);
    expect(world.transport.deliveries).toHaveLength(3);
  });

  it('count when they are denied, and not when they are approved', async () => {
    const { phone, device } = await world.enrolled();
    for (let round = 0; round < 5; round += 1) {
      await world.push(phone, device);
      await phone.approve();
    }
    for (let round = 0; round < 3; round += 1) {
      await world.push(phone, device);
      await phone.deny();
    }
    expect((await world.send(device)).status).toBe('rateLimited');
  });

  it('of one person do not limit another', async () => {
    const { device } = await world.enrolled();
    const { device: other } = await world.enrolled('android', TOM);
    await statuses(device, 4);
    expect((await world.send(other, { subject: TOM })).status).toBe('sent');
    expect((await world.send(device, { realm: '/beta' })).status).toBe('sent');
  });

  it('are as many as the realm says', async () => {
    const { device } = await world.enrolled();
    world.settings.maximumPushes = 1;
    expect(await statuses(device, 2)).toEqual(['sent', 'rateLimited']);
  });
});

describe('a transmission that fails', () => {
  it('says so, takes no place, and nothing is left that could be answered', async () => {
    const { phone, device } = await world.enrolled();
    const sent = await world.push(phone, device, { idempotencyKey: 'first' });
    await phone.approve();
    for (let round = 0; round < 5; round += 1) {
      world.transport.failure = OUTAGE;
      expect(await world.send(device, { idempotencyKey: `lost-${round}` })).toEqual({ status: 'failed', reason: 'TRANSMISSION_FAILURE' });
    }
    expect((await world.push(phone, device)).status).toBe('sent');
    expect(await world.status(sent.messageId)).toBe('approved');
  });

  it('cannot be approved by a phone that got the push all the same', async () => {
    const { phone, device } = await world.enrolled();
    const { messageId } = await world.push(phone, device, { idempotencyKey: 'run' });
    world.transport.failure = OUTAGE;
    expect((await world.send(device, { idempotencyKey: 'run' })).status).toBe('failed');
    expect(await phone.approve()).toBe(false);
    expect(await world.status(messageId)).toBe('expired');
  });

  it('stays failed when the run is repeated', async () => {
    const { device } = await world.enrolled();
    world.transport.failure = OUTAGE;
    await world.send(device, { idempotencyKey: 'run' });
    expect((await world.send(device, { idempotencyKey: 'run' })).status).toBe('failed');
    expect(world.transport.deliveries).toHaveLength(0);
  });

  it('by a store that does not answer is none: the same step sends it later, and it can be approved', async () => {
    const { phone, device } = await world.enrolled();
    world.transport.failure = new WaygateError('operational', 'storage.unavailable', 'The store does not answer.');
    await expect(world.send(device, { idempotencyKey: 'run' })).rejects.toMatchObject({ code: 'storage.unavailable' });
    const { messageId } = await world.push(phone, device, { idempotencyKey: 'run' });
    expect(await phone.approve()).toBe(true);
    expect(await world.status(messageId)).toBe('approved');
  });

  it('by a fault of ours is not passed off as an outage', async () => {
    const { device } = await world.enrolled();
    world.transport.failure = new TypeError('a bug');
    await expect(world.send(device)).rejects.toThrow('a bug');
  });

  it('because nothing carries pushes to such a phone is the same', async () => {
    const { device } = await world.enrolled();
    expect((await world.send({ ...device, communicationType: 'pigeon' })).status).toBe('failed');
  });

  it('because the realm has no push is the same', async () => {
    const { device } = await world.enrolled();
    world.settings.enabled = false;
    expect((await world.send(device)).status).toBe('failed');
  });
});

it('keeps what the transport calls a phone from now on', async () => {
  const { device } = await world.enrolled();
  world.transport.moved = 'arn:new';
  expect((await world.send(device)).status).toBe('sent');
  const [kept] = await world.stores.devices.push.list(REALM, MIA.id);
  expect(kept?.device).toEqual({ ...device, communicationId: 'arn:new' });
});
