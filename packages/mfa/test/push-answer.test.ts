import { beforeEach, describe, expect, it } from 'vitest';
import { MIA, PushWorld, REALM, RUN } from './push-world.ts';

let world: PushWorld;
beforeEach(() => {
  world = new PushWorld();
});

describe.each(['android', 'ios', 'web'] as const)('a phone of kind %s', (platform) => {
  it('approves by tap, and the journey learns whom the push was for', async () => {
    const { phone, device } = await world.enrolled(platform);
    const { messageId } = await world.push(phone, device);
    expect(await world.status(messageId)).toBe('waiting');
    expect(await phone.approve()).toBe(true);
    expect(await world.service.status(REALM, messageId, RUN)).toEqual({
      status: 'approved',
      subject: MIA,
      device: undefined,
      type: 'DEFAULT',
      answeredBy: device.uuid,
    });
  });

  it('approves a biometric push like a tap', async () => {
    const { phone, device } = await world.enrolled(platform);
    const { messageId } = await world.push(phone, device, { type: 'BIOMETRIC' });
    expect(await phone.approve()).toBe(true);
    expect(await world.status(messageId)).toBe('approved');
  });

  it('approves by the right number', async () => {
    const { phone, device } = await world.enrolled(platform);
    const { messageId, challenge = '' } = await world.push(phone, device, { type: 'CHALLENGE' });
    expect(await phone.choose(challenge)).toBe(true);
    expect(await world.status(messageId)).toBe('approved');
  });

  it.each(['DEFAULT', 'CHALLENGE', 'BIOMETRIC'] as const)('denies a push of type %s', async (type) => {
    const { phone, device } = await world.enrolled(platform);
    const { messageId } = await world.push(phone, device, { type });
    expect(await phone.deny()).toBe(true);
    expect(await world.status(messageId)).toBe('denied');
  });
});

describe('what a phone shows of itself', () => {
  const statusOf = (messageId: string) => world.service.status(REALM, messageId, RUN);

  it('is kept with its approval: where it answered from and what it runs on', async () => {
    const { phone, device } = await world.enrolled();
    const { messageId } = await world.push(phone, device);
    world.phoneAddress = '192.0.2.9';
    await phone.approve(undefined, { claims: { osName: 'android', osVersion: '15.1' } });
    expect(await statusOf(messageId)).toMatchObject({
      status: 'approved',
      seen: { address: '192.0.2.9', system: 'android', version: '15.1' },
    });
  });

  it('is kept with its registration', async () => {
    world.phoneAddress = '192.0.2.9';
    const { device } = await world.enrolled();
    expect(device.seen).toEqual({ address: '192.0.2.9', at: world.now });
  });

  it('is left out when it makes no sense, and the approval counts', async () => {
    const { phone, device } = await world.enrolled();
    const { messageId } = await world.push(phone, device);
    await phone.approve(undefined, { claims: { osName: { a: 1 }, osVersion: '15; drop' } });
    expect(await statusOf(messageId)).toEqual({
      status: 'approved',
      subject: MIA,
      device: undefined,
      type: 'DEFAULT',
      answeredBy: device.uuid,
    });
  });

  it('tells how many pushes were not approved', async () => {
    const { phone, device } = await world.enrolled();
    await world.push(phone, device);
    const first = world.now;
    await phone.deny();
    world.now += 60_000;
    await world.push(phone, device);
    expect(await world.service.unapproved(REALM, MIA)).toEqual([first, world.now]);
    await phone.approve();
    expect(await world.service.unapproved(REALM, MIA)).toEqual([first]);
    world.now += 600_000;
    expect(await world.service.unapproved(REALM, MIA)).toEqual([]);
  });
});

describe('an answer counts once', () => {
  it('the same message again is refused, and the approval stands', async () => {
    const { phone, device } = await world.enrolled();
    const { messageId } = await world.push(phone, device);
    await phone.approve();
    expect(await phone.replay()).toBe(false);
    expect(world.lastStatus).toBe(400);
    expect(await world.status(messageId)).toBe('approved');
  });

  it('a denial stays a denial when an approval follows', async () => {
    const { phone, device } = await world.enrolled();
    const { messageId } = await world.push(phone, device);
    await phone.deny();
    expect(await phone.approve()).toBe(false);
    expect(await world.status(messageId)).toBe('denied');
  });

  it('an approval stays one when a denial follows', async () => {
    const { phone, device } = await world.enrolled();
    const { messageId } = await world.push(phone, device);
    await phone.approve();
    expect(await phone.deny()).toBe(false);
    expect(await world.status(messageId)).toBe('approved');
  });

  it('of an approval and a denial at once one is taken, and it is the one that stands', async () => {
    const { phone, device } = await world.enrolled();
    for (let round = 0; round < 10; round += 1) {
      const { messageId } = await world.push(phone, device, { subject: { ...MIA, id: `${MIA.id}${round}` } });
      const [approved, denied] = await Promise.all([phone.approve(), phone.deny()]);
      expect([approved, denied].filter(Boolean)).toHaveLength(1);
      expect(await world.status(messageId)).toBe(approved ? 'approved' : 'denied');
    }
  });
});

