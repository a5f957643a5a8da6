import { beforeEach, expect, it } from 'vitest';
import { MIA, PushWorld, REALM } from './push-world.ts';

let world: PushWorld;
beforeEach(() => {
  world = new PushWorld();
});

const token = async () => (await world.stores.devices.push.list(REALM, MIA.id))[0]?.device.deviceId;

it.each(['android', 'ios'] as const)('a phone of kind %s moves to a new token', async (platform) => {
  const { phone, device } = await world.enrolled(platform);
  expect(await phone.refresh('token-2')).toBe(true);
  const [kept] = await world.stores.devices.push.list(REALM, MIA.id);
  expect(kept?.device).toEqual({ ...device, deviceId: 'token-2', communicationId: 'endpoint of token-2' });
});

it('a token that is known already changes nothing, and again when the answer was lost', async () => {
  const { phone } = await world.enrolled();
  expect(await phone.refresh('token-1')).toBe(true);
  expect(await phone.replay()).toBe(true);
  expect(world.transport.registered).toEqual(['token-1']);
  expect(await phone.refresh('token-2')).toBe(true);
  expect(await phone.replay()).toBe(true);
  expect(world.transport.registered).toEqual(['token-1', 'token-2']);
});

it('a captured refresh cannot lead the pushes back to an old token', async () => {
  const { phone } = await world.enrolled();
  const captured = await posted(() => phone.refresh('token-2'));
  await phone.refresh('token-3');
  expect(await world.answer(REALM, 'refresh', captured)).toBe(400);
  expect(await token()).toBe('token-3');
});

it('nor can one that changed nothing when it was sent', async () => {
  const { phone } = await world.enrolled();
  const captured = await posted(() => phone.refresh('token-1'));
  await phone.refresh('token-2');
  expect(await world.answer(REALM, 'refresh', captured)).toBe(400);
  expect(await token()).toBe('token-2');
});

it('nor one that is spelled another way', async () => {
  const { phone } = await world.enrolled();
  const first = await posted(() => phone.refresh('token-2'));
  await phone.refresh('token-3');
  for (const spell of [
    (jwt: string) => `${jwt}=`,
    (jwt: string) => jwt.replace(/.$/, (last) => nextLetter(last)),
    (jwt: string) => `${jwt}.`,
  ]) {
    expect(await world.answer(REALM, 'refresh', { ...first, jwt: spell(first.jwt) })).toBe(400);
  }
  expect(await token()).toBe('token-3');
});

it('a captured registration is no refresh', async () => {
  const phone = world.phone();
  const registration = await posted(() => world.enrol(phone));
  await phone.refresh('token-2');
  const { mechanismUid } = phone.account;
  expect(await world.answer(REALM, 'refresh', { mechanismUid, username: MIA.id, jwt: registration.jwt })).toBe(400);
  expect(await token()).toBe('token-2');
});

it('is taken ten times an hour', async () => {
  const { phone } = await world.enrolled();
  for (let move = 0; move < 10; move += 1) expect(await phone.refresh(`token-a${move}`)).toBe(true);
  expect(await phone.refresh('token-b')).toBe(false);
  expect(await token()).toBe('token-a9');
  world.now += 3_600_000;
  expect(await phone.refresh('token-b')).toBe(true);
});

it.each([
  ['another platform', { claims: { communicationType: 'apns' } }],
  ['a way that nothing carries', { claims: { communicationType: 'pigeon' } }],
  ['another secret', { secret: Buffer.alloc(32, 9) }],
  ['alg none', { header: { typ: 'JWT', alg: 'none' } }],
  ['a further member in the header', { header: { typ: 'JWT', alg: 'HS256', kid: 'x' } }],
  ['no token', { claims: { deviceId: undefined } }],
])('is refused with %s', async (_name, wrong) => {
  const { phone } = await world.enrolled();
  expect(await phone.refresh('token-2', wrong)).toBe(false);
  expect(world.lastStatus).toBe(400);
  expect(await token()).toBe('token-1');
});

it('answers the same for an unknown person, an unknown phone and a wrong signature', async () => {
  const { phone } = await world.enrolled();
  const right = await posted(() => phone.refresh('token-2'));
  const wrong = [
    { ...right, username: 'nobody' },
    { ...right, username: MIA.username },
    { ...right, username: '__proto__' },
    { ...right, mechanismUid: 'unknown' },
    { ...right, jwt: right.jwt.replace(/\.[^.]*$/, `.${'A'.repeat(43)}`) },
  ];
  const answers = await Promise.all(wrong.map((body) => world.service.answer(REALM, 'refresh', body).catch((error: unknown) => error)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ kind: 'input', code: 'push.refused' });
});

it('is refused when the device was removed', async () => {
  const { phone, device } = await world.enrolled();
  await world.stores.devices.push.remove(REALM, MIA.id, device.uuid);
  expect(await phone.refresh('token-2')).toBe(false);
});

interface Posted {
  readonly jwt: string;
  readonly mechanismUid?: string;
  readonly username?: string;
}

/** What the service was posted last while something was done. */
async function posted(act: () => Promise<unknown>): Promise<Posted> {
  await act();
  return world.lastBody as Posted;
}

function nextLetter(letter: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[(alphabet.indexOf(letter) + 1) % 64] ?? 'A';
}