describe.each(['CHALLENGE', 'CODE_ENTRY'] as const)('a push of type %s', (type) => {
  it.each([
    ['no number', {}],
    ['null', { challengeResponse: null }],
    ['an empty text', { challengeResponse: '' }],
    ['a wrong number', { challengeResponse: 'wrong' }],
    ['a list with the number', { challengeResponse: 'listed' }],
    ['true', { challengeResponse: true }],
  ])('is denied for good by %s', async (_name, claims: Readonly<Record<string, unknown>>) => {
    const { phone, device } = await world.enrolled('web');
    const { messageId, challenge = '', notification } = await world.push(phone, device, { type });
    const wrong = challenge.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
    const stands: Readonly<Record<string, unknown>> = { wrong, listed: [challenge] };
    const given = Object.entries(claims).map(([name, value]) => [name, stands[String(value)] ?? value]);
    expect(await phone.approve(notification, { claims: Object.fromEntries(given) })).toBe(true);
    expect(await world.status(messageId)).toBe('denied');
    expect(await phone.choose(challenge)).toBe(false);
    expect(await world.status(messageId)).toBe('denied');
  });

  it('is denied by a denial that carries the right number', async () => {
    const { phone, device } = await world.enrolled('web');
    const { messageId, challenge, notification } = await world.push(phone, device, { type });
    await phone.deny(notification, { claims: { challengeResponse: challenge } });
    expect(await world.status(messageId)).toBe('denied');
  });

  it('is approved by the right number as a JSON number, which some apps send', async () => {
    const { phone, device } = await world.enrolled('web');
    const { messageId, challenge = '', notification } = await world.push(phone, device, { type });
    await phone.approve(notification, { claims: { challengeResponse: Number(challenge) } });
    expect(await world.status(messageId)).toBe(String(Number(challenge)) === challenge ? 'approved' : 'denied');
  });

  it('has an answer of its own: two sign-ons at once do not mix', async () => {
    const { phone, device } = await world.enrolled('web');
    const first = await world.push(phone, device, { type });
    let second = await world.push(phone, device, { type });
    for (let more = 0; first.challenge === second.challenge; more += 1) {
      second = await world.push(phone, device, { type, subject: { ...MIA, id: `${MIA.id}${more}` } });
    }
    await phone.choose(first.challenge ?? '', second.notification);
    expect(await world.status(second.messageId)).toBe('denied');
    await phone.choose(first.challenge ?? '', first.notification);
    expect(await world.status(first.messageId)).toBe('approved');
  });
});

describe('time is judged by the server', () => {
  it('counts from sending: a right answer that comes late is refused', async () => {
    const { phone, device } = await world.enrolled();
    const { messageId } = await world.push(phone, device, { timeout: 30_000 });
    world.now += 30_000;
    expect(await phone.approve()).toBe(false);
    expect(world.lastStatus).toBe(400);
    expect(await world.status(messageId)).toBe('expired');
  });

  it('takes an answer in the last moment, and it stands when it is looked at later', async () => {
    const { phone, device } = await world.enrolled();
    const { messageId } = await world.push(phone, device, { timeout: 30_000 });
    world.now += 29_999;
    expect(await phone.approve()).toBe(true);
    world.now += 60_000;
    expect(await world.status(messageId)).toBe('approved');
  });
});

describe('an answer is refused and nothing changes', () => {
  it.each([
    ['alg none without a signature', { header: { typ: 'JWT', alg: 'none' } }],
    ['alg none in capitals', { header: { typ: 'JWT', alg: 'None' } }],
    ['another algorithm in the header', { header: { typ: 'JWT', alg: 'HS512' } }],
    ['a further member in the header', { header: { typ: 'JWT', alg: 'HS256', kid: 'x' } }],
    ['a critical extension in the header', { header: { typ: 'JWT', alg: 'HS256', crit: ['b64'], b64: false } }],
    ['a header without typ', { header: { alg: 'HS256' } }],
    ['the secret of another device', { secret: Buffer.alloc(32, 9) }],
    ['the response to another challenge', { challenge: Buffer.alloc(32, 9) }],
    ['no response', { claims: { response: undefined } }],
    ['a response that is no text', { claims: { response: { a: 1 } } }],
    ['an empty response', { claims: { response: '' } }],
    ['a claim __proto__', { claims: JSON.parse('{"__proto__":{"response":"x"}}') as Record<string, unknown> }],
    ['an unknown message', { messageId: 'AUTHENTICATE:8be951c6-af83-438d-8f74-421bd18650421570561063169' }],
    ['an empty message id', { messageId: '' }],
    ['__proto__ as the message id', { messageId: '__proto__' }],
    ['a message id beyond all measure', { messageId: 'x'.repeat(10_000) }],
  ])('%s', async (_name, wrong) => {
    const { phone, device } = await world.enrolled();
    const { messageId, notification } = await world.push(phone, device);
    expect(await phone.approve(notification, wrong)).toBe(false);
    expect(world.lastStatus).toBe(400);
    expect(await phone.deny(notification, wrong)).toBe(false);
    expect(await world.status(messageId)).toBe('waiting');
    expect(await phone.approve()).toBe(true);
  });

  it('a denial that is not signed: nobody can spoil the sign-on of another', async () => {
    const { phone, device } = await world.enrolled();
    const { messageId, notification } = await world.push(phone, device);
    expect(await phone.deny(notification, { challenge: Buffer.alloc(32) })).toBe(false);
    expect(await world.status(messageId)).toBe('waiting');
  });

  it('the answer to another message of the same phone', async () => {
    const { phone, device } = await world.enrolled();
    const first = await world.push(phone, device);
    const second = await world.push(phone, device);
    expect(await phone.approve(first.notification, { messageId: second.messageId })).toBe(false);
    expect(await world.status(second.messageId)).toBe('waiting');
  });

  it('an answer that is sent to another realm: the message is unknown there', async () => {
    const { phone, device } = await world.enrolled();
    const { messageId } = await world.push(phone, device);
    world.detour = { realm: '/beta' };
    expect(await phone.approve()).toBe(false);
    expect(world.lastStatus).toBe(400);
    expect(await world.status(messageId, '/beta')).toBe('expired');
    expect(await world.status(messageId)).toBe('waiting');
  });

  it.each([
    [undefined],
    [null],
    [[]],
    ['text'],
    [{}],
    [{ messageId: 1, jwt: 2 }],
    [{ jwt: 'a.b.c' }],
    [{ messageId: ['a'], jwt: 'a.b.c' }],
  ])('the body %j', async (body) => {
    for (const action of ['register', 'authenticate', 'refresh'] as const) expect(await world.answer(REALM, action, body)).toBe(400);
  });

  it.each(['register', 'refresh'] as const)('an answer that is sent as %s', async (action) => {
    const { phone, device } = await world.enrolled();
    const { messageId } = await world.push(phone, device);
    world.detour = { action };
    expect(await phone.approve()).toBe(false);
    expect(await world.status(messageId)).toBe('waiting');
  });
});

it('a realm without push answers 404 to every phone', async () => {
  const { phone, device } = await world.enrolled();
  await world.push(phone, device);
  world.settings.enabled = false;
  expect(await phone.approve()).toBe(false);
  expect(world.lastStatus).toBe(404);
  await phone.refresh('token-2');
  expect(world.lastStatus).toBe(404);
});

it('a stored message whose secret cannot be read is answered by nobody', async () => {
  const { phone, device } = await world.enrolled();
  await world.stores.pushMessages.insert({
    id: 'AUTHENTICATE:corrupt',
    realm: REALM,
    kind: 'AUTHENTICATE',
    state: 'PENDING',
    userId: MIA.id,
    username: MIA.username,
    secret: '!',
    challenge: Buffer.alloc(32).toString('base64'),
    createdAt: world.now,
    expiresAt: world.now + 60_000,
    deviceUuid: device.uuid,
    issuer: 'Example',
    runId: RUN,
  });
  const { notification } = await world.push(phone, device);
  const zero = { messageId: 'AUTHENTICATE:corrupt', secret: Buffer.alloc(32), challenge: Buffer.alloc(32) };
  expect(await phone.approve(notification, zero)).toBe(false);
  expect(world.lastStatus).toBe(500);
  expect(await world.status('AUTHENTICATE:corrupt')).toBe('waiting');
});

it.each(['CHALLENGE', 'CODE_ENTRY'] as const)('a stored %s whose number was lost is approved by nobody', async (type) => {
  const { phone, device } = await world.enrolled();
  const { notification } = await world.push(phone, device);
  const challenge = Buffer.alloc(32);
  await world.stores.pushMessages.insert({
    id: 'AUTHENTICATE:lost',
    realm: REALM,
    kind: 'AUTHENTICATE',
    state: 'PENDING',
    userId: MIA.id,
    username: MIA.username,
    secret: device.sharedSecret,
    challenge: challenge.toString('base64'),
    type,
    createdAt: world.now,
    expiresAt: world.now + 60_000,
    deviceUuid: device.uuid,
    issuer: 'Example',
    runId: RUN,
  });
  await phone.approve(notification, { messageId: 'AUTHENTICATE:lost', challenge });
  expect(await world.status('AUTHENTICATE:lost')).toBe('denied');
});
